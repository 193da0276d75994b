// What an editor of a record shows: the tokens that the model would see, and how a text of its would be cut and read.
// Knows a model's folder and tokenizer. Does not know who asks.
import type { z } from 'zod'
import type { PreviewToken } from '../../contract/model-card.ts'
import type { PromptRecord } from '../../contract/prompt-record.ts'
import { extractAnswer } from '../../grading/extract-answer.ts'
import { cutText } from '../prompt/cut-text.ts'
import type { ModelFolder } from './model-folder.ts'
import { openAskedModel } from './prompt.ts'
import type { Tokenizer } from './tokenizer.ts'

export interface PromptPreview {
  /** In the order in which the model sees them; a character that is spread over several stands at the last of them. */
  tokens: z.infer<typeof PreviewToken>[]
  /** Texts of the steps. */
  steps: string[]
  answer: string | null
}

/** Throws `bad-input` like a run of this record would. */
export function previewPrompt(
  model: { folder: ModelFolder; tokenizer: Tokenizer },
  { prompt, question, solution }: { prompt: PromptRecord; question: string; solution: string },
): PromptPreview {
  const asked = openAskedModel(model.folder, model.tokenizer, prompt)
  const control = new Set(asked.controls.map(({ id }) => id))
  const text = asked.pieces.grow('')
  return {
    tokens: asked.promptTokens(question).map((id) => ({ id, text: text.add(id), control: control.has(id) })),
    steps: cutText(prompt, solution),
    answer: extractAnswer(solution, { answers: prompt.answers }),
  }
}
