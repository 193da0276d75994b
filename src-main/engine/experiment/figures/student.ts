// Student's t: its quantiles, and the interval of a mean over a few seeds.
// Knows the distribution for whole degrees of freedom. Does not know what was measured.
import type { Estimate } from '../../../contract/experiment-summary.ts'

/**
 * P(|T| <= t) for t >= 0 and whole degrees of freedom from 1 on. Finite sums of Abramowitz and Stegun 1964, 26.7.3 and 26.7.4,
 * with x = atan(t / sqrt(degrees)):
 * odd: 2/π·(x + sin x·(cos x + 2/3·cos³x + 2·4/(3·5)·cos⁵x + ...)), even: sin x·(1 + 1/2·cos²x + 1·3/(2·4)·cos⁴x + ...).
 */
export function studentWithin(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees))
  const square = Math.cos(angle) ** 2
  const odd = degrees % 2 === 1
  let term = odd ? Math.cos(angle) : 1
  let sum = degrees === 1 ? 0 : term
  for (let power = odd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= (square * (power - 1)) / power
    sum += term
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum
}

/**
 * The t with P(|T| <= t) = `confidence`, to about 1e-12 of its size: two-sided quantile. Confidence is above 0 and below 1,
 * degrees are whole from 1 on; a RangeError otherwise.
 */
export function studentQuantile(confidence: number, degrees: number): number {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError('A confidence lies between 0 and 1.')
  if (!Number.isInteger(degrees) || degrees < 1) throw new RangeError('Degrees of freedom are whole, from 1 on.')
  let [low, high] = [0, 1]
  while (studentWithin(high, degrees) < confidence) [low, high] = [high, 2 * high]
  while (high - low > 1e-13 * high) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (studentWithin(middle, degrees) < confidence) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/**
 * Mean with its 95 % t interval: mean ± t·s/sqrt(n), s with n - 1 (Student 1908). Null for fewer than two values. It is not cut to
 * the range of what was measured.
 */
export function tInterval(values: readonly number[]): Estimate | null {
  const n = values.length
  if (n < 2) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)
  const spread = studentQuantile(0.95, n - 1) * Math.sqrt(variance / n)
  return { value: mean, low: mean - spread, high: mean + spread }
}
