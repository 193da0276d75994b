// What the cost of runs may be measured by, so that they stand on one axis.
// Knows the formulas of the contract, and when a file tells nothing. Does not know the slider.
import type { Cost } from '../../../src-main/contract/cost.ts'
import { distinctFlops, exactFlops, paperFlops, policyAndVerifierFlops } from '../../../src-main/contract/cost.ts'
import type { RunHeader } from '../../../src-main/contract/run.ts'

type Measured = Pick<RunHeader, 'policy' | 'verifier' | 'imported'>

/** Named like the meters of a run, which have the words. Best first: what both models do, then what is known without sizes. */
export const MEASURE_IDS = ['bothFlops', 'exactFlops', 'distinctFlops', 'paperFlops', 'policyTokens'] as const
export type MeasureId = (typeof MEASURE_IDS)[number]

const MEASURES: Record<MeasureId, (cost: Cost, run: Measured) => number | null> = {
  bothFlops: (cost, { policy, verifier }) => policyAndVerifierFlops(cost, policy, verifier),
  exactFlops: (cost, { policy, verifier }) => exactFlops(cost, policy, verifier),
  distinctFlops: (cost, { policy, verifier }) => distinctFlops(cost, policy, verifier),
  paperFlops: (cost, { policy }) => paperFlops(policy, cost.policy),
  policyTokens: (cost) => cost.policy.generatedTokens,
}

/** What a run has used; null where that is not known. An imported run has 0 where its file told nothing. */
export function spentBy(measure: MeasureId, cost: Cost, run: Measured): number | null {
  const spent = MEASURES[measure](cost, run)
  return run.imported && spent === 0 ? null : spent
}

/** The measures that are known of every run, best first. */
export function commonMeasures(runs: readonly { header: Measured; cost: Cost }[]): MeasureId[] {
  return MEASURE_IDS.filter((measure) => runs.every(({ header, cost }) => spentBy(measure, cost, header) !== null))
}
