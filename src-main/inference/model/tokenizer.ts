// Text to token ids and back, for one model.
// Knows what a person reads of a text that a model cannot take. Does not know how the ids are found (text-pieces.ts), prompts or steps.
import { ZodError } from 'zod'
import { EspalierError } from '../../contract/errors.ts'
import { sentenceOf } from '../../contract/issue-words.ts'
import { openPieces } from './text-pieces.ts'
import type { TextPieces, TokenizerFiles } from './text-pieces.ts'

export type { TokenizerFiles } from './text-pieces.ts'

export interface Tokenizer {
  /**
   * Ids of a text of the program's, such as a template's: what spells a control token is that token. None is added. Throws `bad-input`
   * that lists the characters outside the vocabulary.
   */
  encode(text: string): readonly number[]
  /**
   * Ids of a text of a person's: nothing in it becomes a control token; what spells one is spelt. Control tokens are those that the
   * tokenizer marks as special and those that the chat template writes (such as `<think>`). Throws like `encode`.
   */
  encodePlain(text: string): readonly number[]
  /** Text of ids, special tokens left out. */
  decode(ids: readonly number[]): string
  /** The text of the first control token (end, padding, step tag ...) among ids, or null: a text may spell one by accident. */
  controlTokenIn(ids: readonly number[]): string | null
  /** The id of one token by its text, as `file` of the model's folder names it. Throws `model-broken` if the vocabulary lacks it. */
  idOf(token: string, file: string): number
}

/** The tokenizer that a model folder describes. */
export function openTokenizer({ name, tokenizer }: { name: string; tokenizer: TokenizerFiles }): Tokenizer {
  const pieces = piecesOf(name, tokenizer)
  const { unknown } = pieces
  const known = (text: string, encode: TextPieces['encode']) => {
    const ids = encode(text)
    if (unknown === undefined || !ids.includes(unknown)) return ids
    const characters = charactersOutside(text, encode, unknown)
    // A text may also spell the token that stands for what is unknown.
    if (characters.length === 0) return ids
    throw outside(name, characters)
  }
  return {
    encode: (text) => known(text, pieces.encode),
    encodePlain: (text) => known(text, pieces.encodePlain),
    decode: (ids) => pieces.decode(ids.filter((id) => !pieces.special.has(id))),
    controlTokenIn(ids) {
      const found = ids.find((id) => pieces.control.has(id))
      return found === undefined ? null : pieces.control.get(found)!
    },
    idOf(token, file) {
      const id = pieces.idOf(token)
      if (id !== undefined) return id
      throw new EspalierError({
        code: 'model-broken',
        message: `The vocabulary of the model “${name}” has no token “${token}”.`,
        advice: `Correct ${file}, or choose another model.`,
      })
    },
  }
}

function piecesOf(name: string, files: TokenizerFiles): TextPieces {
  const { encode, encodePlain, decode, ...others } = sound(name, () => openPieces(files))
  // Some of what the library does not know it meets only in a text.
  return {
    ...others,
    encode: (text) => sound(name, () => encode(text)),
    encodePlain: (text) => sound(name, () => encodePlain(text)),
    decode: (ids) => sound(name, () => decode(ids)),
  }
}

/** Does what fails where the files of the tokenizer cannot be. */
function sound<Result>(name: string, work: () => Result): Result {
  try {
    return work()
  } catch (cause) {
    const misfit = cause instanceof ZodError ? `: in tokenizer.json, ${sentenceOf(cause, 'its content')}` : '.'
    throw new EspalierError({
      code: 'model-broken',
      message: `The tokenizer of the model “${name}” cannot be read${misfit}`,
      advice: 'Get tokenizer.json again from where the model came.',
      ...(cause instanceof ZodError ? {} : { details: String(cause) }),
    })
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
