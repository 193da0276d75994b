// Extraction as people and models write: rows by kind, the published samples, the cases of those who tried the program,
// and the time that hostile texts take.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { extractAnswer } from '../../src-main/grading/extract-answer.ts'
import { sameAnswer } from '../../src-main/grading/same-answer.ts'
import { STATED, STATED_BY_STEP } from './stated-answers.ts'

describe.each(Object.entries(STATED))('%s', (_, rows) => {
  test.each(rows)('%j states %j', (text, answer) => {
    expect(extractAnswer(text)).toBe(answer)
  })
})

test.each(STATED_BY_STEP)('the step %j states %j', (text, answer) => {
  expect(extractAnswer(text, { goesOn: true })).toBe(answer)
})

test('the examples of docs/extraction.md are true', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/extraction.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `(.+?)` +\| (?:`(.+?)`|none) +\|$/gm)]
  expect(rows.length).toBeGreaterThan(30)
  for (const [, text, answer] of rows) {
    const written = text!.replaceAll('\\|', '|').replaceAll(' ⏎ ', '\n').replaceAll('⏎ ', '\n')
    expect([text, extractAnswer(written)]).toEqual([text, answer ?? null])
  }
})

test('every kind has fifteen rows', () => {
  expect(Object.entries(STATED).filter(([, rows]) => rows.length < 15)).toEqual([])
})

// Each form with each value and each end of a sentence or turn: the value alone is the answer.
const FORMS = [
  ...['The answer is V', 'So the answer is: V', 'Hence, the final answer is V', 'Therefore, answer is V', 'Answer: V'],
  ...['**Answer:** V', 'ANSWER: V', '**Final Answer:** V', '### Final Answer: V', 'The answer is equal to V', 'Ans: V'],
  ...['The answer is:\nV', '### Final Answer\nV', '**Final Answer**\n\nV', '# Answer\n\nV', 'The correct answer is V'],
]
const VALUES = [
  ...['7', '-7', '3.5', '.5', '1,234', '1/2', '$18', '$1,234.00', '18%', '(1, 2)', '[1, 2)', '(-\\infty, 3]', 'x = 5'],
  ...['x = 5, y = 3', '1, 2, and 3', '\\frac{1}{2}', '\\sqrt{3}', '3 + 4i', 'B', '(B)', 'Monday', '12 apples', '5 cm'],
  ...['x \\le 3', '5 (mod 7)', '2:3', '6 hours and 30 minutes', '4 and a half', '\\{1, 2\\}', 'f(x) = 2x', '10^{23}'],
]
const ENDS = [
  ...['', '.', '. I hope it is correct.', ', so we are done.', ' because nothing else is left.', ' (since 3 + 4 = 7)'],
  ...[
    '. This is the total.',
    '; hence we are done',
    ', which is the total.',
    '<|im_end|>',
    '</s>',
    '\n\nQ: next\nA: 9',
  ],
  ...['\n\nQuestion: next\nThe answer is 9', '\n\n### Instruction:\nNext', '\nHuman: thanks', '.\n\nLet me know.'],
  ...['\n\nProblem: next\nSolution: \\boxed{9}', '<|endoftext|>The answer is 9', ' Question: next'],
]
test.each(FORMS)('%j with every value and every end', (form) => {
  const lost = VALUES.flatMap((value) => ENDS.map((end) => [form.replace('V', () => value) + end, value] as const))
    .map(([text, value]) => [text, extractAnswer(text), value])
    .filter(([, found, value]) => found !== value)
  expect(lost).toEqual([])
})

const FOLDER = resolve(import.meta.dirname, '../../../shared/data')
const missing = !existsSync(FOLDER)
const where = missing ? ` (skipped: there is no folder ${FOLDER})` : ''

interface FieldCase {
  kind: string
  input: { text?: string }
  expected: unknown
}
interface MarkedSteps {
  question: { pre_generated_steps?: string[] }
  label: { steps: { completions: { text: string }[] | null }[] }
}

function linesOf<Line>(file: string): Line[] {
  const lines = readFileSync(resolve(FOLDER, file), 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Line)
}

