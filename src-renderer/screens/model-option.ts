// Models as the options of a form, the embedded ones apart from the user's.
// Knows that only a model that is ready can be chosen. Does not know which models a form offers.
import type { ModelInfo } from '../../src-main/contract/model.ts'
import { CONFIDENCES, readVerifier } from '../../src-main/contract/verifier-choice.ts'
import { isKnownVerifier, verifiersWithoutPrm } from '../../src-main/contract/verifier-fit.ts'
import { TEXT } from '../text/english.ts'

export interface ModelOption {
  value: string
  label: string
  disabled: boolean
  /** Name of its group; left out where all models are embedded, because groups would say nothing. */
  group?: string
}

/** An option a model: its name, and beside it why it cannot be chosen. Those of the user's come first. */
export function modelOptions(models: readonly ModelInfo[]): ModelOption[] {
  const isYours = ({ origin = 'embedded' }: ModelInfo): boolean => origin !== 'embedded'
  const yours = models.filter(isYours)
  const embedded = models.filter((model) => !isYours(model))
  if (yours.length === 0) return embedded.map(optionOf)
  return [
    ...yours.map((model) => ({ ...optionOf(model), group: TEXT.form.yours })),
    ...embedded.map((model) => ({ ...optionOf(model), group: TEXT.form.embedded })),
  ]
}

/** What may verify steps: the PRMs, the policy's own confidence, and policies as judges, each in a group of its own. */
export function verifierOptions(models: readonly ModelInfo[]): ModelOption[] {
  const prms = modelOptions(models.filter(({ role }) => role === 'verifier'))
  const others = verifiersWithoutPrm(models).map(({ value, name, model }): ModelOption => {
    const state = model?.state ?? 'ready'
    const group = model ? TEXT.form.judges : TEXT.form.confidences
    return { value, label: name + TEXT.form.modelState[state], disabled: state !== 'ready', group }
  })
  return [...prms.map((option) => ({ ...option, group: option.group ?? TEXT.form.prms })), ...others]
}

/** What a verifier is, or what is wrong with it. */
export function verifierHelp(verifier: string | null, models: readonly ModelInfo[]): string {
  if (verifier === null || !isKnownVerifier(verifier, models)) return TEXT.form.noModels
  const choice = readVerifier(verifier)
  if (choice.kind === 'confidence') {
    const { help, source } = CONFIDENCES.find(({ id }) => id === choice.confidence)!
    return `${help} ${TEXT.form.source(source)}`
  }
  const { name, error } = models.find(({ id }) => id === choice.model)!
  if (error) return `${error.message} ${error.advice}`
  return choice.kind === 'judge' ? TEXT.form.judgeHelp(name) : name
}

function optionOf({ id, name, state }: ModelInfo): ModelOption {
  return { value: id, label: name + TEXT.form.modelState[state], disabled: state !== 'ready' }
}
