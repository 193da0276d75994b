import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readDataset } from '../../../src-main/engine/library/dataset.ts'

function read(...lines: string[]) {
  return readDataset({ text: lines.join('\n'), dataset: 'mine', name: 'mine.jsonl' })
}

describe('a dataset', () => {
  it('takes the fields of GSM8K and of the embedded problems', () => {
    const { problems, faults } = read(
      '\uFEFF{"question": "How many?", "answer": "Two and two are <<2+2=4>>4.\\n#### 4"}',
      '',
      '{"id": "L3-042", "question": "How much?", "answer": "#### 1,234", "level": 3}\r',
      '{"id": 7, "question": "And this?", "answer": 12}',
      '{"id": "open", "question": "Nobody knows"}',
    )
    expect(faults).toEqual([])
    expect(problems).toEqual([
      { id: 'line-1', question: 'How many?', answer: '4', level: null, dataset: 'mine' },
      { id: 'L3-042', question: 'How much?', answer: '1,234', level: 3, dataset: 'mine' },
      { id: '7', question: 'And this?', answer: '12', level: null, dataset: 'mine' },
      { id: 'open', question: 'Nobody knows', answer: null, level: null, dataset: 'mine' },
    ])
  })

  it.each([
    ['{"question": ', 'line 2: this is not a JSON object.'],
    ['[1, 2]', 'line 2: this is not a JSON object.'],
    ['{"answer": "4"}', 'line 2, field “question”: it is missing.'],
    ['{"question": "  "}', 'line 2, field “question”: The problem is empty.'],
    ['{"question": null}', 'line 2, field “question”: it is missing.'],
    ['{"question": {"text": "Q"}}', 'line 2, field “question”: it is missing.'],
    ['{"question": "Q", "answer": true}', 'line 2, field “answer”: it is neither a text nor a number.'],
    ['{"question": "Q", "level": 9}', 'line 2, field “level”:'],
    ['{"question": "Q", "answer": ["4"]}', 'line 2, field “answer”:'],
    ['{"id": "good", "question": "Q"}', 'line 2, field “id”: “good” is the id of line 1 already.'],
  ])('names line and field of %s and keeps the good lines', (bad, message) => {
    const { problems, faults } = read('{"id": "good", "question": "A"}', bad, '{"id": "too", "question": "B"}')
    expect(problems.map(({ id }) => id)).toEqual(['good', 'too'])
    expect(faults).toHaveLength(1)
    expect(faults[0]?.message).toContain(`mine.jsonl, ${message}`)
  })

  it('reads the 500 embedded problems, 100 of each level', () => {
    const text = readFileSync('models/problems/test.jsonl', 'utf8')
    const { problems, faults } = readDataset({ text, dataset: 'arithmetic-test', name: 'test.jsonl' })
    expect(faults).toEqual([])
    const levels = [1, 2, 3, 4, 5].map((level) => problems.filter((problem) => problem.level === level).length)
    expect(levels).toEqual([100, 100, 100, 100, 100])
    expect(problems.every(({ answer }) => /^-?\d+$/.test(answer ?? ''))).toBe(true)
  })
})

describe('a reference', () => {
  it.each([
    ['so 3 + 4\n#### 7', '7'],
    ['#### 1\n#### 2 ', '2'],
    ['##### 3', '3'],
    ['####', null],
    ['', null],
    ['  ', null],
    [' 42 ', '42'],
    [0, '0'],
    [null, null],
    [undefined, null],
  ])('in %j is %j', (answer, reference) => {
    expect(read(JSON.stringify({ question: 'Q', answer })).problems.map((problem) => problem.answer)).toEqual([
      reference,
    ])
  })
})
