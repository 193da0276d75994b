// The cost of a part of a pool: what so many of its solutions would have cost by themselves.
// Knows which counts are shared and which grow with the solutions. Does not know FLOPs (contract/cost.ts).
import { NO_USAGE } from '../../../contract/cost.ts'
import type { Cost, Usage } from '../../../contract/cost.ts'

/**
 * The expected cost of n of a pool's N solutions, for `share` = n / N (0 to 1), the mean over all subsets of n:
 * - generated tokens, cached tokens and nodes are share × the pool's, since each solution is in n of N subsets;
 * - the prompt is computed once whatever n is. The policy's input tokens are the prompt (every other token it reads it has
 *   generated), and the prompt's own attention is p·(p+1)/2 (inference/decoding/prefill.ts); the rest of the attention grows with n;
 * - the PRM's prompt is taken to be as long as the policy's; its other tokens grow with n. Steps that several solutions share are
 *   counted once in a pool, so the PRM's part of a small n is slightly low.
 * Where `scored` is false no PRM is asked (majority voting reads no scores), and its part is 0. Exact for share 1.
 */
export function costOfShare(cost: Cost, share: number, { scored }: { scored: boolean }): Cost {
  const prompt = cost.policy.inputTokens
  return {
    samples: cost.samples * share,
    nodes: cost.nodes * share,
    policy: partOf(cost.policy, share, prompt),
    verifier: scored ? partOf(cost.verifier, share, Math.min(prompt, cost.verifier.inputTokens)) : NO_USAGE,
  }
}

function partOf(usage: Usage, share: number, prompt: number): Usage {
  const attended = Math.min((prompt * (prompt + 1)) / 2, usage.attendedTokens)
  return {
    inputTokens: prompt + share * (usage.inputTokens - prompt),
    generatedTokens: share * usage.generatedTokens,
    sharedTokens: share * usage.sharedTokens,
    cachedTokens: share * usage.cachedTokens,
    attendedTokens: attended + share * (usage.attendedTokens - attended),
  }
}
