// What is known of a server and of the model that it serves.
// Knows the record. Does not know how it is found out (model-server.ts).
import type { ModelShape } from '../../contract/cost.ts'
import type { LaneLimits } from './request-lane.ts'
import type { ServerAccess } from './server-key.ts'
import type { ServerKind } from './server-kinds.ts'

/** Where a server is asked, and how many tokens it is asked for. */
export interface AskedLikely {
  at: 'chat/completions' | 'completions'
  count: number
}

/** The tokens around a text, as a server's tokenizer has them. */
export interface ServerControls {
  beginning: string
  end: string
  /** Whether it puts the beginning token in front of every text, also of one that begins with it. */
  added: boolean
}

/** What is known of a server; plain data, so that it may go to any thread. */
export interface ServerFacts {
  /** What the endpoints are appended to, without a slash at its end. */
  url: string
  kind: ServerKind
  /** The server for a person, such as “vLLM 0.32.0”. */
  software: string
  /** The model that is asked; null where the server has no list. */
  model: string | null
  /** What it was loaded from: a model may be served by a name of its own. */
  version?: string
  /** Longest context, in tokens; null where the server does not tell it. */
  context: number | null
  /** Null where the server does not tell the number of parameters. */
  shape: ModelShape | null
  /** Of the model, in Jinja; null where the server does not tell it. */
  chatTemplate: string | null
  /** Left out where the server does not tell it. */
  controls?: ServerControls
  /** Requests at once. */
  atOnce: LaneLimits
  /** Of a connection: its other addresses and its key. */
  access?: ServerAccess
  /** Of a judge: how it is asked. */
  judging?: AskedLikely
}
