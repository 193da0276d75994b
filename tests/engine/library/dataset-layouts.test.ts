// The same problems in every layout and encoding, and what each format makes of its fields.
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readDatasetFile } from '../../../src-main/engine/library/dataset-file.ts'
import type { Mapping } from '../../../src-main/contract/dataset.ts'

function read(content: string | Uint8Array, mapping: Mapping | null = null) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return readDatasetFile({ file: 'mine.txt', bytes, mapping, dataset: 'mine' })
}

const RECORDS = [
  { question: 'Wie viel ist 2 + 2?\nRechne „genau“, bitte; ja', answer: '4', level: 1 },
  { question: 'Naïve, "quoted" = 6', answer: '6', level: 5 },
]
const PROBLEMS = RECORDS.map((record) => expect.objectContaining(record) as unknown)

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
const csv = (separator: string, end: string) =>
  [
    ['question', 'answer', 'level'],
    ...RECORDS.map(({ question, answer, level }) => [quoted(question), answer, String(level)]),
  ]
    .map((cells) => cells.join(separator))
    .join(end)
const lines = RECORDS.map((record) => JSON.stringify(record)).join('\n')

describe('a layout', () => {
  it.each([
    ['JSON Lines', lines],
    ['JSON Lines', lines.replaceAll('\n', '\r\n')],
    ['JSON Lines', lines.replaceAll('\n', '\r')],
    ['JSON Lines', `\n\n${lines}\n\n`],
    ['JSON', JSON.stringify(RECORDS)],
    ['JSON', JSON.stringify(RECORDS, null, 2)],
    ['JSON', JSON.stringify(RECORDS, null, '\t').replaceAll('\n', '\r\n')],
    ['JSON', RECORDS.map((record) => JSON.stringify(record, null, 2)).join('\n')],
    ['JSON', `[\n${lines.replaceAll('\n', ',\n')}\n]\n`],
    ['JSON', JSON.stringify({ version: 2, data: RECORDS }, null, 2)],
    ['JSON', JSON.stringify({ first: RECORDS[0], second: RECORDS[1] }, null, 2)],
    ['CSV', csv(',', '\n')],
    ['CSV', csv(';', '\r\n')],
    ['CSV', csv('\t', '\r')],
  ])('%s holds the problems, case %#', (layout, text) => {
    const { problems, faults, format } = read(text)
    expect(faults).toEqual([])
    expect(format).toBe(`Questions and answers, ${layout}`)
    expect(problems).toEqual(PROBLEMS)
  })

  it('names the records by their places, where they have no id', () => {
    expect(read(JSON.stringify(RECORDS, null, 2)).problems.map(({ id }) => id)).toEqual(['item-1', 'item-2'])
    expect(read(csv(',', '\r\n')).problems.map(({ id }) => id)).toEqual(['line-2', 'line-4'])
    expect(read(JSON.stringify({ first: RECORDS[0], second: RECORDS[1] })).problems.map(({ id }) => id)).toEqual([
      'first',
      'second',
    ])
  })

  it('tells a bad record of an array by its line and keeps the others', () => {
    const { problems, faults } = read('[\n{"question": "A"},\n{"question": oops},\n7,\n{"question": "B"}\n]')
    expect(problems.map(({ question }) => question)).toEqual(['A', 'B'])
    expect(faults.map(({ message }) => message)).toEqual([
      'mine.txt, line 3, item 2: this is not a JSON object.',
      'mine.txt, line 4, item 3: this is not a JSON object.',
    ])
  })
})

const wide = (text: string, mark: boolean, big: boolean) => {
  const bytes = Buffer.from((mark ? '\uFEFF' : '') + text, 'utf16le')
  return big ? bytes.swap16() : bytes
}

