// Subsets of problems: which levels they are of, that a seed repeats them, and that chance is fair.
import { describe, expect, it } from 'vitest'
import { ExperimentSpec } from '../../../src-main/contract/experiment.ts'
import type { Problem } from '../../../src-main/contract/problem.ts'
import { problemsOf } from '../../../src-main/engine/experiment/run/plan.ts'
import { largestRemainders, subsetOf } from '../../../src-main/engine/library/problem-subset.ts'

/** Problems of these levels, so many of each, in turn as far as they go. */
function problemsOfLevels(counts: Record<string, number>): Problem[] {
  return Object.entries(counts)
    .flatMap(([level, count]) =>
      Array.from({ length: count }, (_, at) => ({
        id: `L${level}-${at}`,
        question: 'Q',
        answer: '1',
        level: level === 'none' ? null : Number(level),
        dataset: 'd',
        at,
      })),
    )
    .sort((a, b) => a.at - b.at)
}
const MATH500 = problemsOfLevels({ 1: 43, 2: 90, 3: 105, 4: 128, 5: 134 })
const countsOf = (problems: readonly Problem[]) =>
  [1, 2, 3, 4, 5, null].map((level) => problems.filter((problem) => problem.level === level).length)

describe('largest remainders', () => {
  it.each([
    // Quotas 4.3, 9, 10.5, 12.8, 13.4: what is left goes to .8 and .5.
    [[43, 90, 105, 128, 134], 50, [4, 9, 11, 13, 13]],
    [[100, 100, 100, 100, 100], 7, [2, 2, 1, 1, 1]],
    [[1, 1, 1], 2, [1, 1, 0]],
    [[5, 0, 5], 4, [2, 0, 2]],
    [[3], 3, [3]],
  ])('of %j give %i as %j', (sizes, total, parts) => {
    expect(largestRemainders(sizes, total)).toEqual(parts)
  })
})

describe('a subset', () => {
  it('has the same share of every level, with and without a seed', () => {
    for (const seed of [null, 1, 2]) {
      expect(countsOf(subsetOf(MATH500, { limit: 50, seed, stratified: true }))).toEqual([4, 9, 11, 13, 13, 0])
    }
  })

  it('counts problems without a level as one', () => {
    const mixed = problemsOfLevels({ 2: 10, none: 30 })
    expect(countsOf(subsetOf(mixed, { limit: 8, seed: 3, stratified: true }))).toEqual([0, 2, 0, 0, 0, 6])
  })

  it('is the same for the same seed, another for another, and keeps the order', () => {
    const ids = (seed: number) => subsetOf(MATH500, { limit: 40, seed, stratified: false }).map(({ id }) => id)
    expect(ids(1)).toEqual(ids(1))
    expect(ids(1)).not.toEqual(ids(2))
    const order = MATH500.map(({ id }) => id)
    expect(ids(1)).toEqual(ids(1).toSorted((a, b) => order.indexOf(a) - order.indexOf(b)))
  })

  it('takes each problem equally often', () => {
    const ten = problemsOfLevels({ 1: 10 })
    const taken = new Map<string, number>()
    for (let seed = 0; seed < 2000; seed++) {
      for (const { id } of subsetOf(ten, { limit: 3, seed, stratified: true })) taken.set(id, (taken.get(id) ?? 0) + 1)
    }
    // Each is expected 600 times with a standard deviation of 20.5; five of them leave room for chance.
    for (const count of taken.values()) expect(Math.abs(count - 600)).toBeLessThan(103)
    expect(taken.size).toBe(10)
  })

  it('is the first problems without seed or strata, and all where the limit allows', () => {
    expect(subsetOf(MATH500, { limit: 3, seed: null, stratified: false })).toEqual(MATH500.slice(0, 3))
    expect(subsetOf(MATH500, { limit: 1000, seed: 5, stratified: true })).toEqual(MATH500)
  })
})

describe('an experiment', () => {
  const chosen = (problems: object) => {
    const spec = ExperimentSpec.parse({
      schema: 'espalier-experiment',
      version: 1,
      name: 'n',
      problems,
      policies: ['p'],
      methods: [{ method: 'greedy' }],
      budgets: [1],
    })
    return { spec, problems: problemsOf(spec, MATH500) }
  }

  it('takes the levels in turn without seed and strata, and its specification does not name them', () => {
    const { spec, problems } = chosen({ limit: 10 })
    expect(countsOf(problems)).toEqual([2, 2, 2, 2, 2, 0])
    expect(JSON.stringify(spec.problems)).toBe('{"dataset":null,"levels":null,"limit":10}')
  })

  it('takes the same share of every level where it is stratified, the levels still in turn', () => {
    const { problems } = chosen({ limit: 50, stratified: true, seed: 7 })
    expect(countsOf(problems)).toEqual([4, 9, 11, 13, 13, 0])
    expect(problems.slice(0, 5).map(({ level }) => level)).toEqual([1, 2, 3, 4, 5])
    expect(problems).toEqual(chosen({ limit: 50, stratified: true, seed: 7 }).problems)
    expect(problems).not.toEqual(chosen({ limit: 50, stratified: true, seed: 8 }).problems)
  })

  it('draws among its levels only', () => {
    expect(countsOf(chosen({ levels: [2, 5], limit: 22, stratified: true, seed: 1 }).problems)).toEqual([
      0, 9, 0, 0, 13, 0,
    ])
  })
})
