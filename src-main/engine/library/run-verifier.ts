// What verifies the steps of a run, made ready: a model of the library, opened for its part, or the policy's own confidence.
// Knows how a choice (contract/verifier-choice.ts) becomes a model, and how a run records it. Does not know runs or scores.
import { EspalierError } from '../../contract/errors.ts'
import type { RunModel } from '../../contract/run.ts'
import { CONFIDENCES, readVerifier } from '../../contract/verifier-choice.ts'
import type { ConfidenceId } from '../../contract/verifier-choice.ts'
import type { ModelLibrary, OpenModel } from './model-library.ts'

/** The policy's own confidence, recorded like a model that computes nothing. */
export interface OwnConfidence {
  kind: 'own'
  model: RunModel
}

export type OpenVerifier = OpenModel | OwnConfidence

/** Opens what a run's `verifier` names. Rejects as `readVerifier` and ModelLibrary.open do, and with `bad-input` for a server as judge. */
export async function openVerifier(library: Pick<ModelLibrary, 'open'>, verifier: string): Promise<OpenVerifier> {
  const choice = readVerifier(verifier)
  if (choice.kind === 'confidence') return { kind: 'own', model: confidenceModel(verifier, choice.confidence) }
  if (choice.kind === 'model') return await library.open(choice.model, 'verifier')
  // A judge is asked as a policy is: by its prompt.
  const judge = await library.open(choice.model, 'policy')
  if (judge.kind === 'session') return { ...judge, model: { ...judge.model, id: verifier } }
  throw new EspalierError({
    code: 'bad-input',
    message: 'A model at a server cannot be the judge.',
    advice: 'Choose a model of this machine as the judge, or a server that gives step rewards as the PRM.',
  })
}

function confidenceModel(id: string, confidence: ConfidenceId): RunModel {
  const { name } = CONFIDENCES.find((one) => one.id === confidence)!
  return { id, name, shape: { parameters: 0, layers: 0, attentionWidth: 0 }, sha256: null, device: 'policy' }
}
