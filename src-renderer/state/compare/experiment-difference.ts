// What a reader should know before two experiments are read in one figure: in what they differ besides methods and models.
// Knows headers. Does not know results or figures.
import { samplingsOf } from '../../../src-main/contract/experiment-sampling.ts'
import type { ExperimentHeader } from '../../../src-main/contract/experiment.ts'
import { writeValue } from '../../../src-main/contract/notation.ts'
import { sameProblems, sharedProblems } from '../../../src-main/contract/same-problems.ts'
import { COMPARE } from '../../text/compare.ts'
import { TEXT } from '../../text/english.ts'
import { SAMPLING_FIELDS } from '../sampling-draft.svelte.ts'

export interface ExperimentDifference {
  /** Whether the problems are others, so that accuracies may not be set against each other. */
  unequal: boolean
  /** Sentences, the one about the problems first. */
  sentences: string[]
}

/** In what `other` differs from `base`. */
export function experimentDifference(base: ExperimentHeader, other: ExperimentHeader): ExperimentDifference {
  const words = COMPARE.experiments
  const names = { other: other.spec.name, base: base.spec.name }
  const unequal = !sameProblems(base, other)
  const sentences: string[] = []
  if (unequal) {
    const [own, others] = [base.problems.length, other.problems.length]
    const shared = sharedProblems(base, other)
    const datasets = base.spec.problems.dataset === other.spec.problems.dataset
    if (!datasets) sentences.push(words.otherDataset(names))
    else if (shared === own && shared === others) sentences.push(words.otherTexts(names))
    else sentences.push(words.otherProblems({ ...names, others, own, shared }))
    sentences.push(words.marked(names.other))
  }
  const sampling = samplingDifference(base, other)
  if (sampling.length > 0) sentences.push(words.otherSampling(names.other, sampling))
  if (base.verifier && other.verifier && base.verifier.name !== other.verifier.name) {
    sentences.push(words.otherVerifier(names.other, other.verifier.name, base.verifier.name))
  }
  if (base.spec.seeds.join() !== other.spec.seeds.join()) {
    sentences.push(words.otherSeeds(names.other, other.spec.seeds, base.spec.seeds))
  }
  return { unequal, sentences }
}

/** “temperature 0.7 instead of 1”, a setting each. Nobody knows how results of others were sampled. */
function samplingDifference(base: ExperimentHeader, other: ExperimentHeader): string[] {
  if (base.imported || other.imported) return []
  const [own, others] = [base, other].map(({ spec, policies }) => samplingsOf(spec, policies))
  return SAMPLING_FIELDS.flatMap(({ key }) => {
    const [a, b] = [own!, others!].map((samplings) =>
      [...new Set(samplings.map((sampling) => writeValue(sampling[key])))].sort(),
    )
    return a!.join() === b!.join() ? [] : [COMPARE.experiments.setting(TEXT.sampling[key].label, b!, a!)]
  })
}