describe('an encoding', () => {
  it.each([
    ['UTF-8', Buffer.from(lines), null],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${lines}`), null],
    ['UTF-16LE', wide(lines, true, false), 'The file is UTF-16LE.'],
    ['UTF-16BE', wide(lines, true, true), 'The file is UTF-16BE.'],
    ['UTF-16LE without a mark', wide(lines, false, false), 'The file is UTF-16LE.'],
    ['UTF-16BE without a mark', wide(lines, false, true), 'The file is UTF-16BE.'],
  ])('%s is read', (_, bytes, note) => {
    const { problems, notes } = read(bytes)
    expect(problems).toEqual(PROBLEMS)
    expect(notes).toEqual(note === null ? [] : [note])
  })

  it('Latin-1 is read, and said', () => {
    const { problems, notes } = read(Buffer.from('question,answer\nNaïve élève,4\n', 'latin1'))
    expect(problems[0]?.question).toBe('Naïve élève')
    expect(notes).toEqual([
      'The file is not UTF-8: from line 2 on it was read as Latin-1. Check that its letters are right.',
    ])
  })
})

describe('a format', () => {
  const math = (fields: object) => JSON.stringify({ problem: 'P', solution: 'So \\boxed{\\frac{1}{2}}.', ...fields })
  it.each([
    ['MATH', math({ level: 'Level 3', type: 'Algebra' }), { answer: '\\frac{1}{2}', level: 3 }],
    ['MATH', math({ level: 'Level ?' }), { answer: '\\frac{1}{2}', level: null }],
    ['MATH', math({ answer: '1/2', unique_id: 'test/1.json' }), { answer: '1/2', id: 'test/1.json' }],
    ['MATH', math({ answer: '' }), { answer: '\\frac{1}{2}' }],
    ['MATH', math({ solution: 'Nothing is stated' }), { answer: null }],
    ['GSM8K', '{"question": "Q", "answer": "1+1=2\\n#### 1,234"}', { answer: '1,234' }],
    ['Questions and answers', '{"prompt": "Q", "target": 7}', { question: 'Q', answer: '7' }],
    ['Questions and answers', '{"Problem": "Q", "Reference": "7"}', { question: 'Q', answer: '7' }],
    [
      'Questions and answers',
      '{"question": {"problem": "Q", "ground_truth_answer": "29"}}',
      { question: 'Q', answer: '29' },
    ],
    ['Questions and answers', '{"id": 9007199254740993, "question": "Q"}', { id: '9007199254740993' }],
    ['Questions and answers', '{"question": "Q", "answer": 12345678901234567890}', { answer: '12345678901234567890' }],
    [
      'Questions and answers',
      '{"question": "Q", "answer": 0.12345678901234567891}',
      { answer: '0.12345678901234567891' },
    ],
    ['Questions and answers', '{"question": "Q", "answer": 1e400}', { answer: '1e400' }],
    ['Questions and answers', '{"question": "Q", "answer": 1000000000000000}', { answer: '1000000000000000' }],
    ['Questions and answers', '{"question": "a\\ud800b"}', { question: 'a\uFFFDb' }],
  ])('%s: %s', (format, line, expected) => {
    const { problems, faults, ...content } = read(line)
    expect(faults).toEqual([])
    expect(content.format).toBe(`${format}, JSON Lines`)
    expect(problems).toEqual([expect.objectContaining(expected)])
  })

  it('is read by the mapping that was asked for', () => {
    const text = '{"input": "Q", "output": "7", "id": "own", "grade": "2", "question": "not this"}'
    const { problems, fields } = read(text, { question: 'input', answer: 'output', level: 'grade', id: null })
    expect(fields).toEqual(['input', 'output', 'id', 'grade', 'question'])
    expect(problems).toEqual([{ id: 'line-1', question: 'Q', answer: '7', level: 2, dataset: 'mine' }])
  })

  it('takes the field that most records have', () => {
    const { mapping } = read('{"question": "one of them"}\n{"problem": "A"}\n{"problem": "B"}\n{"problem": "C"}')
    expect(mapping.question).toBe('problem')
  })
})

const DATA = '../shared/data'
describe.skipIf(!existsSync(DATA))('a published file (skipped where ../shared/data is missing)', () => {
  it.each([
    ['gsm8k_test', 'GSM8K, JSON Lines', 1319, 1319],
    ['math500', 'MATH, JSON Lines', 500, 500],
    ['prm800k_samples', 'Questions and answers, JSON Lines', 6, 5],
  ])('%s is %s', (file, format, count, references) => {
    const content = read(readFileSync(`${DATA}/${file}.jsonl`))
    expect(content).toMatchObject({ format, faults: [], references })
    expect(content.problems).toHaveLength(count)
  })

  it('MATH500 has the levels of its paper', () => {
    const { problems } = read(readFileSync(`${DATA}/math500.jsonl`))
    const levels = [1, 2, 3, 4, 5].map((level) => problems.filter((problem) => problem.level === level).length)
    expect(levels).toEqual([43, 90, 105, 128, 134])
  })

  it('Math-Shepherd has no question of its own, and this is said with its fields', () => {
    const { problems, faults } = read(readFileSync(`${DATA}/math_shepherd_samples.jsonl`))
    expect(problems).toEqual([])
    expect(faults).toEqual([
      expect.objectContaining({
        message: 'mine.txt has no field that is called like a question.',
        advice: 'Say which is the question: “input”, “label”, “task”.',
      }),
    ])
  })
})
