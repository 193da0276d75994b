// Ratios of compute, comparisons at equal cost and scaling laws, all over lines of points with known figures.
import { describe, expect, it } from 'vitest'
import { compareAtEqualCost } from '../../../../src-main/engine/experiment/figures/comparison.ts'
import { computeRatios } from '../../../../src-main/engine/experiment/figures/compute-ratio.ts'
import { meansOf } from '../../../../src-main/engine/experiment/figures/point-table.ts'
import { resamplePoints } from '../../../../src-main/engine/experiment/figures/resamples.ts'
import { leastSquares, scalingLaws } from '../../../../src-main/engine/experiment/figures/scaling-law.ts'
import { randomStream } from '../../../../src-main/search/random.ts'

const PROBLEMS = 40

/** A point that is right with this chance on each problem, the same draws for equal salts. */
function point(chance: number, cost: number, salt = 1) {
  const random = randomStream(salt)
  return {
    policy: '',
    method: 0,
    budget: 0,
    seeds: [],
    done: PROBLEMS,
    accuracy: Float64Array.from({ length: PROBLEMS }, () => Number(random.uniform() < chance)),
    cost: {
      paper: new Float64Array(PROBLEMS).fill(cost),
      policyAndVerifier: null,
      distinct: null,
      exact: null,
      seconds: null,
    },
  }
}

function figures(points: ReturnType<typeof point>[]) {
  return { means: meansOf(points), resamples: resamplePoints(points, { problems: PROBLEMS, resamples: 400, seed: 1 }) }
}

const line = (policy: string, method: number, points: number[]) => ({ policy, method, points })

describe('compute to reach an accuracy', () => {
  it('is the ratio of costs for lines with equal answers', () => {
    const points = [point(0.3, 60), point(0.6, 600), point(0.3, 10), point(0.6, 100)]
    const { means, resamples } = figures(points)
    const ratios = computeRatios([line('large', 0, [0, 1]), line('small', 0, [2, 3])], means, resamples)
    expect(ratios.map(({ axis, reference }) => [axis, reference.policy])).toEqual([
      ['paper', 'large'],
      ['paper', 'small'],
    ])
    const [forward, back] = ratios
    expect(forward).toMatchObject({ accuracy: means.accuracy[1], reached: 1 })
    expect(back).toMatchObject({ accuracy: means.accuracy[3], reached: 1 })
    for (const figure of Object.values(forward!.ratio!)) expect(figure).toBeCloseTo(6, 9)
    for (const figure of Object.values(back!.ratio!)) expect(figure).toBeCloseTo(1 / 6, 9)
  })

  it('takes the cheapest of equally good points of the reference', () => {
    const { means, resamples } = figures([point(0.6, 600), point(0.6, 100), point(0.6, 50)])
    const [first] = computeRatios([line('a', 0, [0, 1]), line('b', 0, [2])], means, resamples)
    expect(first!.ratio!.value).toBeCloseTo(2, 9)
  })

  it('is null where the accuracy is not reached, with the share of resamples that do', () => {
    const { means, resamples } = figures([point(0.9, 10), point(0.1, 1)])
    const [never] = computeRatios([line('a', 0, [0]), line('b', 0, [1])], means, resamples)
    expect(never).toMatchObject({ ratio: null, reached: 0 })
  })

  it('counts resamples that do not reach it as 0', () => {
    // Other problems, hardly more accurate: many resamples turn around.
    const { means, resamples } = figures([point(0.5, 10, 1), point(0.55, 5, 2)])
    const lines = [line('a', 0, [0]), line('b', 0, [1])]
    const both = computeRatios(lines, means, resamples)
    const reaching = both.find(({ ratio }) => ratio !== null)!
    expect(reaching.reached).toBeGreaterThan(0.5)
    expect(reaching.reached).toBeLessThan(0.975)
    expect(reaching.ratio!.low).toBe(0)
  })
})

describe('comparison at equal cost', () => {
  it('interpolates the other line, tells when it ends, and stays within a policy', () => {
    const points = [point(0.2, 1), point(0.6, 100), point(0.5, 10), point(0.7, 400), point(0.5, 0.5), point(0.5, 1)]
    const { means, resamples } = figures(points)
    const lines = [line('a', 0, [0, 1]), line('a', 1, [4, 2, 3]), line('b', 0, [5])]
    const found = compareAtEqualCost(lines, means, resamples).filter(({ against }) => against.method === 0)
    expect(found.map(({ point, beyond }) => [point, beyond])).toEqual([
      [2, false],
      [3, true],
    ])
    const [low, high] = [means.accuracy[0]!, means.accuracy[1]!]
    expect(found[0]!.difference.value).toBeCloseTo(means.accuracy[2]! - (low + high) / 2, 12)
    expect(found[1]!.difference.value).toBeCloseTo(means.accuracy[3]! - high, 12)
    for (const { difference, p } of found) {
      expect(difference.low).toBeLessThanOrEqual(difference.value)
      expect(difference.high).toBeGreaterThanOrEqual(difference.value)
      expect(p).toBeGreaterThan(0)
    }
  })
})

describe('the end of a line', () => {
  const beyondAt = (cost: number, ends: readonly number[]) => {
    const { means, resamples } = figures([...ends.map((end) => point(0.5, end)), point(0.5, cost)])
    const lines = [line('a', 0, [...ends.keys()]), line('a', 1, [ends.length])]
    return compareAtEqualCost(lines, means, resamples).map(({ beyond }) => beyond)
  }
  it.each([
    ['within', 99, [1, 100], [false]],
    ['at', 100, [1, 100], [false]],
    ['beyond', 101, [1, 100], [true]],
    ['before the beginning of', 0.5, [1, 100], []],
    ['at the one point of', 100, [100], []],
  ])('a point %s a line, at cost %d against %j', (_, cost, ends, beyond) => {
    expect(beyondAt(cost, ends)).toEqual(beyond)
  })
})

describe('the scaling law', () => {
  it('fits as published', () => {
    // Anscombe 1973, The American Statistician 27:17, first set: y = 3.00 + 0.500 x.
    const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
    const { slope, intercept } = leastSquares(x, y)!
    expect(slope).toBeCloseTo(0.5001, 4)
    expect(intercept).toBeCloseTo(3.0001, 4)
    expect(leastSquares([2, 2], [1, 3])).toBeNull()
  })

  it('finds a law that the frontier obeys, and leaves beaten points out', () => {
    const sizes = [1e5, 1e6, 1e7]
    const cost = (size: number) => 100 * size ** 1.2
    const points = [...sizes.map((size, place) => point(0.2 + 0.3 * place, cost(size))), point(0.2, cost(1e7))]
    const { means, resamples } = figures(points)
    const laws = scalingLaws({ method: 2, points: [0, 1, 2, 3], parameters: [...sizes, 1e5] }, means, resamples)
    expect(laws).toHaveLength(1)
    expect(laws[0]).toMatchObject({ axis: 'paper', method: 2, points: 3 })
    expect(laws[0]!.fitted).toBeGreaterThan(0.95)
    for (const figure of Object.values(laws[0]!.a)) expect(figure).toBeCloseTo(1.2, 9)
    for (const figure of Object.values(laws[0]!.b)) expect(figure).toBeCloseTo(2, 8)
  })

  it('needs two sizes on the frontier', () => {
    const { means, resamples } = figures([point(0.9, 1), point(0.1, 10)])
    expect(scalingLaws({ method: 0, points: [0, 1], parameters: [1e5, 1e6] }, means, resamples)).toEqual([])
  })
})
