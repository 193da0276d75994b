// The tokens of a GGUF file.
// Knows their kinds. Does not know how texts become tokens.

/** `tokenizer.ggml.token_type` */
export const KINDS = { normal: 1, unknown: 2, control: 3, defined: 4, unused: 5, byte: 6 } as const

/** The tokens of a file with what it says of each. */
export interface Tokens {
  texts: readonly string[]
  kinds: readonly number[]
  /** The file's path, for messages. */
  path: string
}

/** The vocabulary of a tokenizer.json; of tokens of the same text the first counts. */
export function vocabularyOf(texts: readonly string[]): Record<string, number> {
  const vocabulary: Record<string, number> = Object.create(null) as Record<string, number>
  for (const [id, text] of texts.entries()) vocabulary[text] ??= id
  return vocabulary
}
