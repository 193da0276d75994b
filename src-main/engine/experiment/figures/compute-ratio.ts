// Compute to reach an accuracy: how many times less one line of the picture needs than another.
// Knows ratios of costs and their intervals. Does not know interpolation (budget-curve.ts) or how problems were resampled.
import { COST_AXES } from '../../../contract/experiment-summary.ts'
import type { ComputeRatio, CostAxis, SummarySeries } from '../../../contract/experiment-summary.ts'
import { costToReach, curveOf } from './budget-curve.ts'
import type { Resamples } from './resamples.ts'
import { withPercentiles } from './statistics.ts'

/** Mean figures of every point, as `Resamples` holds them for each resample. */
export interface PointMeans {
  accuracy: readonly number[]
  cost: Record<CostAxis, readonly number[] | null>
}

/**
 * The ratio for every ordered pair of lines and every axis on which both have costs above 0. The accuracy to reach is that of the
 * reference's best point (the cheapest of equals), which stays the same point in every resample; its cost and accuracy, and
 * the challenger's curve, are resampled together. The interval holds the 2.5 % and 97.5 % percentiles, where a resample in which
 * the challenger does not reach the accuracy counts as ratio 0: so a lower end above 1 also says that it is reached.
 */
export function computeRatios(
  series: readonly SummarySeries[],
  means: PointMeans,
  resamples: Resamples,
): ComputeRatio[] {
  const ratios: ComputeRatio[] = []
  for (const axis of COST_AXES) {
    const cost = means.cost[axis]
    const resampledCost = resamples.cost[axis]
    if (cost === null || resampledCost === null) continue
    const priced = series.filter(({ points }) => points.length > 0 && points.every((point) => cost[point]! > 0))
    const resampled = { accuracy: resamples.accuracy, cost: resampledCost }
    const curves = priced.map(({ points }) => curveOf(points, { accuracy: means.accuracy, cost }))
    const resampledCurves = priced.map(({ points }) =>
      Array.from({ length: resamples.count }, (_, resample) => curveOf(points, resampled, resample * resamples.points)),
    )
    for (const reference of priced) {
      const best = bestPoint(reference.points, means.accuracy, cost)
      const wanted = means.accuracy[best]!
      priced.forEach((challenger, place) => {
        if (challenger === reference) return
        const price = costToReach(curves[place]!, wanted)
        const drawn = resampledCurves[place]!.map((curve, resample) => {
          const at = resample * resamples.points + best
          const reached = costToReach(curve, resampled.accuracy[at]!)
          return reached === null || !(reached > 0) ? 0 : resampled.cost[at]! / reached
        })
        ratios.push({
          reference: { policy: reference.policy, method: reference.method },
          challenger: { policy: challenger.policy, method: challenger.method },
          axis,
          accuracy: wanted,
          ratio: price === null ? null : withPercentiles(cost[best]! / price, drawn),
          reached: drawn.filter((ratio) => ratio > 0).length / drawn.length,
        })
      })
    }
  }
  return ratios
}

/** The point of the best accuracy; of several the cheapest, the first of those. */
function bestPoint(points: readonly number[], accuracy: readonly number[], cost: readonly number[]): number {
  return points.reduce((best, point) => {
    if (accuracy[point] === accuracy[best]) return cost[point]! < cost[best]! ? point : best
    return accuracy[point]! > accuracy[best]! ? point : best
  })
}
