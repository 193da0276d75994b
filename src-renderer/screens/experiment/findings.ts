// What the results say in words: which point to take for a cost, how much compute is saved, how the optimum scales.
// Knows the summary. Does not compute statistics and does not know markup.
import type {
  CostAxis,
  ExperimentSummary,
  PointComparison,
  PointName,
} from '../../../src-main/contract/experiment-summary.ts'
import { writeFlops, writePoints, writeSigned, writeTimes, writeValue } from '../../../src-main/contract/notation.ts'
import { writeSeconds } from '../../text/duration.ts'
import { EXPERIMENT } from '../../text/experiment.ts'
import { exactPercent, lineName, pointWords, policyName } from './describe-point.ts'

type Ratio = ExperimentSummary['ratios'][number]

export interface Finding {
  text: string
  detail: string
  /** The point that it names, if one. */
  point: PointName | null
}

/** A cost as people say it: `1.2 G FLOPs`, `0.35 s`. */
export function sayCost(axis: CostAxis, cost: number): string {
  return axis === 'seconds' ? writeSeconds(cost) : `${writeFlops(cost)}FLOPs`.replace(/(\d)FLOPs$/, '$1 FLOPs')
}

/** What to take, cheapest first. */
export function adviceOn(summary: ExperimentSummary, axis: CostAxis): (Finding & { cost: string })[] {
  return summary.advice
    .filter((advice) => advice.axis === axis)
    .sort((a, b) => a.cost - b.cost)
    .flatMap(({ cost, point: place }) => {
      const point = summary.points[place]
      if (!point) return []
      const { policy, method, budget, accuracy } = point
      const label = summary.methods[method]?.label ?? ''
      return [
        {
          cost: EXPERIMENT.findings.adviceText(sayCost(axis, cost)),
          text: EXPERIMENT.findings.adviceTake(policyName(summary, policy), label, budget),
          detail: EXPERIMENT.findings.adviceReach(
            exactPercent(accuracy.value),
            exactPercent(accuracy.low),
            exactPercent(accuracy.high),
          ),
          point: { policy, method, budget },
        },
      ]
    })
}

/** Whether the challenger certainly saves compute: its 95 % interval lies above 1. */
export function isClear({ ratio }: Ratio): boolean {
  return ratio !== null && ratio.low > 1
}

/** Comparisons on an axis, the largest savings first, those never reached last. */
export function ratiosOn(summary: ExperimentSummary, axis: CostAxis, clearOnly: boolean): Finding[] {
  const { findings } = EXPERIMENT
  return summary.ratios
    .filter((ratio) => ratio.axis === axis && (!clearOnly || isClear(ratio)))
    .sort((a, b) => (b.ratio?.value ?? -1) - (a.ratio?.value ?? -1))
    .map(({ challenger, reference, accuracy, ratio, reached }) => {
      const [one, other] = [lineName(summary, challenger), lineName(summary, reference)]
      const goal = exactPercent(accuracy)
      if (!ratio)
        return { text: findings.never(one, other, goal), detail: findings.reached(percent(reached)), point: null }
      const more = ratio.value < 1
      const [value, low, high] = more
        ? [1 / ratio.value, 1 / ratio.high, 1 / ratio.low]
        : [ratio.value, ratio.low, ratio.high]
      return {
        text: findings.ratio(one, writeTimes(value), more, other, goal),
        detail: `${findings.ratioInterval(writeTimes(low), writeTimes(high))}, ${findings.reached(percent(reached))}`,
        point: null,
      }
    })
}

/** Points against the lines of other methods of the same policy at equal cost, the largest gains first. */
export function differencesOn(summary: ExperimentSummary, axis: CostAxis, clearOnly: boolean): Finding[] {
  const { findings } = EXPERIMENT
  return summary.comparisons
    .filter(({ axis: own, difference }) => own === axis && (!clearOnly || difference.low > 0))
    .sort((a, b) => b.difference.value - a.difference.value)
    .flatMap(({ point: place, against, difference, p, beyond }) => {
      const point = summary.points[place]
      if (!point) return []
      const { policy, method, budget } = point
      const better = difference.value >= 0
      const other = summary.methods[against.method]?.label ?? ''
      const detail = findings.differenceInterval(
        writePoints(difference.low),
        writePoints(difference.high),
        writeValue(p),
      )
      return [
        {
          text: findings.difference(pointWords(summary, point), writePoints(Math.abs(difference.value)), better, other),
          detail: beyond ? `${detail}, ${findings.beyond}` : detail,
          point: { policy, method, budget },
        },
      ]
    })
}

/** Whether A is better than B, in words. */
export function comparisonWords({ difference, p, problems }: PointComparison): Omit<Finding, 'point'> {
  const { answers, findings } = EXPERIMENT
  const interval = findings.differenceInterval(writePoints(difference.low), writePoints(difference.high), writeValue(p))
  const better = difference.value >= 0
  return {
    text: answers.difference(writePoints(Math.abs(difference.value)), better),
    detail: answers.onProblems(interval, problems),
  }
}

/** The regression of the paper, by method. */
export function lawsOn(summary: ExperimentSummary, axis: CostAxis): Finding[] {
  return summary.laws
    .filter((law) => law.axis === axis)
    .map(({ method, a, b, points, fitted }) => ({
      text: EXPERIMENT.findings.law(summary.methods[method]?.label ?? '', writeSigned(a.value), writeSigned(b.value)),
      detail: EXPERIMENT.findings.lawInterval(writeSigned(a.low), writeSigned(a.high), points, percent(fitted)),
      point: null,
    }))
}

const percent = (share: number): string => `${Math.round(share * 100)} %`
