// What one client of a model has had encoded: paths come again and again, each time with their whole text, and share most of it.
// Knows a tokenizer. Does not know prompts or steps.
import type { Tokenizer } from './tokenizer.ts'

/** The tokenizer, but each text is encoded once. What is remembered goes when the client goes: no more than the texts of its tree. */
export function rememberTokens(tokenizer: Tokenizer): Tokenizer {
  return {
    ...tokenizer,
    encode: remembered((text) => tokenizer.encode(text)),
    encodePlain: remembered((text) => tokenizer.encodePlain(text)),
  }
}

function remembered(encode: Tokenizer['encode']): Tokenizer['encode'] {
  const known = new Map<string, readonly number[]>()
  return (text) => {
    let ids = known.get(text)
    if (!ids) {
      ids = encode(text)
      known.set(text, ids)
    }
    return ids
  }
}
