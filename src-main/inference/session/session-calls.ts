// What the owner of a session thread, the thread and its clients ask of each other.
// Knows the calls of both borders. Does not know threads.
import type { MessagePort } from 'node:worker_threads'
import type { CacheUse } from '../../contract/cache-use.ts'
import type { ModelShape } from '../../contract/cost.ts'
import type { JudgeRecord } from '../../contract/judge-record.ts'
import type { Dtype, ModelRole } from '../../contract/model.ts'
import type { PromptRecord } from '../../contract/prompt-record.ts'
import type { RewardRecord } from '../../contract/reward-record.ts'
import type { Sampling } from '../../contract/sampling.ts'
import type { ProposeRequest, ProposeResult } from '../../search/policy.ts'
import type { ScoreResult } from '../../search/verifier.ts'
import type { Device } from '../device/devices.ts'
import type { KnownSums } from '../model/model-checksum.ts'
import type { PathTable } from './path-table.ts'

/** What a session is opened with. */
export interface SessionOptions {
  /** Path of the model folder. */
  folder: string
  role: ModelRole
  /** Which of the folder's graphs; null for the weights as they are stored, or where there are none, the most exact graph. */
  dtype: Dtype | null
  /** A form whose weights are taken in place of the folder's own (forms/); null for none. */
  form: string | null
  device: Device
  /** Threads of ONNX Runtime. */
  threads: number
  /** Bytes that the prefix cache of one client may hold. */
  cacheBytes: number
  /** Sums of files that are known, so that gigabytes are not read for them again. */
  sums: KnownSums
}

/** What is known of an open session. */
export interface SessionFacts {
  name: string
  role: ModelRole
  shape: ModelShape
  /** Execution provider in use. */
  device: Device
  /** Bytes of the keys and values of one token, as prefix caches hold them. */
  tokenBytes: number
  /** SHA-256 of the graph, or of the weights that one was written over; hexadecimal. */
  sha256: string
}

/** An open session, and the sums of its files: those that were given, and those that were made. */
export interface OpenedSession {
  facts: SessionFacts
  sums: KnownSums
}

/** What the owner of a thread asks of it; `session` is the owner's number for one session of the thread. */
export type SessionThreadCalls = {
  /** Rejects with `model-missing`, `model-broken` or `device-refused`. */
  open: (what: { session: number; options: SessionOptions }) => OpenedSession
  /** The port moves. It is closed where the session is not open. */
  connect: (what: {
    session: number
    port: MessagePort
    prompt: PromptRecord | null
    judge: JudgeRecord | null
    reward: RewardRecord | null
  }) => void
  /** What its prefix caches hold; null where the session is not open. */
  measure: (what: { session: number }) => CacheUse | null
  close: (what: { session: number }) => void
}

/** What the owner tells the thread: that no session is open, and none will be. */
export type SessionThreadTopics = { end: null }

/** What a client asks of a session over a port of its own. Cancelled, a call stops within a pass. */
export type SessionCalls = {
  /** Asks a policy for steps behind each path of the table; `children` holds one for each. */
  propose: (what: { table: PathTable; children: Omit<ProposeRequest, 'path'>[]; sampling: Sampling }) => ProposeResult
  /** Asks a PRM for the reward of each path's last step, or a policy as a judge of it; no path is empty. */
  score: (what: { table: PathTable }) => ScoreResult
}
