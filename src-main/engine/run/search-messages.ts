// What the engine and the thread of the searches say to each other.
// Knows the messages. Does not know who sends or handles them.
import type { MessagePort } from 'node:worker_threads'
import type { ErrorReport } from '../../contract/errors.ts'
import type { RunEvent } from '../../contract/event.ts'
import type { ModelRole } from '../../contract/model.ts'
import type { RunSpec } from '../../contract/run.ts'
import type { ServerFacts } from '../../inference/server/model-server.ts'
import type { SessionFacts } from '../../inference/session/session-client.ts'

/** How the searches reach a model: over a port of its session, which moves with the message, or at a server's address. */
export type ModelLine =
  { kind: 'session'; port: MessagePort; facts: SessionFacts } | { kind: 'server'; facts: ServerFacts }

/** What moves to another thread with the line, and is closed when nobody needs it. */
export function portsOf(line: ModelLine): MessagePort[] {
  return line.kind === 'session' ? [line.port] : []
}

export type RunCommand = 'pause' | 'resume' | 'step' | 'stop'

export type ToSearch =
  | {
      kind: 'start'
      id: string
      spec: RunSpec
      startPaused: boolean
      policy: ModelLine
      verifier: ModelLine | null
      /** Times that `renew` is asked before the run fails with what cut it off. */
      renewals: number
    }
  | { kind: 'command'; id: string; command: RunCommand }
  | { kind: 'renewed'; id: string; role: ModelRole; outcome: Renewal | { error: ErrorReport } }

/** A line in place of one whose session has ended, and what the run is told of it. */
export interface Renewal {
  line: ModelLine
  notice: ErrorReport
}

export type FromSearch =
  /** New events of every run that has some, in order within a run. */
  | { kind: 'events'; runs: { id: string; events: RunEvent[] }[] }
  /** The session at the other end of this run's line has ended. Answered by `renewed`. */
  | { kind: 'renew'; id: string; role: ModelRole }
