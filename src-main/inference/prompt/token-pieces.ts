// What each token adds to a text, token by token, without decoding the text again.
// Knows one model's decoder, and that a character may be spread over several tokens. Does not know steps.
import type { ControlToken } from './prompt-tokens.ts'

/** What a byte that is no whole character is decoded as. */
const INCOMPLETE = '\uFFFD'
/** Tokens that one character may be spread over. */
const MOST_TOKENS = 4

/** A text that grows. */
export interface GrowingText {
  /** So far, without a character that is not complete yet. */
  readonly text: string
  /** Adds a token, and returns what became readable with it. */
  add(id: number): string
}

export interface TokenPieces {
  /** Begins a text behind another one. */
  grow(before: string): GrowingText
  /** Whether people read nothing in a text: it is white space and names of control tokens. */
  isBlank: (text: string) => boolean
}

/**
 * Pieces of one model's tokens, each decoded once. Behind an ordinary token, because decoders drop a space at the beginning.
 * A control token is its own name here, so that a step may end at one.
 */
export function openTokenPieces(options: {
  decode: (ids: readonly number[]) => string
  /** Ids of an ordinary text. */
  ordinary: readonly number[]
  controls: readonly ControlToken[]
}): TokenPieces {
  const { decode, ordinary, controls } = options
  const lead = decode(ordinary).length
  const behind = (ids: readonly number[]) => decode([...ordinary, ...ids]).slice(lead)
  const pieces = new Map(controls.map(({ id, content }) => [id, content]))
  const pieceOf = (id: number) => {
    let piece = pieces.get(id)
    if (piece === undefined) {
      piece = behind([id])
      pieces.set(id, piece)
    }
    return piece
  }
  return {
    isBlank: (text) => controls.reduce((rest, { content }) => rest.replaceAll(content, ''), text).trim() === '',
    grow(before) {
      let text = before
      let pending: number[] = []
      return {
        get text() {
          return text
        },
        add(id) {
          let piece = pieceOf(id)
          if (pending.length > 0 || piece.includes(INCOMPLETE)) {
            pending.push(id)
            piece = behind(pending)
            if (piece.endsWith(INCOMPLETE) && pending.length < MOST_TOKENS) return ''
            pending = []
          }
          text += piece
          return piece
        },
      }
    },
  }
}
