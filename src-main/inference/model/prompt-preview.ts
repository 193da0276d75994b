// What an editor of a record shows: the tokens that the model would see, how a text of its would be cut and read, and what it would see as
// a judge.
// Knows a model's folder and tokenizer. Does not know who asks.
import type { z } from 'zod'
import { reportOf } from '../../contract/errors.ts'
import { USUAL_JUDGE } from '../../contract/judge-record.ts'
import type { JudgePreview, PreviewToken } from '../../contract/model-card.ts'
import type { PromptRecord } from '../../contract/prompt-record.ts'
import { extractAnswer } from '../../grading/extract-answer.ts'
import { cutText } from '../prompt/cut-text.ts'
import { controlTokens } from './control-tokens.ts'
import { openJudgePrompt } from './judge-prompt.ts'
import type { ModelFolder } from './model-folder.ts'
import { openAskedModel, piecesOf, recordOf } from './prompt.ts'
import type { AskedModel } from './prompt.ts'
import type { Tokenizer } from './tokenizer.ts'

export interface PromptPreview {
  /** In the order in which the model sees them; a character that is spread over several stands at the last of them. */
  tokens: z.infer<typeof PreviewToken>[]
  /** Texts of the steps. */
  steps: string[]
  answer: string | null
  /** Of the last of the steps. */
  judge: JudgePreview
}

/** Throws `bad-input` like a run of this record would. */
export function previewPrompt(
  model: { folder: ModelFolder; tokenizer: Tokenizer },
  { prompt, question, solution }: { prompt: PromptRecord; question: string; solution: string },
): PromptPreview {
  const asked = openAskedModel(model.folder, model.tokenizer, prompt)
  const steps = cutText(prompt, solution)
  return {
    tokens: shown(asked, asked.promptTokens(question)),
    steps,
    answer: extractAnswer(solution, { answers: prompt.answers }),
    judge: previewJudge(model, asked, { question, steps: steps.map((text) => ({ text })) }),
  }
}

/** Throws where the record says what it is asked as a judge and that cannot be; that a model is no judge of itself is no fault of a record. */
function previewJudge(
  { folder, tokenizer }: Parameters<typeof previewPrompt>[0],
  asked: AskedModel,
  path: { question: string; steps: readonly { text: string }[] },
): JudgePreview {
  const { record } = asked
  try {
    const judge = openJudgePrompt(folder, tokenizer, { record, judge: record.judge ?? USUAL_JUDGE })
    const alone = (ids: readonly number[]) => ids.flatMap((id) => shown(asked, [id]))
    return { tokens: shown(asked, judge.tokens(path)), yes: alone(judge.yes), no: alone(judge.no), error: null }
  } catch (error) {
    if (record.judge !== undefined) throw error
    return { tokens: [], yes: [], no: [], error: reportOf(error) }
  }
}

/** Tokens of a text that the model wrote, as a person sees them. */
export function shownTokens(
  { folder, tokenizer }: Parameters<typeof previewPrompt>[0],
  ids: readonly number[],
): z.infer<typeof PreviewToken>[] {
  const { layout } = recordOf(folder)
  const controls = controlTokens(folder.tokenizer, layout.kind === 'chat' ? layout.template : '')
  return shown({ controls, pieces: piecesOf(tokenizer, controls) }, ids)
}

/** Ids as a person sees them. */
export function shown(
  { controls, pieces }: Pick<AskedModel, 'controls' | 'pieces'>,
  ids: readonly number[],
): z.infer<typeof PreviewToken>[] {
  const control = new Set(controls.map(({ id }) => id))
  const text = pieces.grow('')
  return ids.map((id) => ({ id, text: text.add(id), control: control.has(id) }))
}
