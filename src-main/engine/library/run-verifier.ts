// What verifies the steps of a run, made ready: a model, opened for its part, or the policy's own confidence.
// Knows how a choice (contract/verifier-choice.ts) becomes a model, and how a run records it. Does not know runs or scores.
import { USUAL_JUDGE } from '../../contract/judge-record.ts'
import type { JudgeRecord } from '../../contract/judge-record.ts'
import type { RunModel } from '../../contract/run.ts'
import { CONFIDENCES, readVerifier } from '../../contract/verifier-choice.ts'
import type { ConfidenceId } from '../../contract/verifier-choice.ts'
import { judgeChecksum } from '../../inference/prompt/prompt-checksum.ts'
import type { ModelLibrary, OpenModel } from './model-library.ts'

/** The policy's own confidence, recorded like a model that computes nothing. */
export interface OwnConfidence {
  kind: 'own'
  model: RunModel
}

export type OpenVerifier = OpenModel | OwnConfidence

/**
 * Opens what a run's `verifier` names; `asked` is what a judge is asked in place of what its record says. Rejects as `readVerifier` and
 * ModelLibrary.open do.
 */
export async function openVerifier(
  library: Pick<ModelLibrary, 'open'>,
  verifier: string,
  asked?: JudgeRecord,
): Promise<OpenVerifier> {
  const choice = readVerifier(verifier)
  if (choice.kind === 'confidence') return { kind: 'own', model: confidenceModel(verifier, choice.confidence) }
  if (choice.kind === 'model') return await library.open(choice.model, 'verifier')
  const open = await library.open(choice.model, 'judge')
  return { ...open, model: judgeModel(open.model, verifier, asked) }
}

/** A judge as a run records it: its question stands beside its prompt. */
function judgeModel({ prompt, ...model }: RunModel, id: string, asked?: JudgeRecord): RunModel {
  const judge = asked ?? prompt?.judge ?? USUAL_JUDGE
  const told = { ...model, id, judge, judgeChecksum: judgeChecksum(judge) }
  return prompt ? { ...told, prompt: { ...prompt, judge: undefined } } : told
}

function confidenceModel(id: string, confidence: ConfidenceId): RunModel {
  const { name } = CONFIDENCES.find((one) => one.id === confidence)!
  return { id, name, shape: { parameters: 0, layers: 0, attentionWidth: 0 }, sha256: null, device: 'policy' }
}
