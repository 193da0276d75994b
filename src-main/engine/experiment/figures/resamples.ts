// Resampled points: all points of an experiment, each computed anew on the same resampled problems.
// Knows the paired bootstrap. Does not know what is asked of the resamples (frontier, ratios, laws).
import { byAxis, COST_AXES } from '../../../contract/experiment-summary.ts'
import type { CostAxis } from '../../../contract/experiment-summary.ts'
import { randomStream } from '../../../search/random.ts'

/** The figures of one point, one a problem: NaN where the problem is not done. */
export interface PointFigures {
  accuracy: Float64Array
  cost: Record<CostAxis, Float64Array | null>
}

/** Accuracies and costs of `points` points in `count` resamples; resample r of point p stands at r·points + p. */
export interface Resamples {
  count: number
  points: number
  accuracy: Float64Array
  /** NaN for a point without this cost; null where no point has it. */
  cost: Record<CostAxis, Float64Array | null>
}

/**
 * Paired bootstrap over problems (Efron and Tibshirani 1993, chapter 8): in each resample as many problems as there are are drawn
 * with replacement, the same for all points, and each point's mean accuracy and cost is taken over those of them that it has done
 * (NaN where that is none). The same seed gives the same resamples. Time is resamples × problems × points × (1 + axes): one
 * pass of weighted rows, where a problem that was not drawn costs nothing.
 */
export function resamplePoints(
  points: readonly PointFigures[],
  { problems, resamples, seed }: { problems: number; resamples: number; seed: number },
): Resamples {
  const axes = COST_AXES.filter((axis) => points.some(({ cost }) => cost[axis] !== null))
  // Where everything is done the number of drawn problems is known, and its columns need no sums.
  const whole = points.every(({ accuracy }) => accuracy.every((value) => !Number.isNaN(value)))
  const blocks = [
    points.map(({ accuracy }) => accuracy.map(zeroWhereUndone)),
    ...axes.map((axis) => points.map(({ cost }) => cost[axis]?.map(zeroWhereUndone) ?? new Float64Array(problems))),
    ...(whole ? [] : [points.map(({ accuracy }) => accuracy.map(oneWhereDone))]),
  ].flat()
  const width = blocks.length
  const rows = new Float64Array(problems * width)
  blocks.forEach((column, place) => column.forEach((value, problem) => (rows[problem * width + place] = value)))

  const size = points.length
  const accuracy = new Float64Array(resamples * size)
  const costs = axes.map(() => new Float64Array(resamples * size))
  const random = randomStream(seed)
  const drawn = new Int32Array(problems)
  const sums = new Float64Array(width)
  for (let resample = 0; resample < resamples; resample++) {
    drawn.fill(0)
    for (let draw = 0; draw < problems; draw++) drawn[Math.floor(random.uniform() * problems)]! += 1
    addRows(sums, rows, drawn)
    for (let point = 0; point < size; point++) {
      const at = resample * size + point
      const done = whole ? problems : sums[(1 + axes.length) * size + point]!
      accuracy[at] = sums[point]! / done
      costs.forEach((column, axis) => (column[at] = sums[(1 + axis) * size + point]! / done))
    }
  }
  const cost: Resamples['cost'] = byAxis(() => null)
  axes.forEach((axis, place) => {
    const column = costs[place]!
    points.forEach((point, at) => {
      if (point.cost[axis] === null) for (; at < column.length; at += size) column[at] = NaN
    })
    cost[axis] = column
  })
  return { count: resamples, points: size, accuracy, cost }
}

/** sums = Σ weight · row over the rows that have a weight. */
function addRows(sums: Float64Array, rows: Float64Array, weights: Int32Array): void {
  sums.fill(0)
  const width = sums.length
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row]!
    if (weight === 0) continue
    const from = row * width
    for (let column = 0; column < width; column++) sums[column]! += weight * rows[from + column]!
  }
}

function zeroWhereUndone(value: number): number {
  return Number.isNaN(value) ? 0 : value
}

function oneWhereDone(value: number): number {
  return Number.isNaN(value) ? 0 : 1
}
