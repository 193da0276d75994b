// The scaling law of compute-optimal inference: which size of policy a budget calls for.
// Knows the regression. Does not know how problems were resampled, or what dominance is (contract/frontier.ts).
import { COST_AXES } from '../../../contract/experiment-summary.ts'
import type { ScalingLaw } from '../../../contract/experiment-summary.ts'
import { Frontier } from '../../../contract/frontier.ts'
import type { PointMeans } from './compute-ratio.ts'
import type { Resamples } from './resamples.ts'
import { withPercentiles } from './statistics.ts'

export interface Line {
  slope: number
  intercept: number
}

/** Least squares line through the points (x, y); null where fewer than two x differ. */
export function leastSquares(x: readonly number[], y: readonly number[]): Line | null {
  const n = x.length
  const meanX = x.reduce((sum, value) => sum + value, 0) / n
  const meanY = y.reduce((sum, value) => sum + value, 0) / n
  if (new Set(x).size < 2) return null
  const spread = x.reduce((sum, value) => sum + (value - meanX) ** 2, 0)
  const slope = x.reduce((sum, value, at) => sum + (value - meanX) * (y[at]! - meanY), 0) / spread
  return { slope, intercept: meanY - slope * meanX }
}

/**
 * log10(C) = a·log10(N) + b for one method (arXiv 2408.00724, section 4.2, which finds 1.19 and 2.03 for Pythia and majority voting): the
 * compute-optimal points are the Pareto frontier of the method's points over all policies, C is such a point's cost and N the
 * parameters of its policy. The intervals are percentiles over the resamples whose frontier holds at least two sizes, with
 * their share told. `points`: places of the method's points; `parameters`: of each point's policy. No law for an axis on which the
 * frontier holds fewer than two sizes.
 */
export function scalingLaws(
  { method, points, parameters }: { method: number; points: readonly number[]; parameters: readonly number[] },
  means: PointMeans,
  resamples: Resamples,
): ScalingLaw[] {
  return COST_AXES.flatMap((axis) => {
    const cost = means.cost[axis]
    const resampledCost = resamples.cost[axis]
    if (cost === null || resampledCost === null) return []
    const frontier = new Frontier(points.length)
    const fit = (accuracies: ArrayLike<number>, costs: ArrayLike<number>, from: number) => {
      const price = points.map((point) => costs[from + point]!)
      const on = frontier.find(
        points.map((point) => accuracies[from + point]!),
        price,
      )
      const places = [...points.keys()].filter((place) => on[place] === 1 && price[place]! > 0)
      const line = leastSquares(
        places.map((place) => Math.log10(parameters[place]!)),
        places.map((place) => Math.log10(price[place]!)),
      )
      return line && { ...line, points: places.length }
    }
    const law = fit(means.accuracy, cost, 0)
    if (law === null) return []
    const lines = Array.from({ length: resamples.count }, (_, resample) =>
      fit(resamples.accuracy, resampledCost, resample * resamples.points),
    ).filter((line) => line !== null)
    if (lines.length === 0) return []
    const a = withPercentiles(
      law.slope,
      lines.map(({ slope }) => slope),
    )
    const b = withPercentiles(
      law.intercept,
      lines.map(({ intercept }) => intercept),
    )
    return [{ axis, method, a, b, points: law.points, fitted: lines.length / resamples.count }]
  })
}
