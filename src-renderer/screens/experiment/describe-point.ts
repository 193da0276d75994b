// What is told of a point: by name, and in exact numbers.
// Knows summaries, the paper's points and notation. Does not know where it is shown.
import type { CostAxis, CostFigures, ExperimentSummary } from '../../../src-main/contract/experiment-summary.ts'
import { COST_AXES } from '../../../src-main/contract/experiment-summary.ts'
import { writeSeconds } from '../../text/duration.ts'
import type { FigureAxis } from '../../plot/accuracy-figure.ts'
import { levelKey } from '../../plot/level-figure.ts'
import { PAPER_POINTS } from '../../plot/paper-points.ts'
import { reliabilityKey } from '../../plot/reliability-figure.ts'
import type { PointName } from '../../../src-main/contract/experiment-summary.ts'
import { writeCount, writeHundredths, writeReward, writeScientific } from '../../../src-main/contract/notation.ts'
import { COMPARE } from '../../text/compare.ts'
import { EXPERIMENT } from '../../text/experiment.ts'

export interface Description {
  title: string
  rows: (readonly [string, string])[]
}

/** A share with one decimal, as results are told. */
export function exactPercent(share: number): string {
  return `${writeHundredths(share)} %`
}

/** Exact FLOPs or seconds; null is not known. */
export function exactCost(axis: CostAxis, cost: number | null): string {
  if (cost === null) return EXPERIMENT.unknown
  return axis === 'seconds' ? writeSeconds(cost) : writeScientific(cost)
}

/** Name of a policy as the results know it. */
export function policyName(summary: ExperimentSummary, id: string): string {
  return summary.header.policies.find((policy) => policy.id === id)?.name ?? id
}

/** Policy and method of a line. */
export function lineName(summary: ExperimentSummary, line: { policy: string; method: number }): string {
  return EXPERIMENT.point.title(
    policyName(summary, line.policy),
    summary.methods[line.method]?.label ?? EXPERIMENT.cells.method(line.method),
  )
}

/** A point of the accuracy figure on this axis; its key is its place in the summary. */
export function describePoint(summary: ExperimentSummary, key: number, axis: FigureAxis): Description | null {
  const point = summary.points[key]
  if (!point) return null
  const { accuracy, budget, cost, problems, seeds, complete, onFrontier } = point
  const words = EXPERIMENT.point
  return {
    title: lineName(summary, point),
    rows: [
      [words.budget, writeCount(budget)],
      [words.accuracy, exactPercent(accuracy.value)],
      [EXPERIMENT.table.interval, EXPERIMENT.table.between(exactPercent(accuracy.low), exactPercent(accuracy.high))],
      ...costsOf(summary, cost),
      ...(axis === 'samples' ? [] : [[words.frontier, probability(onFrontier[axis])] as const]),
      [words.sample, words.problems(problems, seeds) + (complete ? '' : `, ${words.partial}`)],
    ],
  }
}

/** The same of several experiments in one figure: each point was weighed against those of its own experiment alone. */
export function describeJoined(summary: ExperimentSummary, key: number, axis: FigureAxis): Description | null {
  const told = describePoint(summary, key, axis)
  const { frontier } = EXPERIMENT.point
  return (
    told && {
      ...told,
      rows: told.rows.map(([label, value]) => [label === frontier ? COMPARE.experiments.ownFrontier : label, value]),
    }
  )
}

/** Every cost; of results of others those that are known. */
function costsOf({ header }: ExperimentSummary, cost: CostFigures): (readonly [string, string])[] {
  const told = header.imported ? COST_AXES.filter((axis) => cost[axis] !== null) : COST_AXES
  if (told.length === 0) return [[EXPERIMENT.point.costs, EXPERIMENT.unknown]]
  return told.map((axis) => [EXPERIMENT.axis[axis].label, exactCost(axis, cost[axis])])
}

/** A point of the figure by level. */
export function describeLevel(summary: ExperimentSummary, key: number): Description | null {
  const { point: place, level } = levelKey(key)
  const point = summary.points[place]
  const found = point?.levels.find((one) => one.level === level)
  if (!point || !found) return null
  const { accuracy, problems } = found
  return {
    title: lineName(summary, point),
    rows: [
      [EXPERIMENT.point.level, String(level)],
      [EXPERIMENT.point.budget, writeCount(point.budget)],
      [EXPERIMENT.point.accuracy, exactPercent(accuracy.value)],
      [EXPERIMENT.table.interval, EXPERIMENT.table.between(exactPercent(accuracy.low), exactPercent(accuracy.high))],
      [EXPERIMENT.point.sample, EXPERIMENT.point.problems(problems, point.seeds)],
    ],
  }
}

/** A bin of a reliability diagram. */
export function describeBin(summary: ExperimentSummary, key: number): Description | null {
  const place = reliabilityKey(key)
  const calibration = summary.calibration[place.calibration]
  const bin = calibration?.bins[place.bin]
  if (!calibration || !bin) return null
  return {
    title: calibrationName(summary, calibration.policy),
    rows: [
      [EXPERIMENT.plot.score, EXPERIMENT.table.between(String(bin.low), String(bin.high))],
      [EXPERIMENT.point.score, writeReward(bin.score)],
      [EXPERIMENT.point.right, exactPercent(bin.right)],
      [EXPERIMENT.point.sample, EXPERIMENT.point.solutions(bin.count)],
    ],
  }
}

export function calibrationName(summary: ExperimentSummary, policy: string | null): string {
  return policy === null ? EXPERIMENT.plot.allPolicies : policyName(summary, policy)
}

/** One of the paper's own points. */
export function describePaper(key: number): Description | null {
  const point = PAPER_POINTS[key]
  if (!point) return null
  return {
    title: EXPERIMENT.paper.point(point.model),
    rows: [
      [EXPERIMENT.table.method, EXPERIMENT.paper.methods[point.method]],
      [EXPERIMENT.paper.samples, writeCount(point.samples)],
      [EXPERIMENT.point.accuracy, exactPercent(point.accuracy)],
      [EXPERIMENT.axis.paper.label, writeScientific(point.flops)],
    ],
  }
}

/** The point's name for `experiments.answers`. */
export function nameOf({ policy, method, budget }: PointName): PointName {
  return { policy, method, budget }
}

/** A chosen point in words: policy, method, budget. */
export function pointWords(summary: ExperimentSummary, point: PointName): string {
  return `${lineName(summary, point)} · ${writeCount(point.budget)}`
}

function probability(value: number | null): string {
  return value === null ? EXPERIMENT.unknown : EXPERIMENT.point.probability(`${Math.round(value * 100)} %`)
}
