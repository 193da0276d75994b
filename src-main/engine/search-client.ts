// The engine's end of the search worker: starts the thread when it is first needed, and again after a crash.
// Knows threads and which sessions the worker holds. Does not know storage or what the events mean.
import { Worker } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import type { RunEvent } from '../contract/event.ts'
import type { ErrorReport } from '../contract/errors.ts'
import type { RunSpec } from '../contract/run.ts'
import type { Session } from '../inference/session-client.ts'
import { workerEntry } from '../inference/worker-entry.ts'
import type { FromSearch, RunOrder, ToSearch } from './search-messages.ts'

export interface SearchClient {
  /** Starts a run on these sessions; the verifier's may be null where the method needs none. */
  start(options: { run: string; spec: RunSpec; policy: Session; verifier: Session | null; startPaused: boolean }): void
  order(run: string, order: RunOrder): void
  /** Stops every run and ends the thread; resolves after the last event. */
  close(): Promise<void>
}

/**
 * `events` is told what the runs say. `crashed` is told when the thread ends by itself; its runs are lost, and the next start
 * makes a new thread.
 */
export function openSearchClient(options: {
  events: (run: string, events: RunEvent[]) => void
  crashed: (report: ErrorReport) => void
}): SearchClient {
  let worker: Worker | null = null
  let ended: Promise<void> = Promise.resolve()
  let closing = false
  const held = new Map<string, Session>()

  const say = (message: ToSearch, transfer: readonly MessagePort[] = []) => {
    worker?.postMessage(message, [...transfer])
  }

  const begin = () => {
    let failure: unknown
    const started = new Worker(workerEntry('engine', 'search-worker'))
    worker = started
    held.clear()
    started.on('message', ({ run, events }: FromSearch) => options.events(run, events))
    started.on('error', (error: unknown) => {
      failure = error
    })
    ended = new Promise((resolve) => {
      started.once('exit', () => {
        if (worker === started) worker = null
        if (!closing) options.crashed(crash(failure))
        resolve()
      })
    })
  }

  const hand = (model: string, session: Session | null) => {
    if (session === null || held.get(model) === session) return
    const { name, role, shape, device, sha256 } = session
    const port = session.connect()
    say({ kind: 'session', model, port, facts: { name, role, shape, device, sha256 } }, [port])
    held.set(model, session)
  }

  return {
    start({ run, spec, policy, verifier, startPaused }) {
      if (!worker) begin()
      hand(spec.policy, policy)
      if (spec.verifier !== null) hand(spec.verifier, verifier)
      say({ kind: 'start', run, spec, startPaused })
    },
    order: (run, order) => say({ kind: 'order', run, order }),
    async close() {
      closing = true
      say({ kind: 'close' })
      await ended
    },
  }
}

function crash(failure: unknown): ErrorReport {
  return {
    code: 'engine-stopped',
    message: 'The search stopped unexpectedly.',
    advice: 'What had grown is kept; start the run again with the same seed.',
    details: failure instanceof Error ? (failure.stack ?? failure.message) : String(failure),
  }
}
