// Comparison at equal cost: one method's point against another method's line, on the same policy.
// Knows differences of accuracies and their intervals. Does not know interpolation (budget-curve.ts) or how problems were resampled.
import { COST_AXES } from '../../../contract/experiment-summary.ts'
import type { Comparison, SummarySeries } from '../../../contract/experiment-summary.ts'
import { accuracyAt, curveOf } from './budget-curve.ts'
import type { PointMeans } from './compute-ratio.ts'
import type { Resamples } from './resamples.ts'
import { bootstrapP, withPercentiles } from './statistics.ts'

/**
 * Every point against every other line of its policy, by axis: the point's accuracy minus that of the line at the point's own
 * cost, with the percentile interval and p of the paired bootstrap. A point cheaper than the whole line has no comparison.
 */
export function compareAtEqualCost(
  series: readonly SummarySeries[],
  means: PointMeans,
  resamples: Resamples,
): Comparison[] {
  const comparisons: Comparison[] = []
  for (const axis of COST_AXES) {
    const cost = means.cost[axis]
    const resampledCost = resamples.cost[axis]
    if (cost === null || resampledCost === null) continue
    for (const line of series) {
      const curve = curveOf(line.points, { accuracy: means.accuracy, cost })
      if (curve.cost.length < 2 || curve.cost.some(Number.isNaN)) continue
      const resampledCurves = Array.from({ length: resamples.count }, (_, resample) =>
        curveOf(line.points, { accuracy: resamples.accuracy, cost: resampledCost }, resample * resamples.points),
      )
      const others = series.filter(({ policy, method }) => policy === line.policy && method !== line.method)
      for (const point of others.flatMap(({ points }) => points)) {
        const difference = means.accuracy[point]! - accuracyAt(curve, cost[point]!)
        if (Number.isNaN(difference)) continue
        const resampled = resampledCurves
          .map((resampledCurve, resample) => {
            const at = resample * resamples.points + point
            return resamples.accuracy[at]! - accuracyAt(resampledCurve, resampledCost[at]!)
          })
          .filter((value) => !Number.isNaN(value))
        if (resampled.length === 0) continue
        comparisons.push({
          axis,
          point,
          against: { policy: line.policy, method: line.method },
          difference: withPercentiles(difference, resampled),
          p: bootstrapP(resampled),
          beyond: cost[point]! > Math.max(...curve.cost),
        })
      }
    }
  }
  return comparisons
}
