// A thread of model sessions: starts it, opens sessions in it, and ends it when the last of them has closed.
// Knows its orders and its end, expected or not. Does not know which sessions share a thread (session-client.ts), nor what they
// are asked. Does not import ONNX Runtime.
import { basename } from 'node:path'
import { MessageChannel, Worker } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import type { CacheUse } from '../../contract/cache-use.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { SessionFacts, SessionNews, SessionOptions, SessionOrder } from './session-messages.ts'
import { WORKER_LIMITS, workerEntry } from '../thread/worker-entry.ts'

/** An open model session in a thread. */
export interface Session {
  readonly facts: SessionFacts
  /** A new port to the session; it is closed if the session is. Hand it to any thread (transfer it) and put a policy or a verifier over it. */
  connect(): MessagePort
  /** What its prefix caches hold, told between two passes; null where the session has ended. */
  cacheUse(): Promise<CacheUse | null>
  /** Stops what runs after its current pass and releases the session; waits for the thread's end where it was the last one there. */
  close(): Promise<void>
  /** Resolves when the session has ended: null in order, a report if its thread failed. */
  readonly closed: Promise<ErrorReport | null>
}

export interface SessionThread {
  /** A thread that ends takes no further session. */
  readonly state: 'open' | 'ending' | 'ended'
  readonly ended: Promise<void>
  /** Opens a model folder. Rejects with `model-missing`, `model-broken`, `device-refused`, or `engine-stopped` if the thread fails. */
  open(options: SessionOptions): Promise<Session>
}

/** What a session of the thread waits for. */
interface Seat {
  heard(news: SessionNews): void
  /** The thread has ended with this code. */
  lost(code: number): void
}

/** Starts a thread, which ends when its last session has closed or failed to open. */
export function startSessionThread(entry: URL = workerEntry('inference/session/session-worker')): SessionThread {
  const worker = new Worker(entry, { resourceLimits: WORKER_LIMITS })
  const seats = new Map<number, Seat>()
  let next = 0
  let state: SessionThread['state'] = 'open'
  let failure: unknown
  worker.on('message', (news: SessionNews) => seats.get(news.session)?.heard(news))
  worker.on('error', (error: unknown) => {
    state = 'ending'
    failure = error
  })
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      state = 'ended'
      for (const seat of seats.values()) seat.lost(code)
      seats.clear()
      resolve()
    })
  })
  const order = (what: SessionOrder) => worker.postMessage(what, what.kind === 'connect' ? [what.port] : [])

  /** Resolves when the session is gone, and with it the thread if it was the last one. */
  const leave = async (session: number) => {
    if (seats.size === 1 && seats.has(session)) {
      state = 'ending'
      order({ kind: 'end' })
      await ended
    } else seats.delete(session)
  }

  return {
    get state() {
      return state
    },
    ended,
    async open(options) {
      const session = next++
      const started = Promise.withResolvers<SessionFacts>()
      const closed = Promise.withResolvers<ErrorReport | null>()
      let closing = false
      const asking: ((use: CacheUse | null) => void)[] = []
      const answer = (use: CacheUse | null) => {
        for (const resolve of asking.splice(0)) resolve(use)
      }
      void closed.promise.then(() => answer(null))
      seats.set(session, {
        heard(news) {
          if (news.kind === 'ready') started.resolve(news.facts)
          else if (news.kind === 'failed') started.reject(new EspalierError(news.report))
          else if (news.kind === 'measured') answer(news.use)
          else void leave(session).then(() => closed.resolve(null))
        },
        lost(code) {
          const report = stopped(options.folder, failure, code)
          started.reject(new EspalierError(report))
          closed.resolve(closing && code === 0 ? null : report)
        },
      })
      order({ kind: 'open', session, options })
      const facts = await started.promise.catch(async (error: unknown) => {
        await leave(session)
        throw error
      })
      return {
        facts,
        connect() {
          const { port1, port2 } = new MessageChannel()
          if (seats.has(session)) order({ kind: 'connect', session, port: port1 })
          else port1.close()
          return port2
        },
        cacheUse() {
          if (closing || !seats.has(session)) return Promise.resolve(null)
          // One question is on its way at a time, and its answer is for all who wait.
          if (asking.length === 0) order({ kind: 'measure', session })
          return new Promise((resolve) => asking.push(resolve))
        },
        async close() {
          if (!closing && seats.has(session)) order({ kind: 'close', session })
          closing = true
          await closed.promise
        },
        closed: closed.promise,
      }
    },
  }
}

function stopped(folder: string, failure: unknown, code: number): ErrorReport {
  return {
    code: 'engine-stopped',
    message: `The model “${basename(folder)}” stopped unexpectedly.`,
    advice: 'Start the run again; the model is loaded anew.',
    details: `${folder}: ${failure instanceof Error ? (failure.stack ?? failure.message) : `exit code ${code}`}`,
  }
}
