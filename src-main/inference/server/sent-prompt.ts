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
}

/** A prompt that goes on with a text, or with ids. */
export function goingOn(prompt: ServerPrompt, parts: readonly (string | number)[]): ServerPrompt {
  return { ...prompt, parts: [...prompt.parts, ...parts] }
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
