// What a process reward model (PRM) sees of a solution, token by token, for who edits how it is asked.
// Knows who lays out paths and who decodes. Does not know scores.
import type { z } from 'zod'
import type { PreviewToken } from '../../contract/model-card.ts'
import type { RewardRecord } from '../../contract/reward-record.ts'
import type { ModelFolder } from './model-folder.ts'
import { shown } from './prompt-preview.ts'
import { piecesOf } from './prompt.ts'
import { openRewardReader } from './reward-reader.ts'
import type { Tokenizer } from './tokenizer.ts'

type Token = z.infer<typeof PreviewToken>

export interface RewardPreview {
  /** What stands before the first step. */
  prompt: Token[]
  /** Of each step; its score is read at the last of them. */
  steps: Token[][]
}

/** Throws `bad-input` or `model-broken` like a run of this record would. */
export function previewReward(
  { folder, tokenizer }: { folder: ModelFolder; tokenizer: Tokenizer },
  { reward, question, steps }: { reward: RewardRecord; question: string; steps: readonly string[] },
): RewardPreview {
  const reader = openRewardReader(folder, tokenizer, reward)
  const seen = reader.tokensOf({ question, steps: steps.map((text) => ({ text })) })
  const { controls } = reader
  const told = (ids: readonly number[]) => shown({ controls, pieces: piecesOf(tokenizer, controls) }, ids)
  const all = told([...seen.prompt, ...seen.steps.flat()])
  let from = seen.prompt.length
  const parts = seen.steps.map(({ length }) => all.slice(from, (from += length)))
  return { prompt: all.slice(0, seen.prompt.length), steps: parts }
}
