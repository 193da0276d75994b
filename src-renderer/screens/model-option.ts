// A model as one of the options of a form.
// Knows that only a model that is ready can be chosen. Does not know which models a form offers.
import type { ModelInfo } from '../../src-main/contract/model.ts'
import { TEXT } from '../text/english.ts'

/** An option with the model's name, and beside it why it cannot be chosen. */
export function modelOption({ id, name, state }: ModelInfo): { value: string; label: string; disabled: boolean } {
  return { value: id, label: name + TEXT.form.modelState[state], disabled: state !== 'ready' }
}
