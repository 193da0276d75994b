// Pairs of answers that people reported from the field: none that differ may be judged equal, and nearly all others rightly.
// The file is not part of the project; it is read from ../shared/data, and the test says so where it is missing.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sameAnswer } from '../../src-main/grading/same-answer.ts'

const FILE = resolve(import.meta.dirname, '../../../shared/data/field_cases.jsonl')
/** Share of all pairs that must be judged rightly. */
const GOAL = 0.94

interface Pair {
  kind: string
  input: { a: string; b: string }
  expected: boolean
}

function pairs(): Pair[] {
  const lines = readFileSync(FILE, 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Pair).filter(({ kind }) => kind === 'grade')
}

const missing = !existsSync(FILE)
const where = missing ? ` (skipped: there is no file ${FILE})` : ''

describe.skipIf(missing)(`pairs from the field${where}`, () => {
  test('nothing that differs is judged equal, either way round', () => {
    const different = pairs().filter(({ expected }) => !expected)
    expect(different.length).toBeGreaterThan(0)
    expect(different.filter(({ input: { a, b } }) => sameAnswer(a, b) || sameAnswer(b, a))).toEqual([])
  })

  test(`at least ${GOAL * 100} % are judged rightly`, () => {
    const all = pairs()
    const wrong = all.filter(({ input: { a, b }, expected }) => sameAnswer(a, b) !== expected)
    expect(1 - wrong.length / all.length, JSON.stringify(wrong.map(({ input }) => input))).toBeGreaterThanOrEqual(GOAL)
  })
})
