// How a server is asked to go on with a text: one row for each form of the question.
// Knows the record. Does not know servers (server-kinds.ts) or what becomes of the text.
import type { z } from 'zod'
import type { Sampling } from '../../contract/sampling.ts'
import type { Completed } from './completed.ts'
import type { ServerPrompt } from './sent-prompt.ts'

/** One child, as it is asked for. */
export interface AskedCompletion {
  /** Null where the server has one model without a name. */
  model: string | null
  prompt: ServerPrompt
  /** Texts at which it is to stop. */
  stop: readonly string[]
  maxTokens: number
  seed: number
  sampling: Sampling
}

export interface CompletionWay {
  /** Whether a prompt may hold texts and token ids side by side; else it is all text or all ids. */
  mixes: boolean
  /** The address of the question, by that of the server: what the endpoints of OpenAI's form are appended to. */
  address: (url: string) => string
  /** Everything is said, also where it is the default: a server may have defaults of its own (generation_config.json). */
  body: (asked: AskedCompletion) => object
  /** Null of a reply without a completion. */
  reply: z.ZodType<Completed | null>
}

/** The server's address without the part that OpenAI's form adds. */
export function rootOf(url: string): string {
  return url.replace(/\/v1$/, '')
}
