// How the sampling methods of an experiment vote over its pools.
// Knows rules of voting and of aggregation. Does not know which methods have pools (contract/experiment-size.ts), or pools.
import type { ExperimentMethod } from '../../../contract/experiment.ts'
import { fromPool } from '../../../contract/experiment-size.ts'
import type { MethodId } from '../../../contract/method.ts'
import { AGGREGATES } from '../../../contract/parameter.ts'
import type { Choice } from '../../../contract/parameter.ts'
import type { Vote } from './pool-votes.ts'

const VOTES: Partial<Record<MethodId, Choice>> = {
  majority: 'majority',
  'best-of-n': 'best-of-n',
  weighted: 'weighted',
}

/**
 * How a method votes over a pool; null for one that searches for itself at every budget. Majority voting looks at no rewards,
 * but the best rewarded of equal answers stands for them, as in a run.
 */
export function poolVoteOf(method: ExperimentMethod): Vote | null {
  const by = VOTES[method.method]
  if (by === undefined || !fromPool(method)) return null
  return { by, aggregate: AGGREGATES.find((rule) => rule === method.parameters['aggregate']) ?? 'last' }
}
