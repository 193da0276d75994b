// When half of what a run has used was used.
// Knows the formulas of cost. Does not know events.
import type { Cost } from '../../../src-main/contract/cost.ts'
import { exactFlops, paperFlops } from '../../../src-main/contract/cost.ts'
import type { RunHeader } from '../../../src-main/contract/run.ts'

type Measure = (cost: Cost) => number | null

/**
 * The first moment with at least half of the FLOPs of the last cost: all that were computed, or by the paper's rule where those are
 * not known, or tokens of both models where no size is. Null where nothing was used.
 */
export function halfOfBudget(
  costs: readonly { at: number; cost: Cost }[],
  { policy, verifier }: Pick<RunHeader, 'policy' | 'verifier'>,
): number | null {
  const last = costs.at(-1)?.cost
  if (!last) return null
  const measures: Measure[] = [
    (cost) => exactFlops(cost, policy, verifier),
    (cost) => paperFlops(policy, cost.policy),
    (cost) => cost.policy.generatedTokens + cost.policy.inputTokens + cost.verifier.inputTokens,
  ]
  const measure = measures.find((candidate) => candidate(last) !== null)!
  const half = measure(last)! / 2
  if (half <= 0) return null
  return costs.find(({ cost }) => (measure(cost) ?? 0) >= half)?.at ?? null
}
