// The client of a session worker: starts it, hands out ports to it, and gives a Policy or a Verifier over such a port.
// Knows threads and messages. Does not import ONNX Runtime, so it may be used in any thread.
import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import { MessageChannel, Worker } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { openChannel } from '../contract/channel.ts'
import { EspalierError } from '../contract/errors.ts'
import type { ErrorReport } from '../contract/errors.ts'
import type { Dtype } from '../contract/model.ts'
import type { Policy, ProposeResult } from '../search/policy.ts'
import type { ScoreResult, Verifier } from '../search/verifier.ts'
import type { Device } from './devices.ts'
import type { SessionFacts, SessionOptions } from './session-messages.ts'
import { threadPort } from './thread-port.ts'
import { workerEntry } from './worker-entry.ts'

export type { SessionFacts }

const CACHE_BYTES = 512 * 2 ** 20

/** An open model session in its own thread. */
export interface Session {
  readonly facts: SessionFacts
  /** A new port to the session; it is closed if the thread has ended. Hand it to any thread (transfer it) and put a policy or a verifier over it. */
  connect(): MessagePort
  /** Stops what runs after its current pass, releases the session and waits until the thread has ended. */
  close(): Promise<void>
  /** Resolves when the thread has ended: null in order, a report if it failed. */
  readonly closed: Promise<ErrorReport | null>
}

type Started = { kind: 'ready'; facts: SessionFacts } | { kind: 'failed'; report: ErrorReport }

/** Opens a model folder in a thread of its own. Rejects with `model-missing`, `model-broken` or `device-refused`. */
export async function openSession(options: {
  folder: string
  role: 'policy' | 'prm'
  /** Which of the folder's graphs; fp32 if left out. */
  dtype?: Dtype
  /** Threads of ONNX Runtime; all cores if left out. */
  threads?: number
  device?: Device
  /** Bytes that the prefix cache of one port may hold; 512 MiB if left out. */
  cacheBytes?: number
  /** The thread's file. */
  entry?: URL
}): Promise<Session> {
  const workerData: SessionOptions = {
    folder: options.folder,
    role: options.role,
    dtype: options.dtype ?? 'fp32',
    device: options.device ?? 'cpu',
    threads: options.threads ?? availableParallelism(),
    cacheBytes: options.cacheBytes ?? CACHE_BYTES,
  }
  const worker = new Worker(options.entry ?? workerEntry('inference', 'session-worker'), { workerData })
  let closing = false
  let over = false
  let failure: unknown
  worker.on('error', (error: unknown) => {
    failure = error
  })
  const ended = new Promise<ErrorReport | null>((resolve) => {
    worker.once('exit', (code) => {
      over = true
      resolve(closing && code === 0 ? null : stopped(options.folder, failure, code))
    })
  })
  const started = await Promise.race([
    new Promise<Started>((resolve) => worker.once('message', resolve)),
    ended.then((report): Started => ({ kind: 'failed', report: report ?? stopped(options.folder, failure, 0) })),
  ])
  if (started.kind === 'failed') {
    await ended
    throw new EspalierError(started.report)
  }
  return {
    facts: started.facts,
    connect() {
      const { port1, port2 } = new MessageChannel()
      // A thread that has ended takes no port; whoever asks over the other end is told that nobody is there.
      if (over) port1.close()
      else worker.postMessage({ kind: 'connect', port: port1 }, [port1])
      return port2
    },
    async close() {
      if (!closing) worker.postMessage({ kind: 'close' })
      closing = true
      await ended
    },
    closed: ended,
  }
}

/** A policy over a port of its session: one policy a port, and best one port a run, because each port has its own prefix cache. */
export function policyOver(port: MessagePort, { name, shape }: Pick<SessionFacts, 'name' | 'shape'>): Policy {
  const ask = jobsOver(port, name)
  return {
    shape,
    propose: (requests, sampling, signal) => ask<ProposeResult>('propose', { requests, sampling }, signal),
  }
}

/** A verifier over a port of its session: one verifier a port. */
export function verifierOver(port: MessagePort, { name, shape }: Pick<SessionFacts, 'name' | 'shape'>): Verifier {
  const ask = jobsOver(port, name)
  return { shape, score: (paths, signal) => ask<ScoreResult>('score', { paths }, signal) }
}

/** Calls with a job number, so that an aborted signal can name the job to stop. */
function jobsOver(port: MessagePort, model: string) {
  const channel = openChannel(threadPort(port))
  let next = 0
  return async <Result>(name: string, argument: object, signal: AbortSignal): Promise<Result> => {
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

function stopped(folder: string, failure: unknown, code: number): ErrorReport {
  return {
    code: 'engine-stopped',
    message: `The model “${basename(folder)}” stopped unexpectedly.`,
    advice: 'Start the run again; the model is loaded anew.',
    details: `${folder}: ${failure instanceof Error ? (failure.stack ?? failure.message) : `exit code ${code}`}`,
  }
}
