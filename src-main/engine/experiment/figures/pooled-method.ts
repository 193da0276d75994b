// How the sampling methods of an experiment vote over its pools.
// Knows rules of aggregation. Does not know which methods have pools, or how they choose (contract/experiment-size.ts).
import type { ExperimentMethod } from '../../../contract/experiment.ts'
import { poolChoiceOf } from '../../../contract/experiment-size.ts'
import { AGGREGATE } from '../../../contract/method-parameters.ts'
import { chosenIn } from '../../../contract/parameter.ts'
import type { Vote } from './pool-votes.ts'

/**
 * How a method votes over a pool; null for one that searches for itself at every budget. Majority voting looks at no rewards,
 * but the best rewarded of equal answers stands for them, as in a run.
 */
export function poolVoteOf(method: ExperimentMethod): Vote | null {
  const by = poolChoiceOf(method)
  return by && { by, aggregate: chosenIn(method.parameters, AGGREGATE) ?? AGGREGATE.default }
}
