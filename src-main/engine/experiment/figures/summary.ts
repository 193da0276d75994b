// The summary of an experiment: everything that its picture, tables and exports show.
// Knows which statistic goes where. Does not know the statistics (their own files), or files and screens.
import type {
  Advice,
  CostAxis,
  ExperimentSummary,
  VerifierCalibration,
  SummaryPoint,
  PointComparison,
  PointName,
} from '../../../contract/experiment-summary.ts'
import { byAxis, COST_AXES } from '../../../contract/experiment-summary.ts'
import type { ExperimentHeader, ExperimentResult } from '../../../contract/experiment.ts'
import { paretoFrontier } from '../../../contract/frontier.ts'
import { wilsonInterval } from '../../../contract/wilson-interval.ts'
import { pairedBootstrap } from './statistics.ts'
import { compareAtEqualCost } from './comparison.ts'
import { computeRatios } from './compute-ratio.ts'
import type { PointMeans } from './compute-ratio.ts'
import { frontierProbability } from './frontier-probability.ts'
import { methodLabels } from './method-labels.ts'
import { belongsTo, outcomesOf } from './outcomes.ts'
import { meansOf, pointTable } from './point-table.ts'
import type { TablePoint } from './point-table.ts'
import { verifierCalibration } from './verifier-calibration.ts'
import type { ScoredSolution } from './verifier-calibration.ts'
import { resamplePoints } from './resamples.ts'
import { scalingLaws } from './scaling-law.ts'
import { tInterval } from './student.ts'

/** Of all resamples, so that the same results give the same summary. */
const SEED = 1
/** Of an experiment that is looked at every few seconds while it runs. */
const RESAMPLES = 2000

/**
 * Sums up the results of an experiment, finished or not, in any order. A point's accuracy is the mean over its problems that are
 * done with every seed; no answer is wrong. `times`: the seconds that each result took, by its place; without them the time axis
 * is empty. `resamples`: of the bootstrap behind probabilities, ratios, comparisons and laws. The same input gives the same summary,
 * whatever the machine.
 */
export function summarize(
  header: ExperimentHeader,
  results: readonly ExperimentResult[],
  times?: readonly (number | null)[],
  { resamples = RESAMPLES }: { resamples?: number } = {},
): ExperimentSummary {
  const table = pointTable(header, outcomesOf(header, results, times))
  const means = meansOf(table)
  const drawn = resamplePoints(table, { problems: header.problems.length, resamples, seed: SEED })
  const chances = byAxis((axis) => {
    const cost = drawn.cost[axis]
    return cost && frontierProbability(drawn.accuracy, cost, drawn.points)
  })
  const points = table.map((point, place): SummaryPoint => ({
    ...summaryPoint(header, point, place, means),
    onFrontier: byAxis((axis) => chances[axis]?.[place] ?? null),
  }))
  const labels = methodLabels(header.spec.methods)
  const lines = header.spec.policies.flatMap((policy) => header.spec.methods.map((_, method) => ({ policy, method })))
  const series = lines
    .map((line) => ({ ...line, points: placesOf(table, line) }))
    .filter((line) => line.points.length > 0)
  const parameters = new Map(header.policies.map(({ id, shape }) => [id, shape?.parameters]))
  return {
    header,
    methods: header.spec.methods.map((method, place) => ({ ...method, label: labels[place]! })),
    points,
    series,
    ratios: computeRatios(series, means, drawn),
    comparisons: compareAtEqualCost(series, means, drawn),
    laws: header.spec.methods.flatMap((_, method) => {
      const sized = placesOf(table, { method }).filter((place) => parameters.get(table[place]!.policy) !== undefined)
      const sizes = sized.map((place) => parameters.get(table[place]!.policy)!)
      return scalingLaws({ method, points: sized, parameters: sizes }, means, drawn)
    }),
    calibration: calibrations(header, results),
    advice: adviceOf(means),
  }
}

