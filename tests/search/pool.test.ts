import { describe, expect, test } from 'vitest'
import { poolCurve, poolOf } from '../../src-main/search/pool.ts'
import type { PooledSolution } from '../../src-main/search/pool.ts'
import { addingPolicy, addingVerifier, SUM_PROBLEM } from '../doubles/arithmetic-models.ts'
import { runSearch } from './run-search.ts'

const same = (a: string, b: string) => a === b
const solution = (answer: string | null, reward: number): PooledSolution => ({
  answer,
  correct: answer === null ? null : answer === '1',
  rewards: [reward],
})
const POOL = [
  solution('1', 0.9),
  solution('2', 0.7),
  solution('1', 0.2),
  solution(null, 1),
  solution('2', 0.4),
  solution('2', 0.8),
]
const settings = { pool: POOL, same, seed: 5, aggregate: 'last' as const, orders: 4000 }

/** Every subset of this size, each vote told by hand; in a tie each class is first in its share of the orders. */
function exact(size: number, by: 'majority' | 'weighted' | 'best-of-n'): number {
  const subsets: PooledSolution[][] = []
  const collect = (from: number, chosen: PooledSolution[]): void => {
    if (chosen.length === size) subsets.push(chosen)
    else for (let at = from; at < POOL.length; at++) collect(at + 1, [...chosen, POOL[at]!])
  }
  collect(0, [])
  const chances = subsets.map((subset) => {
    const group = (answer: string) => subset.filter((row) => row.answer === answer).map(({ rewards }) => rewards[0]!)
    const [ones, twos] = [group('1'), group('2')]
    const weigh = (rewards: number[]) =>
      by === 'majority'
        ? rewards.length
        : by === 'weighted'
          ? rewards.reduce((sum, reward) => sum + reward, 0)
          : Math.max(0, ...rewards)
    if (ones.length === 0) return 0
    const difference = weigh(ones) - weigh(twos)
    // A tie goes to the answer seen first: with a and b voters, the first of them is one of a with chance a / (a + b).
    return Math.abs(difference) < 1e-9 ? ones.length / (ones.length + twos.length) : difference > 0 ? 1 : 0
  })
  return chances.reduce((sum, chance) => sum + chance, 0) / chances.length
}

describe.each(['majority', 'weighted', 'best-of-n'] as const)('%s', (by) => {
  test('the mean over subsets is that of all subsets, within the error of 4,000 draws', () => {
    const curve = poolCurve({ ...settings, by, sizes: [1, 2, 3, 4, 5] })
    for (const { samples, accuracy } of curve) {
      const error = 4 * Math.sqrt(0.25 / settings.orders)
      expect(Math.abs(accuracy - exact(samples, by)), `n = ${samples}`).toBeLessThan(error)
    }
  })
})

test('the whole pool is one subset, in its own order; larger sizes are left out', () => {
  const curve = poolCurve({ ...settings, by: 'majority', sizes: [6, 7], orders: 10 })
  expect(curve).toEqual([{ samples: 6, accuracy: 0, subsets: 1 }])
})

test('the same seed gives the same curve', () => {
  const curve = () => poolCurve({ ...settings, by: 'weighted', sizes: [2, 3], orders: 50 })
  expect(curve()).toEqual(curve())
})

test('the pool of a run: one solution a sample, in order; with the whole pool the curve gives the answer of the run', async () => {
  for (let seed = 0; seed < 30; seed++) {
    const models = { policy: addingPolicy(), verifier: addingVerifier() }
    const { tree } = await runSearch({ method: 'weighted', ...SUM_PROBLEM, ...models, seed, parameters: { width: 9 } })
    const pool = poolOf(tree)
    expect(pool).toHaveLength(9)
    expect(pool.every(({ rewards }) => rewards.length === 4)).toBe(true)
    const [point] = poolCurve({ ...settings, pool, by: 'weighted', sizes: [9], orders: 3 })
    expect(point!.accuracy).toBe(tree.chosen!.correct ? 1 : 0)
  }
  const { tree } = await runSearch({
    method: 'majority',
    ...SUM_PROBLEM,
    policy: addingPolicy(),
    parameters: { width: 2 },
  })
  expect(poolOf(tree).map(({ rewards }) => rewards)).toEqual([[], []])
})
