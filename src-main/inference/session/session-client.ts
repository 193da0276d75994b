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
import type { Policy, ProposeResult } from '../../search/policy.ts'
import type { ScoreResult, Verifier } from '../../search/verifier.ts'
import { isGpu } from '../device/device-table.ts'
import type { Device } from '../device/devices.ts'
import { tableOf } from './path-table.ts'
import type { ProposeCall, ScoreCall, SessionFacts, SessionOptions } from './session-messages.ts'
import { startSessionThread } from './session-thread.ts'
import type { Session, SessionThread } from './session-thread.ts'
import { threadPort } from '../thread/thread-port.ts'

export type { Session, SessionFacts }

const CACHE_BYTES = 512 * 2 ** 20

/** The thread of this program that owns the graphics devices; the last one that did if none does now. */
let gpuThread: SessionThread | null = null

/** Opens a model folder. Rejects with `model-missing`, `model-broken` or `device-refused`. */
export async function openSession(options: {
  folder: string
  role: 'policy' | 'verifier'
  /** Which of the folder's graphs; fp32 if left out. */
  dtype?: Dtype
  /** Threads of ONNX Runtime; all cores if left out. */
  threads?: number
  device?: Device
  /** Bytes that the prefix cache of one port may hold; 512 MiB if left out. */
  cacheBytes?: number
  /** File of the thread, where one is started. */
  entry?: URL
}): Promise<Session> {
  const { folder, role, dtype = 'fp32', device = 'cpu', cacheBytes = CACHE_BYTES, entry } = options
  const threads = options.threads ?? availableParallelism()
  const order: SessionOptions = { folder, role, dtype, device, threads, cacheBytes }
  if (!isGpu(device)) return await startSessionThread(entry).open(order)
  while (gpuThread?.state === 'ending') await gpuThread.ended
  if (gpuThread?.state !== 'open') gpuThread = startSessionThread(entry)
  return await gpuThread.open(order)
}

/** A policy over a port of its session: one policy a port, and best one port a run, because each port has its own prefix cache. */
export function policyOver(port: MessagePort, { name, shape }: Pick<SessionFacts, 'name' | 'shape'>): Policy {
  const ask = jobsOver(port, name)
  return {
    shape,
    propose(requests, sampling, signal) {
      const table = tableOf(requests.map(({ path }) => path))
      const children = requests.map(({ seeds, maxTokens }) => ({ seeds: [...seeds], maxTokens }))
      return ask<ProposeResult, ProposeCall>('propose', { table, children, sampling }, signal)
    },
  }
}

/** A verifier over a port of its session: one verifier a port. */
export function verifierOver(port: MessagePort, { name, shape }: Pick<SessionFacts, 'name' | 'shape'>): Verifier {
  const ask = jobsOver(port, name)
  return {
    shape,
    score(paths, signal) {
      const table = tableOf(paths)
      // A PRM reads texts: the ids are the policy's.
      const steps = table.steps.map(({ text }) => ({ text, tokenIds: [] }))
      return ask<ScoreResult, ScoreCall>('score', { table: { ...table, steps } }, signal)
    },
  }
}

/** Calls with a job number, so that an aborted signal can name the job to stop. */
function jobsOver(port: MessagePort, model: string) {
  const channel = openChannel(threadPort(port))
  let next = 0
  return async <Result, Call extends { job: number }>(
    name: string,
    argument: Omit<Call, 'job'>,
    signal: AbortSignal,
  ): Promise<Result> => {
    signal.throwIfAborted()
    const job = next++
    const abort = () => channel.post('abort', { job })
    signal.addEventListener('abort', abort, { once: true })
    try {
      return (await channel.call(name, { ...argument, job })) as Result
    } catch (error) {
      signal.throwIfAborted()
      throw error instanceof EspalierError && error.report.code === 'engine-stopped' ? cutOff(model, error) : error
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }
}

/** What a caller is told whose model ended, in order or not, before it had answered. */
function cutOff(model: string, cause: EspalierError): EspalierError {
  const report: ErrorReport = {
    code: 'engine-stopped',
    message: `The model “${model}” stopped before it had finished.`,
    advice: 'Start the run again; the model is loaded anew.',
    details: cause.report.message,
  }
  return new EspalierError(report, { cause })
}
