// Keeps worker threads: starts one from its entry file with a channel to it, and tells how it ended.
// Knows threads, their limits and their end, expected or not. Does not know what is asked of them.
import { Worker } from 'node:worker_threads'
import type { Transferable } from 'node:worker_threads'
import type { Answers, Calls, Channel, Message, Port, Topics } from '../../contract/channel.ts'
import { openChannel } from '../../contract/channel.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { WORKER_LIMITS } from './worker-entry.ts'

/** How a thread ended. */
export interface WorkerEnd {
  /** 0 in order. */
  code: number
  /** What it threw, or its exit code: for a bug report. */
  details: string
}

export interface KeptWorker<Theirs extends Calls, Told extends Topics> {
  readonly channel: Channel<Theirs, Told>
  /** Resolves when the thread has ended, however it did. */
  readonly ended: Promise<WorkerEnd>
  /** Whether the process stays as long as the thread does; as a rule it does. */
  holdProcess(held: boolean): void
  /** Ends the thread at once. Not for one that ONNX Runtime may be running in: that aborts the process. */
  terminate(): Promise<void>
}

export interface WorkerOptions<Mine extends Calls> {
  entry: URL
  name: string
  /** What this side answers to the thread. */
  answers: Answers<Mine>
  /** What callers are told whose answer the thread's end has cut off. */
  lost: (end: WorkerEnd) => ErrorReport
}

/** Starts a thread. */
export function startWorker<Theirs extends Calls, Mine extends Calls, Told extends Topics>(
  options: WorkerOptions<Mine>,
): KeptWorker<Theirs, Told> {
  const { entry, name, answers, lost } = options
  const worker = new Worker(entry, { name, resourceLimits: WORKER_LIMITS })
  let failure: unknown
  worker.on('error', (error: unknown) => (failure = error))
  const ended = new Promise<WorkerEnd>((resolve) => {
    worker.once('exit', (code) => {
      const details = failure instanceof Error ? (failure.stack ?? failure.message) : `exit code ${code}`
      resolve({ code, details })
    })
  })
  const port: Port = {
    send: (message, transfer) => worker.postMessage(message, transfer as readonly Transferable[]),
    receive: (listener) => void worker.on('message', (message: Message) => listener(message)),
    closed: (listener) => void ended.then((end) => listener(lost(end))),
  }
  return {
    channel: openChannel<Theirs, Mine, Told>(port, answers),
    ended,
    holdProcess: (held) => (held ? worker.ref() : worker.unref()),
    async terminate() {
      await worker.terminate()
    },
  }
}

export interface WorkerKeeper<Theirs extends Calls, Told extends Topics> {
  /** The thread, started if none is there. Throws `engine-stopped` after `close`. */
  worker(): KeptWorker<Theirs, Told>
  /** The thread that is there, or null. */
  readonly running: KeptWorker<Theirs, Told> | null
  /** Nobody needs the thread now: it ends, and gives its memory back, unless it is needed again within some minutes. */
  rest(): void
  /** Ends it at once if it is there. */
  terminate(): Promise<void>
  /** Ends it for good: what still asks for it would otherwise start another one, which keeps the process alive. */
  close(): Promise<void>
}

/** Milliseconds that a kept thread stays although nobody needs it: to start again takes a tenth of a second. */
export const REST_AFTER = 120_000

/**
 * Keeps one thread: it starts when it is first needed, and again after its end. `started` may listen to it; `ended` is told of each
 * end, before another thread is started unless that one was terminated.
 */
export function keepWorker<Theirs extends Calls, Mine extends Calls, Told extends Topics>(
  options: WorkerOptions<Mine> & {
    started?: (worker: KeptWorker<Theirs, Told>) => void
    ended?: (end: WorkerEnd, worker: KeptWorker<Theirs, Told>) => void
  },
): WorkerKeeper<Theirs, Told> {
  let running: KeptWorker<Theirs, Told> | null = null
  let resting: NodeJS.Timeout | undefined
  let closed = false
  const start = () => {
    const worker = startWorker<Theirs, Mine, Told>(options)
    void worker.ended.then((end) => {
      if (running === worker) running = null
      options.ended?.(end, worker)
    })
    options.started?.(worker)
    return worker
  }
  const terminate = async () => {
    clearTimeout(resting)
    const ending = running
    // Whoever needs a thread from now on gets another one.
    running = null
    await ending?.terminate()
  }
  return {
    worker() {
      if (closed) throw engineClosing()
      clearTimeout(resting)
      return (running ??= start())
    },
    get running() {
      return running
    },
    rest() {
      clearTimeout(resting)
      resting = setTimeout(() => void terminate(), REST_AFTER).unref()
    },
    terminate,
    async close() {
      closed = true
      await terminate()
    },
  }
}

/** What is told where something is asked of a program that is closing. */
export function engineClosing(): EspalierError {
  return new EspalierError({ code: 'engine-stopped', message: 'Espalier is closing.', advice: 'Start it again.' })
}
