// Text to token ids and back, for one model.
// Knows the model's tokenizer.json through the library @huggingface/tokenizers. Does not know prompts or steps.
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers'
import { EspalierError } from '../../contract/errors.ts'

/** Parsed tokenizer.json and tokenizer_config.json. */
export interface TokenizerFiles {
  model: object
  settings: object
}

export interface Tokenizer {
  /** Ids of a text, no special tokens added. Throws `bad-input` that lists the characters outside the vocabulary. */
  encode(text: string): readonly number[]
  /** Text of ids, special tokens left out. */
  decode(ids: readonly number[]): string
  /** The text of the first control token (end, padding, step tag ...) among ids, or null: a text may spell one by accident. */
  controlTokenIn(ids: readonly number[]): string | null
  /** The id of one token by its text, as `file` of the model's folder names it. Throws `model-broken` if the vocabulary lacks it. */
  idOf(token: string, file: string): number
}

/** The tokenizer that a model folder describes. */
export function openTokenizer({ name, tokenizer }: { name: string; tokenizer: TokenizerFiles }): Tokenizer {
  let inner: HuggingFaceTokenizer
  try {
    inner = new HuggingFaceTokenizer(tokenizer.model, tokenizer.settings)
  } catch (cause) {
    throw new EspalierError({
      code: 'model-broken',
      message: `The tokenizer of the model “${name}” cannot be read.`,
      advice: 'Get tokenizer.json again from where the model came.',
      details: String(cause),
    })
  }
  const unknown = inner.model?.unk_token_id
  const controls = [...inner.get_added_tokens_decoder()].filter(([, token]) => token.special)
  const control = new Map(controls.map(([id, { content }]) => [id, content]))
  const encode = (text: string) => inner.encode(text, { add_special_tokens: false }).ids
  return {
    encode(text) {
      const ids = encode(text)
      if (unknown !== undefined && ids.includes(unknown)) throw outside(name, charactersOutside(text, encode, unknown))
      return ids
    },
    decode(ids) {
      if (ids.length === 0) return ''
      return inner.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false })
    },
    controlTokenIn(ids) {
      const found = ids.find((id) => control.has(id))
      return found === undefined ? null : control.get(found)!
    },
    idOf(token, file) {
      const id = inner.token_to_id(token)
      if (id !== undefined) return id
      throw new EspalierError({
        code: 'model-broken',
        message: `The vocabulary of the model “${name}” has no token “${token}”.`,
        advice: `Correct ${file}, or choose another model.`,
      })
    },
  }
}

function charactersOutside(text: string, encode: (text: string) => number[], unknown: number): string[] {
  return [...new Set(text)].filter((character) => encode(character).includes(unknown))
}

function outside(name: string, characters: string[]): EspalierError {
  const shown = characters.slice(0, 10).map(shownCharacter)
  const more = characters.length > shown.length ? ` and ${characters.length - shown.length} more` : ''
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${name}” does not know these characters: ${shown.join(' ')}${more}.`,
    advice: 'Take them out of the problem, or choose a model that knows them.',
  })
}

/** A character as a person can read it: one that leaves no mark on the screen is named by its code point. */
function shownCharacter(character: string): string {
  if (!/[\p{C}\p{Z}\p{M}]/u.test(character)) return `“${character}”`
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
}
