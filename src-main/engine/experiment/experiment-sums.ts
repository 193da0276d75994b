// The engine's end of the thread that sums up experiments: sends it the results that it does not have yet, and asks.
// Knows what was sent. Does not know the arithmetic.
import type { Channel, NoCalls } from '../../contract/channel.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { ExperimentHeader } from '../../contract/experiment.ts'
import type { ExportFile } from '../../contract/experiment-export.ts'
import type { ExperimentSummary, PointComparison, PointName } from '../../contract/experiment-summary.ts'
import { workerEntry } from '../../inference/thread/worker-entry.ts'
import { keepWorker } from '../../inference/thread/worker-keeper.ts'
import type { WorkerEnd } from '../../inference/thread/worker-keeper.ts'
import type { JournalEntry } from './run/journal.ts'
import type { SummedFormat } from './export/export.ts'
import type { SumsCalls, SumsSource, SumsTopics } from './sums-calls.ts'

/** What is summed up. Entries may only be added at the end between two calls. */
interface Source {
  id: string
  header: ExperimentHeader
  entries: readonly JournalEntry[]
}

export interface ExperimentSums {
  summary(source: Source): Promise<ExperimentSummary>
  export(source: Source, what: { format: SummedFormat; figure: string }): Promise<ExportFile>
  /** Rejects with `bad-input` where the points have no problem in common. */
  compare(source: Source, points: { first: PointName; second: PointName }): Promise<PointComparison>
  forget(id: string): void
  close(): Promise<void>
}

/** The thread starts with the first question, and again after a crash. */
export function createExperimentSums(entry: URL = workerEntry('engine/experiment/experiment-worker')): ExperimentSums {
  const thread = keepWorker<SumsCalls, NoCalls, SumsTopics>({ entry, name: 'experiments', answers: {}, lost })
  /** Results of each experiment that this thread has. */
  let sent = { thread: thread.running, results: new Map<string, number>() }

  const ask = async <Answer>(
    { id, header, entries }: Source,
    question: (channel: Channel<SumsCalls, SumsTopics>, source: SumsSource) => Promise<Answer>,
  ): Promise<Answer> => {
    const worker = thread.worker()
    if (sent.thread !== worker) sent = { thread: worker, results: new Map() }
    const from = sent.results.get(id) ?? 0
    const rest = entries.slice(from)
    sent.results.set(id, entries.length)
    const results = rest.map(({ result }) => result)
    try {
      // Nobody measured what was not run here.
      const seconds = rest.map((entry) => (header.imported ? null : entry.seconds))
      return await question(worker.channel, { id, header, from, results, seconds })
    } finally {
      thread.rest()
    }
  }

  return {
    summary: (source) => ask(source, (channel, source) => channel.call('summary', { source })),
    export: (source, what) => ask(source, (channel, source) => channel.call('export', { source, ...what })),
    compare: (source, points) => ask(source, (channel, source) => channel.call('compare', { source, ...points })),
    forget(id) {
      if (sent.results.delete(id)) thread.running?.channel.post('forget', { id })
    },
    // It holds nothing that must be put away, so it may be ended at any moment.
    close: () => thread.close(),
  }
}

function lost({ details }: WorkerEnd): ErrorReport {
  return {
    code: 'engine-stopped',
    message: 'The experiment could not be summed up.',
    advice: 'Its results are kept; try again, and report it with the details if it happens again.',
    details,
  }
}
