import { describe, expect, it } from 'vitest'
import {
  bootstrapP,
  pairedBootstrap,
  withPercentiles,
} from '../../../../src-main/engine/experiment/figures/statistics.ts'

describe('the paired bootstrap', () => {
  it('comes close to the normal interval of a mean difference', () => {
    const differences = Array.from({ length: 400 }, (_, index) => (index % 5 === 0 ? 1 : index % 10 === 1 ? -1 : 0))
    const { mean, low, high, p } = pairedBootstrap({ differences })
    const deviation = Math.sqrt((0.3 - 0.1 ** 2) / 400)
    expect(mean).toBeCloseTo(0.1, 12)
    expect(low).toBeCloseTo(0.1 - 1.96 * deviation, 2)
    expect(high).toBeCloseTo(0.1 + 1.96 * deviation, 2)
    expect(p).toBeLessThan(0.01)
  })

  it.each([
    [[1, 1, 1], 999, { mean: 1, low: 1, high: 1, p: 2 / 1000 }],
    [[-0.5, -0.5], 99, { mean: -0.5, low: -0.5, high: -0.5, p: 2 / 100 }],
    [[1], 10_000, { mean: 1, low: 1, high: 1, p: 2 / 10_001 }],
  ])('of %j, which no draw turns around, has the smallest p of %i resamples', (differences, resamples, expected) => {
    expect(pairedBootstrap({ differences, resamples })).toEqual(expected)
  })

  it('needs a pair', () => {
    expect(() => pairedBootstrap({ differences: [] })).toThrow(new RangeError('A bootstrap needs at least one pair.'))
  })

  it('sees no difference where there is none, and repeats for a seed', () => {
    expect(pairedBootstrap({ differences: [0, 0, 0] })).toMatchObject({ mean: 0, low: 0, high: 0, p: 1 })
    const even = { differences: [1, -1, 1, -1, 1, -1, 0, 0] }
    expect(pairedBootstrap(even).p).toBeGreaterThan(0.5)
    expect(pairedBootstrap(even)).toEqual(pairedBootstrap(even))
    const uneven = { differences: [0.1, 0.7, -0.4, 0.25, 0.9] }
    expect(pairedBootstrap({ ...uneven, seed: 2 })).not.toEqual(pairedBootstrap(uneven))
  })
})

describe('percentiles and p of resampled values', () => {
  it('are as worked by hand', () => {
    // 41 values, 0 to 40 in disorder: places 1 and 39.
    const values = Array.from({ length: 41 }, (_, place) => (place * 17) % 41)
    expect(withPercentiles(20, values)).toEqual({ value: 20, low: 1, high: 39 })
    // Two of 19 values are at most 0, and 18 at least 0.
    expect(bootstrapP([-1, 0, ...Array.from({ length: 17 }, () => 2)])).toBeCloseTo((2 * 3) / 20, 12)
    expect(bootstrapP([0, 0])).toBe(1)
  })

  it.each([
    // Never 0: an outcome that was never seen is counted once.
    [[1], 2 / 2],
    [[1, 1, 1], 2 / 4],
    [[-1, -1, -1], 2 / 4],
    [[1, 2, 3, -1], 4 / 5],
    [[-1, -2, -3, 1], 4 / 5],
    [[0, 1, 1, 1, 1, 1, 1], 4 / 8],
    [[1, -1], 1],
  ])('of %j is p = %d', (resampled, p) => {
    expect(bootstrapP(resampled)).toBe(p)
  })
})
