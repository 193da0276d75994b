// The engine's end of the thread of the searches: starts it when it is needed, and again after a crash.
// Knows the thread and which runs are in it. Does not know what runs do or where events go.
import { Worker } from 'node:worker_threads'
import type { ErrorReport } from '../../contract/errors.ts'
import { reportOf } from '../../contract/errors.ts'
import type { RunEvent } from '../../contract/event.ts'
import type { ModelRole } from '../../contract/model.ts'
import { WORKER_LIMITS, workerEntry } from '../../inference/thread/worker-entry.ts'
import { isFinal } from '../history/run-summary.ts'
import { portsOf } from './search-messages.ts'
import type { FromSearch, Renewal, RunCommand, ToSearch } from './search-messages.ts'

export interface SearchClient {
  start(run: Omit<Extract<ToSearch, { kind: 'start' }>, 'kind'>): void
  command(id: string, command: RunCommand): void
  /** Ends the thread; runs that are still in it are cut off without a word, so stop them before. */
  close(): Promise<void>
}

/**
 * A client whose thread starts with the first run. `heard` gets the events of one run, in order;
 * `lost` is told of every run that was in the thread when it crashed; `renew` is asked for another line where the session at the
 * end of a run's line has ended, and rejects with what the run is to fail with.
 */
export function createSearchClient(options: {
  heard: (id: string, events: RunEvent[]) => void
  lost: (id: string, report: ErrorReport) => void
  renew: (id: string, role: ModelRole) => Promise<Renewal>
  entry?: URL
}): SearchClient {
  const { heard, lost, renew, entry = workerEntry('engine/run/search-worker') } = options
  const live = new Set<string>()
  let thread: Worker | null = null
  let reason: unknown = null

  const open = () => {
    const worker = new Worker(entry, { name: 'search', resourceLimits: WORKER_LIMITS })
    const renewed = async (id: string, role: ModelRole) => {
      const outcome = await renew(id, role).catch((error: unknown) => ({ error: reportOf(error) }))
      const ports = 'line' in outcome ? portsOf(outcome.line) : []
      if (thread === worker && live.has(id)) {
        worker.postMessage({ kind: 'renewed', id, role, outcome } satisfies ToSearch, ports)
      } else for (const port of ports) port.close()
    }
    worker.on('message', (message: FromSearch) => {
      if (message.kind === 'renew') void renewed(message.id, message.role)
      else
        for (const { id, events } of message.runs) {
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
      const ports = [run.policy, run.verifier].flatMap((line) => (line ? portsOf(line) : []))
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
