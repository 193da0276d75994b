// Which verifier fits a policy: the one that is taken where nobody names one, and what is said of one that does not fit.
// Knows what models say of themselves. Does not know how they are opened, or who chooses.
import type { ModelInfo } from './model.ts'
import { CONFIDENCES, confidenceVerifier, judgeVerifier, readVerifier } from './verifier-choice.ts'

type Known = Pick<ModelInfo, 'id' | 'name' | 'role' | 'state' | 'meantFor'>

/** What is taken where no model says that it is meant for a policy. */
export const USUAL_CONFIDENCE = confidenceVerifier('mean')

/** The first PRM that can be used and does not say that it is meant for others; else the policy's own confidence. */
export function usualVerifier(policy: string | null, models: readonly Known[]): string {
  const fitting = models.find(
    (model) => model.role === 'verifier' && model.state === 'ready' && suits(model, policy, models),
  )
  return fitting?.id ?? USUAL_CONFIDENCE
}

/**
 * What a person should know before a PRM scores the text of these policies, or null: such a PRM gives numbers that mean nothing, or
 * fails on characters that it has never seen.
 */
export function verifierWarning(
  policies: readonly string[],
  verifier: string | null,
  models: readonly Known[],
): string | null {
  const prm = models.find(({ id, role }) => id === verifier && role === 'verifier')
  const strangers = prm ? policies.filter((policy) => !suits(prm, policy, models)) : []
  if (!prm || strangers.length === 0) return null
  const names = strangers.map((policy) => models.find(({ id }) => id === policy)?.name ?? policy)
  return (
    `“${prm.name}” was trained on the text of other policies; its rewards say little about ${names.join(', ')}. ` +
    'The policy’s own confidence or a judge may be better.'
  )
}

/** What stands in a PRM's place and may be chosen: the confidences, and each policy as a judge. */
export function verifiersWithoutPrm(models: readonly Known[]): { value: string; model: Known | null; name: string }[] {
  return [
    ...CONFIDENCES.map(({ id, name }) => ({ value: confidenceVerifier(id), model: null, name })),
    ...models
      .filter(({ role }) => role === 'policy')
      .map((model) => ({ value: judgeVerifier(model.id), model, name: `Judge: ${model.name}` })),
  ]
}

/** Whether a run can name this verifier: a confidence, a judge that is known, or a PRM that is known. */
export function isKnownVerifier(verifier: string, models: readonly Known[]): boolean {
  try {
    const choice = readVerifier(verifier)
    if (choice.kind === 'confidence') return true
    const role = choice.kind === 'judge' ? 'policy' : 'verifier'
    return models.some((model) => model.role === role && model.id === choice.model)
  } catch {
    return false
  }
}

/** Whether a PRM may be taken for a policy's text: it names the policy, by its id or its name, or none. */
function suits({ meantFor }: Known, policy: string | null, models: readonly Known[]): boolean {
  if (meantFor === undefined) return true
  const called = [policy, models.find(({ id }) => id === policy)?.name].map((name) => name?.toLowerCase())
  return meantFor.some((name) => called.includes(name.toLowerCase()))
}
