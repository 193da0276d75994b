// The prompt of a problem as token ids, for one model.
// Knows the template and the length limit. Does not know steps.
import { EspalierError } from '../../contract/errors.ts'
import type { ModelFolder } from './model-folder.ts'
import type { Tokenizer } from './tokenizer.ts'

/** Token ids of the prompt. Throws `bad-input` for unknown characters, a control token, or a prompt that leaves no room for a solution. */
export function promptTokens(folder: ModelFolder, tokenizer: Tokenizer, question: string): readonly number[] {
  const text = folder.prompt.template.replaceAll('{question}', () => question.trim())
  const ids = tokenizer.encode(text)
  const control = tokenizer.controlTokenIn(ids)
  if (control !== null) {
    throw new EspalierError({
      code: 'bad-input',
      message: `The problem holds “${control}”, which the model “${folder.name}” reads as a control token.`,
      advice: 'Take it out of the problem, or write it in another way.',
    })
  }
  const { beginning } = folder.tokens
  const tokens = folder.prompt.addBeginning && beginning !== null ? [beginning, ...ids] : ids
  if (tokens.length < folder.positions) return tokens
  throw new EspalierError({
    code: 'bad-input',
    message: `The problem has ${tokens.length} tokens; the model “${folder.name}” reads ${folder.positions} in all.`,
    advice: 'Shorten the problem, or choose a model with a longer context.',
  })
}
