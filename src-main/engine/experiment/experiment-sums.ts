// The engine's end of the thread that sums up experiments: sends it the results that it does not have yet, and asks.
// Knows the thread and what was sent. Does not know the arithmetic.
import { Worker } from 'node:worker_threads'
import { EspalierError } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { ExperimentHeader, ExperimentResult } from '../../contract/experiment.ts'
import type { ExperimentSummary, PointComparison, PointName } from '../../contract/experiment-summary.ts'
import type { JournalEntry } from './run/journal.ts'
import type { ExportFile, ExportFormat } from './export/export.ts'
import { WORKER_LIMITS, workerEntry } from '../../inference/thread/worker-entry.ts'

interface Ask {
  call: number
  id: string
  header: ExperimentHeader
  /** Place of the first of these results among all that were sent. */
  from: number
  results: ExperimentResult[]
  seconds: number[]
}

export type ToSums = (What & Ask) | { kind: 'forget'; id: string }

export interface FromSums {
  call: number
  value: ExperimentSummary | ExportFile | PointComparison | null
  error: ErrorReport | null
}

type What =
  | { kind: 'summary' }
  | { kind: 'export'; format: ExportFormat; figure: string }
  | { kind: 'compare'; first: PointName; second: PointName }

/** What is summed up. Entries may only be added at the end between two calls. */
interface Source {
  id: string
  header: ExperimentHeader
  entries: readonly JournalEntry[]
}

export interface ExperimentSums {
  summary(source: Source): Promise<ExperimentSummary>
  export(source: Source, what: { format: ExportFormat; figure: string }): Promise<ExportFile>
  /** Rejects with `bad-input` where the points have no problem in common. */
  compare(source: Source, points: { first: PointName; second: PointName }): Promise<PointComparison>
  forget(id: string): void
  close(): Promise<void>
}

/** The thread starts with the first question, and again after a crash. */
export function createExperimentSums(entry: URL = workerEntry('engine/experiment/experiment-worker')): ExperimentSums {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  const sent = new Map<string, number>()
  let thread: Worker | null = null
  let calls = 0

  const open = () => {
    const worker = new Worker(entry, { name: 'experiments', resourceLimits: WORKER_LIMITS })
    let reason: unknown = null
    worker.on('message', ({ call, value, error }: FromSums) => {
      const asked = waiting.get(call)
      waiting.delete(call)
      if (error) asked?.reject(new EspalierError(error))
      else asked?.resolve(value as never)
    })
    worker.on('error', (error: unknown) => (reason = error))
    worker.on('exit', () => {
      if (thread === worker) thread = null
      sent.clear()
      const asked = [...waiting.values()]
      waiting.clear()
      for (const { reject } of asked) reject(lost(reason))
    })
    return worker
  }

  const ask = <Value>(source: Source, what: What) =>
    new Promise<Value>((resolve, reject) => {
      thread ??= open()
      const { id, header, entries } = source
      const call = calls++
      const from = sent.get(id) ?? 0
      const fresh = entries.slice(from)
      sent.set(id, entries.length)
      waiting.set(call, { resolve, reject })
      const results = fresh.map(({ result }) => result)
      const seconds = fresh.map((one) => one.seconds)
      thread.postMessage({ ...what, call, id, header, from, results, seconds } satisfies ToSums)
    })

  return {
    summary: (source) => ask(source, { kind: 'summary' }),
    export: (source, what) => ask(source, { kind: 'export', ...what }),
    compare: (source, points) => ask(source, { kind: 'compare', ...points }),
    forget(id) {
      if (!sent.delete(id)) return
      thread?.postMessage({ kind: 'forget', id } satisfies ToSums)
    },
    async close() {
      // It holds nothing that must be put away, so it may be ended at any moment.
      await thread?.terminate()
      thread = null
    },
  }
}

function lost(reason: unknown): EspalierError {
  return new EspalierError({
    code: 'engine-stopped',
    message: 'The experiment could not be summed up.',
    advice: 'Its results are kept; try again, and report it with the details if it happens again.',
    ...(reason instanceof Error ? { details: reason.stack ?? reason.message } : {}),
  })
}
