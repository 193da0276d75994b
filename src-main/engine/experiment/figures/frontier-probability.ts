// How sure the frontier is: the share of resamples in which each point lies on it.
// Knows counting. Does not know how problems were resampled, or what dominance is (contract/frontier.ts).
import { Frontier } from '../../../contract/frontier.ts'

/**
 * For each point the share of resamples in which it lies on the Pareto frontier of all points; null for a point without a cost
 * on this axis. Both arrays hold resample after resample, one figure a point.
 */
export function frontierProbability(
  accuracy: Float64Array,
  cost: Float64Array,
  points: number,
): readonly (number | null)[] {
  const frontier = new Frontier(points)
  const times = new Uint32Array(points)
  const priced = new Uint8Array(points)
  const resamples = points === 0 ? 0 : cost.length / points
  for (let from = 0; from < cost.length; from += points) {
    const prices = cost.subarray(from, from + points)
    const on = frontier.find(accuracy.subarray(from, from + points), prices)
    for (let point = 0; point < points; point++) {
      times[point]! += on[point]!
      if (!Number.isNaN(prices[point]!)) priced[point] = 1
    }
  }
  return Array.from(times, (count, point) => (priced[point] === 1 ? count / resamples : null))
}
