// The client of model sessions: opens them, each in its thread, and gives a Policy or a Verifier over a port of one.
// Knows which sessions share a thread, and messages. Does not import ONNX Runtime, so it may be used in any thread.
//
// A session on the CPU has a thread of its own, because ONNX Runtime blocks its thread while it runs. All sessions on graphics
// devices live in one thread: two threads there at once crash the process (onnxruntime issues 31627 and 32561).
import { availableParallelism } from 'node:os'
import type { MessagePort } from 'node:worker_threads'
import { openChannel } from '../../contract/channel.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { Dtype } from '../../contract/model.ts'
import type { Policy } from '../../search/policy.ts'
import type { Verifier } from '../../search/verifier.ts'
import { isGpu } from '../device/device-table.ts'
import type { Device } from '../device/devices.ts'
import type { KnownSums } from '../model/model-checksum.ts'
import { tableOf } from './path-table.ts'
import type { SessionCalls, SessionFacts, SessionOptions } from './session-calls.ts'
import { endPreparedThread, prepareSessionThread, startSessionThread } from './session-thread.ts'
import type { Session, SessionThread } from './session-thread.ts'
import { threadPort } from '../thread/thread-port.ts'

export { endPreparedThread, prepareSessionThread }
export type { Session, SessionFacts }

/** Bytes that the prefix cache of a run may hold, where nobody says otherwise. */
export const CACHE_BYTES = 512 * 2 ** 20

/** Sums that sessions of this program have made. */
const KNOWN_SUMS: KnownSums = new Map()

/** The thread of this program that owns the graphics devices; the last one that did if none does now. */
let gpuThread: SessionThread | null = null

/** Opens a model folder. Rejects with `model-missing`, `model-broken` or `device-refused`. */
export async function openSession(options: {
  folder: string
  role: 'policy' | 'verifier'
  /** Which of the folder's graphs; if left out, the weights as they are stored, or where there are none, the most exact graph. */
  dtype?: Dtype | null
  /** File of a form whose weights are taken in place of the folder's own. */
  form?: string | null
  /** Threads of ONNX Runtime; all cores if left out. */
  threads?: number
  device?: Device
  /** Bytes that the prefix cache of one port may hold; 512 MiB if left out. */
  cacheBytes?: number
  /** File of the thread, where one is started. */
  entry?: URL
  /** Sums of files that are known; new ones are added. */
  sums?: KnownSums
}): Promise<Session> {
  const { folder, role, dtype = null, form = null, device = 'cpu', cacheBytes = CACHE_BYTES, entry } = options
  const sums = options.sums ?? KNOWN_SUMS
  const threads = options.threads ?? availableParallelism()
  const order: SessionOptions = { folder, role, dtype, form, device, threads, cacheBytes, sums }
  return await (await threadFor(device, entry)).open(order)
}

async function threadFor(device: Device, entry: URL | undefined): Promise<SessionThread> {
  if (!isGpu(device)) return startSessionThread(entry)
  while (gpuThread?.state === 'ending') await gpuThread.ended
  if (gpuThread?.state !== 'open') gpuThread = startSessionThread(entry)
  return gpuThread
}

/** A policy over a port of its session: one policy a port, and best one port a run, because each port has its own prefix cache. */
export function policyOver(port: MessagePort, { name, shape }: Pick<SessionFacts, 'name' | 'shape'>): Policy {
  const session = openChannel<SessionCalls>(threadPort(port))
  return {
    shape,
    async propose(requests, sampling, signal) {
      const table = tableOf(requests.map(({ path }) => path))
      const children = requests.map(({ path: _, ...child }) => child)
      return await session.call('propose', { table, children, sampling }, signal).catch(cutOff(name))
    },
  }
}

/** A verifier over a port of its session: one verifier a port. */
export function verifierOver(port: MessagePort, { name, shape }: Pick<SessionFacts, 'name' | 'shape'>): Verifier {
  const session = openChannel<SessionCalls>(threadPort(port))
  return {
    shape,
    async score(paths, signal) {
      const table = tableOf(paths)
      // A PRM reads texts: the ids are the policy's.
      const steps = table.steps.map(({ text }) => ({ text, tokenIds: [] }))
      return await session.call('score', { table: { ...table, steps } }, signal).catch(cutOff(name))
    },
  }
}

/** Throws what a caller is told whose model ended, in order or not, before it had answered; and all else as it came. */
function cutOff(model: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof EspalierError) || error.report.code !== 'engine-stopped') throw error
    const report: ErrorReport = {
      code: 'engine-stopped',
      message: `The model “${model}” stopped before it had finished.`,
      advice: 'Start the run again; the model is loaded anew.',
      details: error.report.message,
    }
    throw new EspalierError(report, { cause: error })
  }
}
