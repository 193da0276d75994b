// The table under the picture: figures of every point for every problem, and their means.
// Knows which problems are done. Does not know intervals, frontiers or how outcomes come about.
import { byAxis, COST_AXES } from '../../../contract/experiment-summary.ts'
import type { CostAxis } from '../../../contract/experiment-summary.ts'
import type { ExperimentHeader } from '../../../contract/experiment.ts'
import { methodById } from '../../../contract/method.ts'
import type { PointMeans } from './compute-ratio.ts'
import type { Outcome } from './outcomes.ts'
import type { PointFigures } from './resamples.ts'

/** One point, problem by problem in the header's order: means over the seeds, NaN where a seed of the problem is not done. */
export interface TablePoint extends PointFigures {
  policy: string
  method: number
  budget: number
  /** Accuracy of each seed over the problems that are done. */
  seeds: number[]
  /** Problems that are done. */
  done: number
}

interface Cells {
  accuracy: Float64Array
  cost: Record<CostAxis, Float64Array>
}

/**
 * Points of which at least one problem is done with every seed, by policy, method and budget. A greedy method draws nothing, so
 * that one seed of a problem is enough: the first of the specification that is done.
 */
export function pointTable(header: ExperimentHeader, outcomes: Iterable<Outcome>): TablePoint[] {
  const { spec } = header
  const problems = new Map(header.problems.map(({ id }, place) => [id, place]))
  const seeds = new Map(spec.seeds.map((seed, place) => [seed, place]))
  const single = spec.methods.map(({ method }) => methodById(method).greedy)
  const cells = new Map<string, Cells>()
  const key = (policy: string, method: number, budget: number) => JSON.stringify([policy, method, budget])
  for (const { policy, method, budget, seed, problem, accuracy, cost } of outcomes) {
    const name = key(policy, method, budget)
    let cell = cells.get(name)
    if (!cell) cells.set(name, (cell = emptyCells(problems.size * seeds.size)))
    const at = problems.get(problem)! * seeds.size + seeds.get(seed)!
    cell.accuracy[at] = accuracy
    for (const axis of COST_AXES) cell.cost[axis][at] = cost[axis] ?? NaN
  }

  const budgets = spec.budgets.toSorted((a, b) => a - b)
  return spec.policies.flatMap((policy) =>
    spec.methods.flatMap(({ method: id }, method) =>
      (methodById(id).budget === null ? [1] : budgets).flatMap((budget) => {
        const cell = cells.get(key(policy, method, budget))
        if (!cell) return []
        const figures = single[method] ? figuresOf(ofFirstSeed(cell, seeds.size), 1) : figuresOf(cell, seeds.size)
        const point = { policy, method, budget, ...figures }
        return point.done > 0 ? [point] : []
      }),
    ),
  )
}

function emptyCells(count: number): Cells {
  const empty = () => new Float64Array(count).fill(NaN)
  return { accuracy: empty(), cost: byAxis(empty) }
}

/** The cells of each problem's first seed that is done. */
function ofFirstSeed({ accuracy, cost }: Cells, seeds: number): Cells {
  const places = Array.from({ length: accuracy.length / seeds }, (_, problem) => {
    const own = accuracy.subarray(problem * seeds, (problem + 1) * seeds)
    return (
      problem * seeds +
      Math.max(
        0,
        own.findIndex((value) => !Number.isNaN(value)),
      )
    )
  })
  const pick = (cells: Float64Array) => Float64Array.from(places, (place) => cells[place]!)
  return { accuracy: pick(accuracy), cost: byAxis((axis) => pick(cost[axis])) }
}

function figuresOf({ accuracy, cost }: Cells, seeds: number): Omit<TablePoint, 'policy' | 'method' | 'budget'> {
  const mean = meanOverSeeds(accuracy, seeds)
  const places = [...mean.keys()].filter((problem) => !Number.isNaN(mean[problem]!))
  const costOf = (axis: CostAxis) => {
    const means = meanOverSeeds(cost[axis], seeds)
    // A cost that is not known for every problem is not known for the point.
    if (places.some((problem) => Number.isNaN(means[problem]!))) return null
    means.forEach((_, problem) => {
      if (Number.isNaN(mean[problem]!)) means[problem] = NaN
    })
    return means
  }
  return {
    accuracy: mean,
    cost: byAxis(costOf),
    seeds: Array.from(
      { length: seeds },
      (_, seed) => places.reduce((sum, problem) => sum + accuracy[problem * seeds + seed]!, 0) / places.length,
    ),
    done: places.length,
  }
}

/** NaN where one seed is. */
function meanOverSeeds(cells: Float64Array, seeds: number): Float64Array {
  return Float64Array.from({ length: cells.length / seeds }, (_, problem) => {
    let sum = 0
    for (let seed = 0; seed < seeds; seed++) sum += cells[problem * seeds + seed]!
    return sum / seeds
  })
}

/** Mean accuracy and cost of every point over its done problems. */
export function meansOf(points: readonly TablePoint[]): PointMeans {
  const costOf = (axis: CostAxis) => {
    if (points.every(({ cost }) => cost[axis] === null)) return null
    return points.map(({ cost }) => (cost[axis] === null ? NaN : meanOfDone(cost[axis])))
  }
  return { accuracy: points.map(({ accuracy }) => meanOfDone(accuracy)), cost: byAxis(costOf) }
}

/** Mean of the values that are there; NaN where none is. */
export function meanOfDone(values: Float64Array): number {
  let [sum, count] = [0, 0]
  for (const value of values) {
    if (Number.isNaN(value)) continue
    sum += value
    count += 1
  }
  return sum / count
}
