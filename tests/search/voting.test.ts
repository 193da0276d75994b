import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aggregate } from '../../src-main/contract/aggregation.ts'
import { tally } from '../../src-main/search/voting.ts'
import type { Candidate } from '../../src-main/search/voting.ts'

const path = (node: number, answer: string, reward: number | null): Candidate => ({ node, answer, reward })
const paths = [path(1, '1/2', 0.9), path(2, '7', 0.6), path(3, '0.5', 0.1), path(4, '7', 0.6), path(5, '8', null)]
const halves = (a: string, b: string) => a === b || [a, b].every((text) => text === '1/2' || text === '0.5')

test.each([
  ['majority', [['1/2', 2, [1, 3], 1], ['7', 2, [2, 4], 2], ['8', 1, [5], 5]]],
  ['weighted', [['7', 1.2, [2, 4], 2], ['1/2', 1, [1, 3], 1], ['8', 0, [5], 5]]],
  ['best-of-n', [['1/2', 0.9, [1, 3], 1], ['7', 0.6, [2, 4], 2], ['8', 0, [5], 5]]],
] as const)('%s: classes, heaviest first; the class seen first wins a tie, and the node seen first within it', (by, expected) => {
  const rows = tally(paths, { by, same: halves })
  expect(rows.map(({ answer, weight, nodes, best }) => [answer, weight, nodes, best])).toEqual(expected)
}) // prettier-ignore

test.each(['majority', 'weighted', 'best-of-n'] as const)('%s: nobody votes, nothing is chosen', (by) => {
  expect(tally([], { by, same: halves })).toEqual([])
})

test('best-of-n: of equal rewards the path that came first is chosen, not the class seen first', () => {
  const paths = [path(1, 'a', 0.2), path(2, 'b', 0.9), path(3, 'a', 0.9)]
  expect(tally(paths, { by: 'best-of-n', same: halves }).map(({ best }) => best)).toEqual([2, 3])
  const unscored = [path(1, 'a', null), path(2, 'b', null)]
  expect(tally(unscored, { by: 'best-of-n', same: halves }).map(({ best }) => best)).toEqual([1, 2])
})

test('best-of-n: a reward of 0 beats no reward, whoever came first', () => {
  const rows = tally([path(1, 'a', null), path(2, 'b', 0)], { by: 'best-of-n', same: halves })
  expect(rows.map(({ answer }) => answer)).toEqual(['b', 'a'])
})

test('weights equal those of a plain count, for any candidates', () => {
  const candidate = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.option(fc.integer({ min: 0, max: 4 })))
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 20 }), (drawn) => {
      const candidates = drawn.map(([answer, quarter], node) =>
        path(node, String(answer), quarter === null ? null : quarter / 4),
      )
      const same = (a: string, b: string) => a === b
      const answers = [...new Set(candidates.map(({ answer }) => answer))]
      const rewards = (answer: string) =>
        candidates.flatMap((c) => (c.answer === answer && c.reward !== null ? [c.reward] : []))
      const weights = {
        majority: answers.map((answer) => candidates.filter((c) => c.answer === answer).length),
        weighted: answers.map((answer) => rewards(answer).reduce((sum, reward) => sum + reward, 0)),
        'best-of-n': answers.map((answer) => Math.max(0, ...rewards(answer))),
      }
      for (const by of ['majority', 'weighted', 'best-of-n'] as const) {
        const rows = tally(candidates, { by, same })
        expect(new Map(rows.map(({ answer, weight }) => [answer, weight]))).toEqual(new Map(answers.map((a, i) => [a, weights[by][i]]))) // prettier-ignore
        expect(rows.map(({ weight }) => weight)).toEqual(weights[by].toSorted((a, b) => b - a))
      }
    }),
  )
})

test.each([
  ['last', [0.2, 0.9, 0.4], 0.4],
  ['min', [0.2, 0.9, 0.4], 0.2],
  ['prod', [0.5, 0.5, 0.4], 0.1],
  ['mean', [0.2, 0.9, 0.4], 0.5],
  ['last', [null, 0.4], 0.4],
  ['last', [0.4, null], null],
  ['last', [0.4, undefined], null],
  ['min', [null, 0.4], null],
  ['prod', [null, 0.4], null],
  ['mean', [0.4, undefined], null],
] as const)('%s of %j is %s', (rule, rewards, expected) => {
  const value = aggregate(rewards, rule)
  if (expected === null) expect(value).toBeNull()
  else expect(value).toBeCloseTo(expected, 12)
})

test('a path without steps has no reward', () => {
  expect(() => aggregate([], 'last')).toThrow(RangeError)
})
