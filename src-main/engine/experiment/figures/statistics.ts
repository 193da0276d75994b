// Statistics of differences: what resampled values say, and whether two methods differ on the same problems.
// Knows the formulas. Does not know runs or where figures come from.
import type { Estimate } from '../../../contract/experiment-summary.ts'
import type { Interval } from '../../../contract/wilson-interval.ts'
import { randomStream } from '../../../search/random.ts'

export interface Difference extends Interval {
  /** Mean of the differences. */
  mean: number
  /** Two-sided: how often resampling the problems turns the difference around, twice, at least 2 / (resamples + 1). */
  p: number
}

/**
 * Paired bootstrap of a mean difference (Efron and Tibshirani 1993, chapters 13 and 16): problems are drawn anew with
 * replacement, and each draw's mean difference is noted. Gives the 2.5 % and 97.5 % percentiles as a 95 % interval, and p
 * (`bootstrapP`). The same seed gives the same figures.
 * `differences`: one number a problem, for example 1 (only A is right), -1 (only B is) or 0; at least one.
 */
export function pairedBootstrap({
  differences,
  resamples = 10_000,
  seed = 1,
}: {
  differences: readonly number[]
  resamples?: number
  seed?: number
}): Difference {
  const n = differences.length
  if (n === 0) throw new RangeError('A bootstrap needs at least one pair.')
  const random = randomStream(seed)
  const means = new Float64Array(resamples)
  for (let resample = 0; resample < resamples; resample++) {
    let sum = 0
    for (let draw = 0; draw < n; draw++) sum += differences[Math.floor(random.uniform() * n)]!
    means[resample] = sum / n
  }
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / n
  const { low, high } = withPercentiles(mean, means)
  return { mean, low, high, p: bootstrapP(means) }
}

/** A figure with the 2.5 % and 97.5 % percentiles of its resampled values (at least one, in any order). */
export function withPercentiles(value: number, resampled: readonly number[] | Float64Array): Estimate {
  const sorted = Float64Array.from(resampled).sort()
  return { value, low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) }
}

/**
 * Two-sided p of a difference from its resampled values: 2·min(P(d <= 0), P(d >= 0)), both counts plus one (Efron and Tibshirani 1993,
 * chapter 16), at most 1.
 */
export function bootstrapP(resampled: readonly number[] | Float64Array): number {
  let [notAbove, notBelow] = [0, 0]
  for (const value of resampled) {
    if (value <= 0) notAbove += 1
    if (value >= 0) notBelow += 1
  }
  return Math.min(1, (2 * (Math.min(notAbove, notBelow) + 1)) / (resampled.length + 1))
}

/** Quantile of sorted values by linear interpolation (type 7 of Hyndman and Fan 1996). */
function quantile(sorted: ArrayLike<number>, q: number): number {
  const place = (sorted.length - 1) * q
  const below = sorted[Math.floor(place)]!
  return below + (place - Math.floor(place)) * (sorted[Math.ceil(place)]! - below)
}