describe.skipIf(missing)(`published samples${where}`, () => {
  test('cases of those who tried the program: at least 95 of 100', () => {
    const cases = linesOf<FieldCase>('field_cases.jsonl').filter(({ kind }) => kind === 'extract')
    const found = cases.map(({ input, expected }) => ({ input, expected, answer: extractAnswer(input.text!) }))
    const lost = found.filter(({ answer, expected }) => answer === null || !sameAnswer(answer, String(expected)))
    expect(cases.length).toBeGreaterThan(0)
    expect(lost.length / cases.length, JSON.stringify(lost)).toBeLessThanOrEqual(0.05)
  })

  test('Math-Shepherd: each solution states what stands behind its phrase, in both spellings of the tags', () => {
    for (const { input, label } of linesOf<{ input: string; label: string }>('math_shepherd_samples.jsonl')) {
      const wanted = input.slice(input.lastIndexOf('The answer is: ') + 15).replace(/ ки\s*$/, '')
      expect(extractAnswer(input)).toBe(wanted)
      expect(extractAnswer(label)).toBe(wanted)
    }
  })

  test('PRM800K: each step that names an answer states it', () => {
    const steps = linesOf<MarkedSteps>('prm800k_samples.jsonl').flatMap(({ question, label }) => [
      ...(question.pre_generated_steps ?? []),
      ...label.steps.flatMap(({ completions }) => completions?.map(({ text }) => text) ?? []),
    ])
    const named = steps.filter((text) => text.includes('# Answer'))
    expect(named.length).toBeGreaterThan(5)
    for (const text of named) expect(extractAnswer(text)).toBe(text.slice(text.indexOf('# Answer') + 8).trim())
    expect(
      steps.filter((text) => !text.includes('# Answer') && extractAnswer(text, { goesOn: true }) !== null),
    ).toEqual([])
  })
})

describe('hostile texts', () => {
  const HOSTILE = [
    ...[
      '\\boxed{',
      '\\boxed{1 ',
      '\\boxed ',
      '}{\\boxed',
      '\\boxed{}',
      'the answer is ',
      'Final Answer\n',
      'answer: (',
      '<answer>',
    ],
    ...[
      'final answer is $',
      'answer is $a ',
      'answer is **',
      '\n',
      ' ',
      '\t\n',
      '\nQuestion: ',
      ' Problem: ',
      '\nQ: the answer is ',
    ],
    ...[
      '#### ',
      '####',
      '#### 1. a\n',
      '# Answer\n',
      '**',
      '1,234',
      '1.',
      '1, ',
      '(',
      '[1',
      '\\(',
      '\\[ answer: ',
      '$$',
      '$',
      '\\$',
    ],
    ...[
      'answer is 3 = ',
      '<<',
      '<|',
      '</think>',
      '<|im_end|>',
      ' ки',
      '- a',
      '\\',
      '"',
      'answer is\n\n',
      'if the answer is 1 ',
    ],
  ]
  const LONG = [
    '\\boxed{',
    '\\boxed{1 ',
    'the answer is ',
    'final answer is $',
    '\nQuestion: ',
    '#### ',
    '<answer>',
    '\n',
    '(',
    '$',
  ]

  function seconds(text: string): number {
    const start = process.cpuUsage()
    extractAnswer(text, { lastNumber: true })
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1e6
  }

  // Eight times the text takes 64 times the time where a scan is quadratic; the limit leaves a linear one a factor of three for noise.
  test.each(HOSTILE)('%j takes time in proportion', (unit) => {
    const of = (size: number): string => `The answer is ${unit.repeat(Math.ceil(size / unit.length))}`
    const small = Math.max(seconds(of(1 << 15)), 0.01)
    expect(seconds(of(1 << 18)) / small).toBeLessThan(24)
  })

  test.each(LONG)(
    '%j, repeated to 1 MB, takes seconds at most',
    (unit) => {
      expect(seconds(unit.repeat((1 << 20) / unit.length))).toBeLessThan(10)
    },
    60_000,
  )
})
