// A prompt as a server is sent it, and how a server is asked for the tokens of a text.
// Knows the records. Does not know how a prompt comes about (server-prompt.ts).

export interface ServerPrompt {
  /** Texts and token ids in order; texts alone for a server that takes no others. */
  parts: readonly (string | number)[]
  /**
   * Whether the tokenizer is to put the beginning token in front, as it does by itself; else the prompt is whole as it stands, with or
   * without one.
   */
  addBeginning: boolean
  /** All of it as token ids, for a server that takes no texts beside them; left out where not all are known. */
  ids?: readonly number[]
}

/** A prompt that goes on with texts, or with ids; `ids`: all of it as ids, where they are known. */
export function goingOn(
  { parts, addBeginning }: ServerPrompt,
  more: readonly (string | number)[],
  ids: readonly number[] | null = null,
): ServerPrompt {
  return { parts: [...parts, ...more], addBeginning, ...(ids && { ids }) }
}

/** A prompt of texts alone. */
export function textOf({ parts }: ServerPrompt): string {
  return parts.join('')
}

/** Where a server tells the tokens of a text, and whether it can leave out control tokens. */
export interface TokenQuestion {
  address: (url: string) => string
  body: (text: string, controls: boolean) => object
}
