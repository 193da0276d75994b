// What the engine and the thread of the searches ask each other.
// Knows the calls and topics of that border. Does not know who makes or answers them.
import type { MessagePort } from 'node:worker_threads'
import type { ServerLoad } from '../../contract/connection.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { Change } from '../../contract/event.ts'
import type { JudgeRecord } from '../../contract/judge-record.ts'
import type { ModelRole } from '../../contract/model.ts'
import type { Answers, PromptRecord } from '../../contract/prompt-record.ts'
import type { RewardRecord } from '../../contract/reward-record.ts'
import type { RunSpec } from '../../contract/run.ts'
import type { Steering } from '../../contract/steering.ts'
import type { ServerFacts } from '../../inference/server/server-facts.ts'
import type { SessionFacts } from '../../inference/session/session-calls.ts'
import type { RunEvents } from './event-batch.ts'
import type { Turn } from './search-turn.ts'

/**
 * How the searches reach a model: over a port of its session, which moves with the message, or at a server's address. `prompt` is how
 * a policy is asked; null for what its files, or the server's usual layout, say. `judge` is what a judge is asked; null for what is none.
 * `reward` is how a PRM is asked; null for what its files say.
 */
export type ModelLine = (
  { kind: 'session'; port: MessagePort; facts: SessionFacts } | { kind: 'server'; facts: ServerFacts }
) & { prompt: PromptRecord | null; judge: JudgeRecord | null; reward: RewardRecord | null }

/** What moves to another thread with the line, and is closed when nobody needs it. */
export function portsOf(line: ModelLine | null): MessagePort[] {
  return line?.kind === 'session' ? [line.port] : []
}

/** What a search is started with. */
export interface SearchStart {
  id: string
  spec: RunSpec
  startPaused: boolean
  policy: ModelLine
  verifier: ModelLine | null
  /** Times that `renew` is asked before the run fails with what cut it off. */
  renewals: number
  turn: Turn
}

/** A run that has ended and is changed by hand; its models are there as far as the act needs them. */
export interface EndedSteering {
  spec: RunSpec
  answers: Answers | undefined
  /** All changes so far. */
  grown: readonly Change[]
  asked: Steering
  policy: ModelLine | null
  verifier: ModelLine | null
}

/** The further changes of the run, and why the act is not among them where it failed; what it cost is. */
export interface EndedOutcome {
  changes: Change[]
  failure: ErrorReport | null
}

export type RunCommand = 'pause' | 'resume' | 'step' | 'stop'

/** A line in place of one whose session has ended, and what the run is told of it. */
export interface Renewal {
  line: ModelLine
  notice: ErrorReport
}

/** What the engine asks of the thread. A run that has just ended needs no command any more. */
export type SearchCalls = {
  /** Answers at once, if the thread answers at all. */
  ping: (what: Record<string, never>) => void
  start: (run: SearchStart) => void
  command: (what: { id: string; command: RunCommand }) => void
  /** Answers when the events were posted. Rejects with why not, also where the run has ended. */
  steer: (what: { id: string; asked: Steering }) => void
  steerEnded: (what: EndedSteering) => EndedOutcome
}

/** What the thread asks of the engine. */
export type SearchRequests = {
  /** Takes new events, those of each run in order. */
  events: (what: { runs: RunEvents[] }) => void
  /** A line in place of one of this run, or the refusal that the run is to fail with. */
  renew: (what: { id: string; role: ModelRole }) => Renewal
}

/** What the thread tells: what goes on at its servers, once a second while that changes. */
export type SearchTopics = {
  loads: { loads: ServerLoad[] }
}
