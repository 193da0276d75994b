// What the engine and the thread of the searches say to each other.
// Knows the messages. Does not know who sends or handles them.
import type { MessagePort } from 'node:worker_threads'
import type { RunEvent } from '../contract/event.ts'
import type { RunSpec } from '../contract/run.ts'
import type { ServerFacts } from '../inference/model-server.ts'
import type { SessionFacts } from '../inference/session-client.ts'

/** How the searches reach a model: over a port of its session, which moves with the message, or at a server's address. */
export type ModelLine =
  { kind: 'session'; port: MessagePort; facts: SessionFacts } | { kind: 'server'; facts: ServerFacts }

export type RunCommand = 'pause' | 'resume' | 'step' | 'stop'

export type ToSearch =
  | { kind: 'start'; id: string; spec: RunSpec; startPaused: boolean; policy: ModelLine; verifier: ModelLine | null }
  | { kind: 'command'; id: string; command: RunCommand }

/** New events of every run that has some, in order within a run. */
export interface FromSearch {
  runs: { id: string; events: RunEvent[] }[]
}
