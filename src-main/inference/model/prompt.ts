// How one model is asked: its record made ready for its tokenizer, so that a problem becomes token ids and tokens become steps.
// Knows the record, the tokenizer and the length limit. Does not know what is computed of the ids.
import { EspalierError } from '../../contract/errors.ts'
import type { PromptRecord } from '../../contract/prompt-record.ts'
import { checkPatterns } from '../prompt/pattern-time.ts'
import { promptParts } from '../prompt/prompt-parts.ts'
import { promptEncoder } from '../prompt/prompt-tokens.ts'
import type { ControlToken } from '../prompt/prompt-tokens.ts'
import { stepEnds } from '../prompt/step-kinds.ts'
import { openStepReaders } from '../prompt/step-reader.ts'
import type { StepReaders } from '../prompt/step-reader.ts'
import { suggestPrompt } from '../prompt/suggest-prompt.ts'
import { openTokenPieces } from '../prompt/token-pieces.ts'
import type { TokenPieces } from '../prompt/token-pieces.ts'
import { addsBeginning } from './beginning-token.ts'
import { controlTokens } from './control-tokens.ts'
import type { ModelFolder } from './model-folder.ts'
import type { Tokenizer } from './tokenizer.ts'

/** A model that is asked by one record. */
export interface AskedModel {
  record: PromptRecord
  controls: readonly ControlToken[]
  pieces: TokenPieces
  /**
   * Token ids of the prompt of a problem. Throws `bad-input` for unknown characters, a chat template that cannot be used, or a prompt that
   * leaves no room for a solution.
   */
  promptTokens(question: string): readonly number[]
  /** What reads steps from tokens. */
  readers: StepReaders
  /** Token ids of a step of which only the text is known. */
  stepTokens(text: string): readonly number[]
}

/** Problems of one client whose prompts are remembered. */
const REMEMBERED = 1000

/** Makes a record ready; without one, it is what the folder suggests. Throws `bad-input` for a pattern that cannot be used. */
export function openAskedModel(folder: ModelFolder, tokenizer: Tokenizer, record = recordOf(folder)): AskedModel {
  checkPatterns(record)
  const { layout } = record
  const controls = controlTokens(folder.tokenizer, layout.kind === 'chat' ? layout.template : '')
  const { beginning, ends } = folder.tokens
  const textOf = (id: number | null | undefined) => controls.find((token) => token.id === id)?.content ?? ''
  const texts = { beginning: textOf(beginning), end: textOf(ends[0]) }
  const encode = promptEncoder(tokenizer, controls)
  const known = new Map<string, readonly number[]>()
  const pieces = piecesOf(tokenizer, controls)
  const { between } = stepEnds(record.steps)
  return {
    record,
    controls,
    pieces,
    promptTokens(question) {
      const before = known.get(question)
      if (before) return before
      const ids = encode(promptParts(record, question, texts))
      const tokens = layout.kind === 'plain' && layout.addBeginning && beginning !== null ? [beginning, ...ids] : ids
      checkLength(folder, tokens.length)
      if (known.size >= REMEMBERED) known.clear()
      known.set(question, tokens)
      return tokens
    },
    readers: openStepReaders(record, pieces),
    stepTokens: (text) => tokenizer.encodePlain(text + between),
  }
}

/** The record that a folder suggests. */
export function recordOf(folder: Pick<ModelFolder, 'suggested' | 'tokenizer'>): PromptRecord {
  const { block, chatTemplate, sampling } = folder.suggested
  return suggestPrompt({ block, chatTemplate, sampling, addsBeginning: addsBeginning(folder) })
}

/** The pieces of a model's tokens, of which these are control tokens. */
export function piecesOf(tokenizer: Tokenizer, controls: readonly ControlToken[]): TokenPieces {
  return openTokenPieces({ decode: (ids) => tokenizer.decode(ids), ordinary: ordinaryIds(tokenizer), controls })
}

/** Of a text as short and usual as there is; none where the vocabulary lacks even these. */
function ordinaryIds(tokenizer: Tokenizer): readonly number[] {
  for (const text of ['1', 'a', '.']) {
    try {
      return tokenizer.encodePlain(text)
    } catch {
      continue
    }
  }
  return []
}

function checkLength({ name, positions }: ModelFolder, tokens: number): void {
  if (tokens < positions) return
  throw new EspalierError({
    code: 'bad-input',
    message: `The problem has ${tokens} tokens; the model “${name}” has room for ${positions} in all.`,
    advice: 'Shorten the problem, or choose a model with a longer context.',
  })
}
