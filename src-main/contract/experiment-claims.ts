// The two claims of the paper, read from what an experiment found, in sentences: the screen and the report say the same.
// Knows summaries and what is claimed. Does not compute statistics and does not know markup.
import type { CostAxis, Estimate, ExperimentSummary, LineName } from './experiment-summary.ts'
import { CHOOSE } from './method-parameters.ts'
import { writeHundredths, writePoints, writeTimes } from './notation.ts'
import { chosenIn } from './parameter.ts'
import type { ParameterValues } from './parameter.ts'

/** `unsure`: the figures say so, but an interval does not exclude the contrary. */
export type Verdict = 'holds' | 'unsure' | 'fails'

export interface Claim {
  verdict: Verdict
  /** The claim as found, with its figures by policy FLOPs. */
  text: string
  /** The same with the PRM's FLOPs counted, and single figures. */
  details: string[]
}

/** At least so many times less compute is claimed for the smaller policy. */
const TIMES = 2
/** From this budget on REBASE is claimed to be better. */
const FROM_BUDGET = 8

export const VERDICTS: Record<Verdict, string> = {
  holds: 'Holds',
  unsure: 'Not certain',
  fails: 'Does not hold',
}

export const CLAIMS = {
  title: 'The paper’s claims',
  size:
    'A small policy with REBASE reaches what the next larger one reaches with majority voting, ' +
    `for at least ${TIMES} times fewer policy FLOPs`,
  method: `REBASE is better than sampling with weighted voting at equal policy FLOPs, at every budget from ${FROM_BUDGET} on`,
  none: 'This experiment has no two lines that would say something of it.',
}

/**
 * Claim A for each policy and the next larger one: the ratio of compute at the larger one's best accuracy with majority voting
 * (`ComputeRatio`). It holds where the ratio is at least 2 and its interval above 1.
 */
export function sizeClaims(summary: ExperimentSummary): Claim[] {
  const policies = summary.header.policies
    .filter(({ shape }) => shape !== null)
    .sort((a, b) => a.shape!.parameters - b.shape!.parameters)
  const majority = methodsOf(summary, (method) => method === 'majority')
  return policies.slice(0, -1).flatMap(({ id }, place) =>
    rebaseOf(summary).flatMap((search) =>
      majority.flatMap((vote) => {
        const smaller = { policy: id, method: search }
        const larger = { policy: policies[place + 1]!.id, method: vote }
        const at = (axis: CostAxis) =>
          summary.ratios.find(
            (one) => one.axis === axis && same(one.challenger, smaller) && same(one.reference, larger),
          )
        const [own, both] = [at('paper'), at('policyAndVerifier')]
        if (!own) return []
        const { ratio, reached } = own
        const goal = `the ${percent(own.accuracy)} of ${lineName(summary, larger)}`
        const found = ratio === null ? `never reaches ${goal}` : `reaches ${goal} with ${times(ratio)} policy FLOPs`
        return [
          {
            verdict: ratio === null || ratio.value < TIMES ? 'fails' : ratio.low > 1 ? 'holds' : 'unsure',
            text: `${lineName(summary, smaller)} ${found}.`,
            details: [
              ...(both
                ? [`With the PRM counted: ${both.ratio === null ? 'never' : `${times(both.ratio)} FLOPs`}.`]
                : []),
              `Reached in ${percent(reached)} of the resamples.`,
            ],
          } satisfies Claim,
        ]
      }),
    ),
  )
}

/**
 * Claim B for each policy: REBASE at each budget from 8 on against the line of weighted voting at the same cost (`Comparison`). It
 * holds where every interval is above 0, and is unsure where only every difference is.
 */
export function methodClaims(summary: ExperimentSummary): Claim[] {
  return summary.header.policies.flatMap(({ id: policy }) =>
    rebaseOf(summary).flatMap((search) =>
      methodsOf(summary, (method) => method === 'weighted').flatMap((vote) => {
        const found = (axis: CostAxis) =>
          summary.comparisons
            .filter((one) => one.axis === axis && same(one.against, { policy, method: vote }))
            .map((one) => ({ ...one, name: summary.points[one.point]! }))
            .filter(({ name }) => name.policy === policy && name.method === search && name.budget >= FROM_BUDGET)
            .sort((a, b) => a.name.budget - b.name.budget)
        const [own, both] = [found('paper'), found('policyAndVerifier')]
        const first = own[0]
        if (!first) return []
        const least = own.reduce((low, one) => (one.difference.value < low.difference.value ? one : low), first)
        const verdict: Verdict = own.every(({ difference }) => difference.low > 0)
          ? 'holds'
          : least.difference.value > 0
            ? 'unsure'
            : 'fails'
        const where = verdict === 'fails' ? 'is not better' : 'is better'
        const line = (list: typeof own) =>
          list
            .map((one) => `budget ${one.name.budget}: ${points(one.difference)}${one.beyond ? ', nearest cost' : ''}`)
            .join('; ')
        return [
          {
            verdict,
            text:
              `${lineName(summary, { policy, method: search })} ${where} than ${summary.methods[vote]!.label.toLowerCase()} at ` +
              `every budget from ${first.name.budget} to ${own.at(-1)!.name.budget}; the least difference is ` +
              `${points(least.difference)} at budget ${least.name.budget}.`,
            details: [
              `Policy FLOPs: ${line(own)}.`,
              ...(both.length > 0 ? [`Policy and PRM FLOPs: ${line(both)}.`] : []),
            ],
          } satisfies Claim,
        ]
      }),
    ),
  )
}

/** REBASE where its answer is chosen by weighted voting. */
function rebaseOf(summary: ExperimentSummary): number[] {
  return methodsOf(
    summary,
    (method, values) => method === 'rebase' && (chosenIn(values, CHOOSE) ?? CHOOSE.default) === 'weighted',
  )
}

function methodsOf(
  { methods }: ExperimentSummary,
  fits: (method: string, parameters: ParameterValues) => boolean,
): number[] {
  return [...methods.keys()].filter((place) => fits(methods[place]!.method, methods[place]!.parameters))
}

function same(a: LineName, b: LineName): boolean {
  return a.policy === b.policy && a.method === b.method
}

function lineName({ header, methods }: ExperimentSummary, { policy, method }: LineName): string {
  const name = header.policies.find(({ id }) => id === policy)?.name ?? policy
  return `${name} with ${methods[method]!.label.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())}`
}

function percent(share: number): string {
  return `${writeHundredths(share)} %`
}

/** A ratio in words; below 1 turned around. */
function times({ value, low, high }: Estimate): string {
  return value >= 1
    ? `${writeTimes(value)} times fewer (95 % interval ${writeTimes(low)} to ${writeTimes(high)})`
    : `${writeTimes(1 / value)} times more (95 % interval ${writeTimes(1 / high)} to ${writeTimes(1 / low)})`
}

/** A difference of accuracies in points. */
function points({ value, low, high }: Estimate): string {
  return `${value > 0 ? '+' : ''}${writePoints(value)} points (${writePoints(low)} to ${writePoints(high)})`
}
