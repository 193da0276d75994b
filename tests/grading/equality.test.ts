// Equality over the collected rows: right where nobody would disagree, symmetric, transitive, and fast.
import { describe, expect, test } from 'vitest'
import { canonicalAnswer } from '../../src-main/grading/canonical-answer.ts'
import { matchesReference, sameAnswer } from '../../src-main/grading/same-answer.ts'
import { ROWS } from './pairs.ts'
import { DIFFERENT, EQUAL } from './written-pairs.ts'

const pairs = [
  ...ROWS.flatMap(({ equal, not = [] }) => {
    const [first, ...others] = equal
    return [
      ...others.map((other) => ({ a: first!, b: other, same: true })),
      ...equal.flatMap((one) => not.map((other) => ({ a: one, b: other, same: false }))),
    ]
  }),
  ...EQUAL.map(([a, b]) => ({ a, b, same: true })),
  ...DIFFERENT.map(([a, b]) => ({ a, b, same: false })),
]

/** Processor time, so that a busy machine fails no test. */
function millisecondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

test('the collected pairs, each way round', () => {
  const wrong = pairs.filter(({ a, b, same }) => sameAnswer(a, b) !== same || sameAnswer(b, a) !== same)
  expect(wrong).toEqual([])
  expect(pairs.filter(({ same }) => same).length).toBeGreaterThan(500)
  expect(pairs.filter(({ same }) => !same).length).toBeGreaterThan(700)
})

test('transitive over all spellings: equality is a relation of classes', () => {
  const all = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))]
  const classOf = new Map<string, string[]>()
  for (const answer of all) {
    const key = all.find((other) => sameAnswer(answer, other))!
    classOf.set(key, [...(classOf.get(key) ?? []), answer])
  }
  for (const members of classOf.values()) {
    for (const a of members) for (const b of members) expect(sameAnswer(a, b), `${a} and ${b}`).toBe(true)
  }
  const keys = [...classOf.keys()]
  for (const a of keys) for (const b of keys) if (a !== b) expect(sameAnswer(a, b), `${a} and ${b}`).toBe(false)
})

test('a pair takes well under 1 ms in the median and 250 ms at most', () => {
  const times = pairs.map(({ a, b }) => {
    const start = process.cpuUsage()
    expect(canonicalAnswer(a) === canonicalAnswer(b)).toBeTypeOf('boolean')
    return millisecondsSince(start)
  })
  times.sort((a, b) => a - b)
  expect(times[Math.floor(times.length / 2)]).toBeLessThan(1)
  expect(times.at(-1)).toBeLessThan(250)
})

describe('nothing hangs or throws', () => {
  test.each([
    ['a tower of powers', '9^{9^{9^{9}}}'],
    ['a factorial', '100000!'],
    ['a power with a long exponent', 'x^{123456789}'],
    ['deep brackets', '('.repeat(5000) + '1' + ')'.repeat(5000)],
    ['deep braces', `${'\\frac{1}{'.repeat(200)}2${'}'.repeat(200)}`],
    ['a long number', '7'.repeat(900)],
    ['a long text', 'x+'.repeat(5000)],
    ['division by zero', '\\frac{1}{0}'],
    ['a root of a negative number', '\\sqrt{-4}'],
    ['brackets that do not match', '((('],
    ['a lone command', '\\frac'],
    ['nothing', ''],
    ['dots', '1, 2, \\ldots, 10'],
    ['an emoji', '🙂'],
    ['a matrix without an end', '\\begin{pmatrix} 1'],
    ['bars', '||||'],
    ['many units', `5 ${'m '.repeat(20_000)}x`],
    ['many spaces', `5${' '.repeat(20_000)}x`],
    ['many factors', `y = ${'(x+1)'.repeat(50)}`],
    ['a power of complex numbers', '(((2+3i)^{60})^{60})^{60}'],
    ['an equation with long terms', `x_1 = 1, 2 = ${'9'.repeat(200)}^{40}`],
    ['many bars', '|x'.repeat(120)],
    ['roots in roots', `${'\\sqrt{'.repeat(50)}x${'^2}'.repeat(50)}`],
    ['many signs', '-'.repeat(900) + '1'],
  ])('%s', (_, answer) => {
    const start = process.cpuUsage()
    expect(canonicalAnswer(answer)).toBe(canonicalAnswer(answer))
    expect(sameAnswer(answer, '1')).toBe(_ === 'many signs' || _ === 'deep brackets' ? sameAnswer('1', answer) : false)
    expect(millisecondsSince(start)).toBeLessThan(250)
  })
})

describe('against the reference it is more lenient', () => {
  test.each([
    ['10', '10\\%', true],
    ['0.1', '10\\%', true],
    ['10\\%', '10', true],
    ['10\\%', '0.1', true],
    ['10\\%', '\\frac{1}{10}', true],
    ['11\\%', '10', false],
    ['1', '10\\%', false],
    ['204', '204_5', true],
    ['205', '204_5', false],
    ['204_6', '204_5', false],
    ['5', 'x=5', true],
  ])('%s for %s: %s', (answer, reference, right) => {
    expect(matchesReference(answer, reference)).toBe(right)
  })
})
