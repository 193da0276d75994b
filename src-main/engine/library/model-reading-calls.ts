// What the engine asks of the thread that reads models' files.
// Knows the calls of that border. Does not know who makes or answers them.
import type { CheckedArgument, CallResult } from '../../contract/api.ts'
import type { ModelRole } from '../../contract/model.ts'
import type { RewardPreview } from '../../inference/model/reward-preview.ts'
import type { ModelLook } from './model-look.ts'

/** A folder or file, and for a folder whose files do not tell it, the role. */
export interface ReadPlace {
  place: string
  role: ModelRole | null
}

export type ModelReadingCalls = {
  /** Rejects with `model-missing` or `model-broken`. */
  look: (what: ReadPlace) => ModelLook
  /** Rejects with `bad-input` for a record that cannot be, or like `look`. */
  preview: (
    what: Pick<CheckedArgument<'models.preview'>, 'prompt' | 'question' | 'solution'> & { place: string },
  ) => CallResult<'models.preview'>
  /** The same of a model behind a server: a template may be hostile. */
  previewServed: (
    what: Pick<CheckedArgument<'models.preview'>, 'prompt' | 'question' | 'solution'>,
  ) => CallResult<'models.preview'>
  /** Rejects with `bad-input` or `model-broken` for a record that cannot be, or like `look`. */
  reward: (
    what: Pick<CheckedArgument<'models.reward.test'>, 'reward' | 'question' | 'steps'> & { place: string },
  ) => RewardPreview
  /** Rejects like `look`. */
  tokens: (what: { place: string; ids: number[] }) => CallResult<'models.tokens'>
}
