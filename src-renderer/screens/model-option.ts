// Models as the options of a form, the embedded ones apart from the user's.
// Knows that only a model that is ready can be chosen. Does not know which models a form offers.
import type { ModelInfo } from '../../src-main/contract/model.ts'
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

function optionOf({ id, name, state }: ModelInfo): ModelOption {
  return { value: id, label: name + TEXT.form.modelState[state], disabled: state !== 'ready' }
}
