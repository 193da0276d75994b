// A thread of model sessions: starts it, opens sessions in it, and ends it when the last of them has closed.
// Knows which sessions are there, and the thread's end, expected or not. Does not know which sessions share a thread
// (session-client.ts), nor what they are asked. Does not import ONNX Runtime.
import { basename } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import type { CacheUse } from '../../contract/cache-use.ts'
import type { NoCalls } from '../../contract/channel.ts'
import { moving } from '../../contract/channel.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { JudgeRecord } from '../../contract/judge-record.ts'
import type { PromptRecord } from '../../contract/prompt-record.ts'
import type { RewardRecord } from '../../contract/reward-record.ts'
import { runtimeRefusal } from '../device/runtime-refusal.ts'
import { workerEntry } from '../thread/worker-entry.ts'
import { startWorker } from '../thread/worker-keeper.ts'
import type { KeptWorker, WorkerEnd } from '../thread/worker-keeper.ts'
import type { SessionFacts, SessionOptions, SessionThreadCalls, SessionThreadTopics } from './session-calls.ts'

/** An open model session in a thread. */
export interface Session {
  readonly facts: SessionFacts
  /** A new port to the session; it is closed if the session is. Hand it to any thread (transfer it) and put a policy or a verifier over it. */
  connect(prompt?: PromptRecord | null, judge?: JudgeRecord | null, reward?: RewardRecord | null): MessagePort
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
  readonly ended: Promise<unknown>
  /**
   * Opens a model folder; the sums of its files are added to those of the options. Rejects with `model-missing`, `model-broken`,
   * `device-refused`, or `engine-stopped` if the thread fails.
   */
  open(options: SessionOptions): Promise<Session>
}

type Started = KeptWorker<SessionThreadCalls, SessionThreadTopics>

/** A thread that has no session yet. */
let waiting: Started | null = null

/** Starts the thread of the session that is opened next, which takes a tenth of a second. It keeps no process alive while it waits. */
export function prepareSessionThread(): void {
  if (waiting) return
  const started = start()
  started.holdProcess(false)
  waiting = started
  void started.ended.then(() => {
    if (waiting === started) waiting = null
  })
}

/** Ends the thread that waits, if there is one; resolves when it is gone. */
export async function endPreparedThread(): Promise<void> {
  const ending = waiting
  waiting = null
  ending?.holdProcess(true)
  ending?.channel.post('end', null)
  await ending?.ended
}

/** The thread that waits, or a new one. */
function takeThread(): Started {
  const taken = waiting ?? start()
  waiting = null
  taken.holdProcess(true)
  return taken
}

function start(entry: URL = workerEntry('inference/session/session-worker')): Started {
  return startWorker<SessionThreadCalls, NoCalls, SessionThreadTopics>({
    entry,
    name: 'session',
    answers: {},
    lost: (end) => stopped('', end),
  })
}

/** Starts a thread, which ends when its last session has closed or failed to open. `entry`: its file, where it is another one. */
export function startSessionThread(entry?: URL): SessionThread {
  const thread = entry === undefined ? takeThread() : start(entry)
  const { channel } = thread
  const sessions = new Set<number>()
  let next = 0
  let state: SessionThread['state'] = 'open'
  const ended = thread.ended.then((end) => {
    state = 'ended'
    sessions.clear()
    return end
  })

  /** Resolves when the session is gone, and with it the thread if it was the last one. */
  const leave = async (session: number) => {
    if (!sessions.delete(session) || sessions.size > 0) return
    state = 'ending'
    channel.post('end', null)
    await ended
  }

  return {
    get state() {
      return state
    },
    ended,
    async open(options) {
      const session = next++
      sessions.add(session)
      const { facts, sums } = await channel.call('open', { session, options }).catch(async (error: unknown) => {
        // A thread that has failed is told by the model that it was to open.
        if (error instanceof EspalierError && error.report.code === 'engine-stopped') {
          throw new EspalierError(stopped(options.folder, await ended))
        }
        await leave(session)
        throw error
      })
      for (const [file, sum] of sums) options.sums.set(file, sum)
      return opened({ session, facts, folder: options.folder })
    },
  }

  function opened({ session, facts, folder }: { session: number; facts: SessionFacts; folder: string }): Session {
    const over = Promise.withResolvers<ErrorReport | null>()
    let closing = false
    let measuring: Promise<CacheUse | null> | null = null
    void ended.then((end) => over.resolve(closing && end.code === 0 ? null : stopped(folder, end)))
    const isOpen = () => !closing && sessions.has(session)
    return {
      facts,
      connect(prompt = null, judge = null, reward = null) {
        const { port1, port2 } = new MessageChannel()
        if (sessions.has(session)) {
          // Where the thread ends meanwhile, so does the port.
          channel
            .call('connect', moving({ session, port: port1, prompt, judge, reward }, [port1]))
            .catch(() => port1.close())
        } else port1.close()
        return port2
      },
      cacheUse() {
        if (!isOpen()) return Promise.resolve(null)
        // One question is on its way at a time, and its answer is for all who wait.
        measuring ??= channel
          .call('measure', { session })
          .catch(() => null)
          .finally(() => (measuring = null))
        return measuring
      },
      async close() {
        if (isOpen()) {
          closing = true
          const closed = channel.call('close', { session }).then(async () => {
            await leave(session)
            over.resolve(null)
          })
          // A thread that fails meanwhile is told by `closed`.
          closed.catch(() => undefined)
        }
        await over.promise
      },
      closed: over.promise,
    }
  }
}

function stopped(folder: string, { details }: WorkerEnd): ErrorReport {
  return (
    runtimeRefusal(`${folder}: ${details}`) ?? {
      code: 'engine-stopped',
      message: `The model “${basename(folder)}” stopped unexpectedly.`,
      advice: 'Start the run again; the model is loaded anew.',
      details: `${folder}: ${details}`,
    }
  )
}