/** Two points on the same problems, those that both have done. Throws a RangeError where there are none or no such point. */
export function comparePoints(
  header: ExperimentHeader,
  results: readonly ExperimentResult[],
  a: PointName,
  b: PointName,
): PointComparison {
  const table = pointTable(header, outcomesOf(header, results))
  const [first, second] = [a, b].map((wanted) =>
    table.find(
      ({ policy, method, budget }) => policy === wanted.policy && method === wanted.method && budget === wanted.budget,
    ),
  )
  if (!first || !second) throw new RangeError('The experiment has no results of this point yet.')
  const differences = [...first.accuracy]
    .map((accuracy, problem) => accuracy - second.accuracy[problem]!)
    .filter((difference) => !Number.isNaN(difference))
  if (differences.length === 0) throw new RangeError('The two points have no problem in common yet.')
  const { mean, low, high, p } = pairedBootstrap({ differences, seed: SEED })
  return { difference: { value: mean, low, high }, p, problems: differences.length }
}

/** Everything of a point that its own figures say. */
function summaryPoint(
  header: ExperimentHeader,
  point: TablePoint,
  place: number,
  means: PointMeans,
): Omit<SummaryPoint, 'onFrontier'> {
  const { policy, method, budget, seeds, done, accuracy } = point
  const cost = (axis: CostAxis) => (point.cost[axis] === null ? null : means.cost[axis]![place]!)
  const overSeeds = tInterval(seeds)
  const within = header.problems.map(({ level }, problem) => ({ level, value: accuracy[problem]! }))
  const levels = [...new Set(header.problems.flatMap(({ level }) => level ?? []))].sort((a, b) => a - b)
  return {
    policy,
    method,
    budget,
    problems: done,
    seeds: seeds.length,
    complete: done === header.problems.length,
    accuracy: proportion(accuracy),
    overSeeds: overSeeds && {
      ...overSeeds,
      low: Math.max(0, overSeeds.low),
      high: Math.min(1, overSeeds.high),
    },
    cost: byAxis(cost),
    levels: levels.flatMap((level) => {
      const own = within.filter((one) => one.level === level && !Number.isNaN(one.value)).map(({ value }) => value)
      return own.length === 0 ? [] : [{ level, problems: own.length, accuracy: proportion(Float64Array.from(own)) }]
    }),
  }
}

/** Mean of the accuracies of problems, with the Wilson interval for as many problems as are done. */
function proportion(values: Float64Array): SummaryPoint['accuracy'] {
  const known = values.filter((value) => !Number.isNaN(value))
  const right = known.reduce((sum, value) => sum + value, 0)
  return { value: right / known.length, ...wilsonInterval(right, known.length) }
}

/** Places of the points of a line, or of a method with every policy. */
function placesOf(table: readonly TablePoint[], line: { policy?: string; method: number }): number[] {
  return [...table.keys()].filter((place) => {
    const { policy, method } = table[place]!
    return method === line.method && (line.policy === undefined || policy === line.policy)
  })
}

/** The PRM on the solutions of each policy, and of all together where there are several. */
function calibrations(header: ExperimentHeader, results: readonly ExperimentResult[]): VerifierCalibration[] {
  const scored = new Map<string, ScoredSolution[]>(header.spec.policies.map((policy) => [policy, []]))
  for (const { policy, pool } of results.filter(belongsTo(header))) {
    for (const { rewards, correct } of pool ?? []) {
      const score = rewards.at(-1) ?? null
      if (score !== null) scored.get(policy)?.push({ score, right: correct })
    }
  }
  const groups = [...scored].filter(([, solutions]) => solutions.length > 0)
  const all: [string | null, ScoredSolution[]][] =
    groups.length > 1 ? [[null, groups.flatMap(([, solutions]) => solutions)]] : []
  return [...all, ...groups].map(([policy, solutions]) => ({ policy, ...verifierCalibration(solutions) }))
}

function adviceOf({ accuracy, cost }: PointMeans): Advice[] {
  return COST_AXES.flatMap((axis) => {
    const costs = cost[axis]
    if (costs === null) return []
    const places = paretoFrontier(accuracy.map((value, point) => ({ accuracy: value, cost: costs[point]! })))
    return places.map((point) => ({ axis, cost: costs[point]!, point }))
  })
}
