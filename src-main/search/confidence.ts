// The policy's own confidence as verifier: the reward of a step by what the policy said of its tokens when it wrote them.
// Knows the rules, each of which grows with confidence from 0 to 1. Does not know models; it computes nothing anew, so it costs nothing.
import { NO_USAGE } from '../contract/cost.ts'
import { EspalierError } from '../contract/errors.ts'
import type { ErrorReport } from '../contract/errors.ts'
import { GROUP_TOKENS, HALF_CERTAINTY } from '../contract/verifier-choice.ts'
import type { ConfidenceId } from '../contract/verifier-choice.ts'
import type { Step } from './policy.ts'
import { tokensOf } from './policy.ts'
import type { Verifier } from './verifier.ts'

/** By rule; null where the policy did not tell what it needs. */
const RULES: Readonly<Record<ConfidenceId, (step: Step) => number | null>> = {
  mean: ({ logProbabilities = [] }) => probability(meanOf(logProbabilities)),
  'lowest-group': ({ logProbabilities = [] }) => probability(lowestMean(logProbabilities, GROUP_TOKENS)),
  'self-certainty': ({ certainty }) =>
    certainty === undefined ? null : Number.isFinite(certainty) ? certainty / (certainty + HALF_CERTAINTY) : 1,
}

/**
 * A verifier of this policy's own steps. A step of no tokens has no score, and neither has one of which the policy does not tell what the
 * rule needs, with a notice. Rejects with `bad-input` where it has told that of no step, as some servers do not.
 */
export function ownConfidence(id: ConfidenceId): Verifier {
  const rule = RULES[id]
  let known = false
  let told = false
  return {
    shape: null,
    score(paths) {
      const rewards = paths.map(({ steps }) => {
        const step = steps.at(-1)!
        if (tokensOf(step) === 0) return null
        return rule(step)
      })
      known ||= rewards.some((reward) => reward !== null)
      const lacking = paths.some(({ steps }, place) => rewards[place] === null && tokensOf(steps.at(-1)!) > 0)
      if (lacking && !known) return Promise.reject(unknown())
      const notices = lacking && !told ? [sometimes()] : []
      told ||= lacking
      return Promise.resolve({ rewards, usage: NO_USAGE, notices })
    },
  }
}

/** The least mean of so many consecutive numbers, or of all where they are fewer; null of none. */
function lowestMean(numbers: readonly number[], group: number): number | null {
  if (numbers.length <= group) return meanOf(numbers)
  const starts = Array.from({ length: numbers.length - group + 1 }, (_, start) => start)
  return Math.min(...starts.map((start) => meanOf(numbers.slice(start, start + group))!))
}

function meanOf(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

/** Of a log-probability, which rounding may have put a little above 0. */
function probability(logProbability: number | null): number | null {
  return logProbability === null ? null : Math.min(1, Math.exp(logProbability))
}

function sometimes(): ErrorReport {
  return {
    code: 'model-broken',
    message: 'The policy does not tell of every step what its own confidence is made of.',
    advice: 'Such steps have no reward; the run goes on without it.',
  }
}

function unknown(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'The policy does not tell what its own confidence is made of.',
    advice: 'Choose another confidence, a PRM or a judge for this run.',
  })
}
