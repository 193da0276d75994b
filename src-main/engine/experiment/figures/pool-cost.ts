// The cost of a part of a pool: what so many of its solutions would have cost by themselves.
// Knows which counts are shared and which grow with the solutions. Does not know FLOPs (contract/cost.ts).
import { NO_USAGE } from '../../../contract/cost.ts'
import type { Cost, Usage } from '../../../contract/cost.ts'
import type { ExperimentResult } from '../../../contract/experiment.ts'

/**
 * The expected cost of n of a pool's N solutions, the mean over all subsets of n:
 * - each solution's own tokens (generated, scored, attended) and its nodes are n / N of the pool's, since each solution is in n of N
 *   subsets;
 * - the prompt is computed once whatever n is. The policy's input tokens are the prompt (every other token it reads it has
 *   generated), and the prompt's own attention is p·(p+1)/2 (inference/decoding/prefill.ts); the PRM's prompt is taken to be as long;
 * - tokens that solutions share are computed once: a token of k solutions is in a subset of n unless all k are left out, so that
 *   distinct tokens do not fall as n / N. `result.shares` tells how many tokens k solutions have in common; without it, or where
 *   it is of other tokens than were counted (results of earlier versions), the tokens that were computed are not known and told as null.
 * Where `scored` is false no PRM is asked (majority voting reads no scores), and its part is 0. Exact for n = N.
 */
export function costOfPart(
  { cost, pool, shares }: Pick<ExperimentResult, 'cost' | 'pool' | 'shares'>,
  n: number,
  { scored }: { scored: boolean },
): Cost {
  const all = pool?.length ?? 1
  if (n >= all) return { ...cost, verifier: scored ? cost.verifier : NO_USAGE }
  const share = n / all
  const { policy, verifier } = cost
  const told = tellsShares({ cost, shares }) ? shares : null
  const tokens = told && distinctShare(told.tokens, n)
  const steps = told && distinctShare(told.steps, n)
  const prompt = policy.inputTokens
  return {
    samples: cost.samples * share,
    nodes: cost.nodes * share,
    policy: policyPart(policy, share, tokens),
    verifier: scored
      ? verifierPart(verifier, { share, steps, prompt: Math.min(prompt, verifier.inputTokens) })
      : NO_USAGE,
  }
}

/** Whether a result tells what its solutions share, of the tokens that were counted: each of the distinct ones once. */
export function tellsShares({ cost: { policy }, shares }: Pick<ExperimentResult, 'cost' | 'shares'>): boolean {
  const distinct = policy.generatedTokens - policy.sharedTokens
  return shares !== null && shares.tokens.reduce((sum, tokens) => sum + tokens, 0) === distinct
}

/** The share of distinct tokens that a subset of n needs: 1 - C(N-k, n) / C(N, n) of those that k of N solutions have. */
export function distinctShare(tokensBySharers: readonly number[], n: number): number {
  const all = tokensBySharers.length
  let distinct = 0
  let needed = 0
  // C(N-k, n) / C(N, n), from k - 1 to k.
  let leftOut = 1
  for (const [index, tokens] of tokensBySharers.entries()) {
    leftOut *= Math.max(0, all - index - n) / (all - index)
    distinct += tokens
    needed += tokens * (1 - leftOut)
  }
  return distinct === 0 ? 0 : needed / distinct
}

function policyPart(usage: Usage, share: number, distinct: number | null): Usage {
  const prompt = promptAttention(usage.inputTokens, usage)
  const generated = usage.generatedTokens * share
  const attended = (usage.attendedTokens - prompt) * share
  const own = usage.sharedAttendedTokens === null ? null : usage.attendedTokens - prompt - usage.sharedAttendedTokens
  return {
    ...usage,
    generatedTokens: generated,
    sharedTokens:
      distinct === null
        ? usage.sharedTokens * share
        : generated - (usage.generatedTokens - usage.sharedTokens) * distinct,
    cachedTokens: usage.cachedTokens * share,
    attendedTokens: prompt + attended,
    sharedAttendedTokens: own === null || distinct === null ? null : attended - own * distinct,
  }
}

function verifierPart(usage: Usage, parts: { share: number; steps: number | null; prompt: number }): Usage {
  const { share, prompt, steps } = parts
  const attention = promptAttention(prompt, usage)
  const scored = usage.scoredTokens === null ? null : usage.scoredTokens * share
  const distinct =
    usage.scoredTokens === null || usage.sharedScoredTokens === null
      ? null
      : usage.scoredTokens - usage.sharedScoredTokens
  const computed = steps ?? share
  return {
    ...usage,
    inputTokens: prompt + (usage.inputTokens - prompt) * computed,
    scoredTokens: scored,
    sharedScoredTokens: scored === null || distinct === null || steps === null ? null : scored - distinct * steps,
    cachedTokens: usage.cachedTokens * share,
    attendedTokens: attention + (usage.attendedTokens - attention) * computed,
  }
}

function promptAttention(prompt: number, { attendedTokens }: Usage): number {
  return Math.min((prompt * (prompt + 1)) / 2, attendedTokens)
}
