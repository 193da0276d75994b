// What the engine and its search worker say to each other.
// Knows the messages. Does not know threads.
import type { MessagePort } from 'node:worker_threads'
import type { RunEvent } from '../contract/event.ts'
import type { RunSpec } from '../contract/run.ts'
import type { SessionFacts } from '../inference/session-messages.ts'

/** What may be asked of a run that is going on. */
export type RunOrder = 'pause' | 'resume' | 'step' | 'stop'

export type ToSearch =
  /** A port to an open model session; replaces an earlier one of the same model. */
  | { kind: 'session'; model: string; port: MessagePort; facts: SessionFacts }
  | { kind: 'start'; run: string; spec: RunSpec; startPaused: boolean }
  | { kind: 'order'; run: string; order: RunOrder }
  /** Stops every run, then ends the thread. */
  | { kind: 'close' }

/** Events of a run in order, some at a time. The last one of a run is a final state. */
export interface FromSearch {
  run: string
  events: RunEvent[]
}
