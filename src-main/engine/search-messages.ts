// What the engine and the thread of the searches say to each other.
// Knows the messages. Does not know who sends or handles them.
import type { MessagePort } from 'node:worker_threads'
import type { RunEvent } from '../contract/event.ts'
import type { RunSpec } from '../contract/run.ts'
import type { SessionFacts } from '../inference/session-client.ts'

/** The end of a line to a model session, and what is known of the model. The port moves with the message. */
export interface ModelLine {
  port: MessagePort
  facts: SessionFacts
}

export type RunCommand = 'pause' | 'resume' | 'step' | 'stop'

export type ToSearch =
  | { kind: 'start'; id: string; spec: RunSpec; startPaused: boolean; policy: ModelLine; verifier: ModelLine | null }
  | { kind: 'command'; id: string; command: RunCommand }

/** New events of every run that has some, in order within a run. */
export interface FromSearch {
  runs: { id: string; events: RunEvent[] }[]
}
