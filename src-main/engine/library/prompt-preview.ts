// The tokens that a model would see, and how a text of its would be cut and read: what an editor of prompts shows.
// The same of what a PRM sees, and the texts of tokens.
// Knows who reads files and who renders. Keeps the tokenizer of the last model, because an editor asks at every pause of typing.
import type { CallResult } from '../../contract/api.ts'
import { readModelFolder } from '../../inference/model/model-folder.ts'
import { previewPrompt, shownTokens } from '../../inference/model/prompt-preview.ts'
import { previewReward } from '../../inference/model/reward-preview.ts'
import type { RewardPreview } from '../../inference/model/reward-preview.ts'
import { openTokenizer } from '../../inference/model/tokenizer.ts'
import type { ModelReadingCalls } from './model-reading-calls.ts'

type Opened = Parameters<typeof previewPrompt>[0]

let last: { place: string; opened: Promise<Opened> } | null = null

/** Throws `bad-input` for a record that cannot be, `model-missing` or `model-broken`. */
export async function previewOf({
  place,
  ...what
}: Parameters<ModelReadingCalls['preview']>[0]): Promise<CallResult<'models.preview'>> {
  return await withModel(place, (opened) => previewPrompt(opened, what))
}

/** Throws like `previewOf`, also `model-broken` for a record that this model cannot be asked by. */
export async function rewardPreviewOf({
  place,
  ...what
}: Parameters<ModelReadingCalls['reward']>[0]): Promise<RewardPreview> {
  return await withModel(place, (opened) => previewReward(opened, what))
}

/** Throws like `previewOf`. */
export async function tokensOf({
  place,
  ids,
}: Parameters<ModelReadingCalls['tokens']>[0]): Promise<CallResult<'models.tokens'>> {
  return await withModel(place, (opened) => ({ tokens: shownTokens(opened, ids) }))
}

async function withModel<Result>(place: string, work: (opened: Opened) => Result): Promise<Result> {
  if (last?.place !== place) last = { place, opened: open(place) }
  const { opened } = last
  try {
    return work(await opened)
  } catch (error) {
    forget(opened)
    throw error
  }
}

/** What was missing may be back at the next question. */
function forget(opened: Promise<Opened>): void {
  if (last?.opened === opened) last = null
}

async function open(place: string): Promise<Opened> {
  const folder = await readModelFolder(place, 'policy')
  return { folder, tokenizer: openTokenizer(folder) }
}
