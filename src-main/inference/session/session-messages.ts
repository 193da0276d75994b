// What a session worker, its owner and its clients say to each other, and the checks at the door.
// Knows the messages. Does not know threads.
import type { MessagePort } from 'node:worker_threads'
import { z } from 'zod'
import type { CacheUse } from '../../contract/cache-use.ts'
import type { ModelShape } from '../../contract/cost.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { Dtype } from '../../contract/model.ts'
import { Sampling } from '../../contract/sampling.ts'
import type { Device } from '../device/devices.ts'
import { PathTable } from './path-table.ts'

/** What the owner of a thread tells it; `session` is the owner's number for one session of the thread. */
export type SessionOrder =
  | { kind: 'open'; session: number; options: SessionOptions }
  | { kind: 'connect'; session: number; port: MessagePort }
  /** Asks what its prefix caches hold. */
  | { kind: 'measure'; session: number }
  | { kind: 'close'; session: number }
  /** No session is open, and none will be. */
  | { kind: 'end' }

/** What the thread tells its owner. */
export type SessionNews =
  | { kind: 'ready'; session: number; facts: SessionFacts }
  | { kind: 'failed'; session: number; report: ErrorReport }
  /** Null where the session is not open. */
  | { kind: 'measured'; session: number; use: CacheUse | null }
  | { kind: 'closed'; session: number }

/** What a session is opened with. */
export interface SessionOptions {
  /** Path of the model folder. */
  folder: string
  role: 'policy' | 'verifier'
  dtype: Dtype
  device: Device
  /** Threads of ONNX Runtime. */
  threads: number
  /** Bytes that the prefix cache of one client may hold. */
  cacheBytes: number
}

/** What is known of an open session. */
export interface SessionFacts {
  name: string
  role: 'policy' | 'verifier'
  shape: ModelShape
  /** Execution provider in use. */
  device: Device
  /** SHA-256 of the graph, hexadecimal. */
  sha256: string
}

const Job = z.number().int().nonnegative()

/** Asks a policy for steps behind each path. `job` names the call, so that the topic `abort` can stop it. */
export const ProposeCall = z
  .object({
    job: Job,
    table: PathTable,
    /** One for each path of the table. */
    children: z.array(
      z.object({ seeds: z.array(z.number().int().nonnegative()), maxTokens: z.number().int().positive() }),
    ),
    sampling: Sampling,
  })
  .refine(({ table, children }) => children.length === table.paths.length, 'Not every path has its children.')
export type ProposeCall = z.infer<typeof ProposeCall>

/** Asks a PRM for the reward of each path's last step. */
export const ScoreCall = z
  .object({ job: Job, table: PathTable })
  .refine(
    ({ table }) => table.paths.every(({ steps }) => steps.length > 0),
    'A path without steps has nothing to score.',
  )
export type ScoreCall = z.infer<typeof ScoreCall>

export const AbortMessage = z.object({ job: Job })
