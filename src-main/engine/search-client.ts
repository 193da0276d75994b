// The engine's end of the thread of the searches: starts it when it is needed, and again after a crash.
// Knows the thread and which runs are in it. Does not know what runs do or where events go.
import { Worker } from 'node:worker_threads'
import type { ErrorReport } from '../contract/errors.ts'
import type { RunEvent } from '../contract/event.ts'
import { workerEntry } from '../inference/worker-entry.ts'
import { isFinal } from './run-summary.ts'
import type { FromSearch, RunCommand, ToSearch } from './search-messages.ts'

export interface SearchClient {
  start(run: Omit<Extract<ToSearch, { kind: 'start' }>, 'kind'>): void
  command(id: string, command: RunCommand): void
  /** Ends the thread; runs that are still in it are cut off without a word, so stop them before. */
  close(): Promise<void>
}

/**
 * A client whose thread starts with the first run. `heard` gets the events of one run, in order;
 * `lost` is told of every run that was in the thread when it crashed.
 */
export function createSearchClient(options: {
  heard: (id: string, events: RunEvent[]) => void
  lost: (id: string, report: ErrorReport) => void
  entry?: URL
}): SearchClient {
  const { heard, lost, entry = workerEntry('engine', 'search-worker') } = options
  const live = new Set<string>()
  let thread: Worker | null = null
  let reason: unknown = null

  const open = () => {
    const worker = new Worker(entry, { name: 'search' })
    worker.on('message', ({ runs }: FromSearch) => {
      for (const { id, events } of runs) {
        const { change } = events.at(-1)!
        if (change.type === 'state' && isFinal(change.state)) live.delete(id)
        heard(id, events)
      }
    })
    worker.on('error', (error: unknown) => {
      reason = error
    })
    worker.on('exit', (code) => {
      if (thread === worker) thread = null
      const report = crashReport(reason, code)
      reason = null
      const runs = [...live]
      live.clear()
      for (const id of runs) lost(id, report)
    })
    return worker
  }

  return {
    start(run) {
      live.add(run.id)
      thread ??= open()
      const ports = [run.policy, run.verifier].flatMap((line) => (line?.kind === 'session' ? [line.port] : []))
      thread.postMessage({ kind: 'start', ...run } satisfies ToSearch, ports)
    },
    command: (id, command) => thread?.postMessage({ kind: 'command', id, command } satisfies ToSearch),
    async close() {
      live.clear()
      // This thread holds no ONNX session, so it may be ended at any moment.
      await thread?.terminate()
      thread = null
    },
  }
}

function crashReport(reason: unknown, code: number): ErrorReport {
  const details = reason instanceof Error ? (reason.stack ?? reason.message) : `exit code ${code}`
  return {
    code: 'engine-stopped',
    message: 'The search stopped unexpectedly.',
    advice:
      'The tree is kept as far as it had grown; start the run again, and report it with the details if it happens again.',
    details,
  }
}
