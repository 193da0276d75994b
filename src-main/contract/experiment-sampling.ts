// What each policy of an experiment samples with.
// Knows the specification and how its policies are asked. Does not know how they are opened.
import type { ExperimentSpec } from './experiment.ts'
import type { RunModel } from './run.ts'
import { samplingOf } from './sampling.ts'
import type { Sampling } from './sampling.ts'

/** A policy of an experiment, as far as it says how it is asked. */
export type AskedPolicy = Pick<RunModel, 'prompt'>

/**
 * What each policy samples with, in the order of the specification: what this says holds for all of them, the rest is each one's own.
 * `policies` are those of the specification, in its order; one that is left out, or has nothing of its own, takes the defaults.
 */
export function samplingsOf(
  { policies: ids, sampling }: Pick<ExperimentSpec, 'policies' | 'sampling'>,
  policies: readonly AskedPolicy[],
): Sampling[] {
  return ids.map((_, at) => samplingOf(sampling, policies[at]?.prompt?.sampling))
}
