// The engine's end of the thread of the searches.
// Knows which runs are in the thread. Does not know what runs do or where events go.
import { moving } from '../../contract/channel.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { EspalierError, reportOf } from '../../contract/errors.ts'
import type { RunEvent } from '../../contract/event.ts'
import type { ModelRole } from '../../contract/model.ts'
import { workerEntry } from '../../inference/thread/worker-entry.ts'
import { keepWorker } from '../../inference/thread/worker-keeper.ts'
import type { WorkerEnd } from '../../inference/thread/worker-keeper.ts'
import { isFinal } from '../history/run-summary.ts'
import { portsOf } from './search-calls.ts'
import type { Renewal, RunCommand, SearchCalls, SearchRequests, SearchStart, SearchTopics } from './search-calls.ts'

export interface SearchClient {
  start(run: SearchStart): void
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
  const { heard, renew, entry = workerEntry('engine/run/search-worker') } = options
  const live = new Set<string>()

  const lose = (id: string, report: ErrorReport) => {
    if (live.delete(id)) options.lost(id, report)
  }
  const thread = keepWorker<SearchCalls, SearchRequests, SearchTopics>({
    entry,
    name: 'search',
    answers: {
      async renew({ id, role }) {
        const renewal = await renew(id, role)
        const ports = portsOf(renewal.line)
        if (live.has(id)) return moving(renewal, ports)
        for (const port of ports) port.close()
        throw new EspalierError({ code: 'engine-stopped', message: 'The run has ended.', advice: '', details: id })
      },
    },
    lost: crashReport,
    started({ channel }) {
      channel.listen('events', ({ id, events }) => {
        const { change } = events.at(-1)!
        if (change.type === 'state' && isFinal(change.state)) live.delete(id)
        heard(id, events)
      })
    },
    ended(end) {
      for (const id of [...live]) lose(id, crashReport(end))
    },
  })

  return {
    start(run) {
      live.add(run.id)
      const ports = [...portsOf(run.policy), ...portsOf(run.verifier)]
      const started = thread.worker().channel.call('start', moving(run, ports))
      started.catch((error: unknown) => lose(run.id, reportOf(error)))
    },
    command(id, command) {
      // Where the thread ends meanwhile, the run is lost, and that is told.
      thread.running?.channel.call('command', { id, command }).catch(() => undefined)
    },
    async close() {
      live.clear()
      // This thread holds no ONNX session, so it may be ended at any moment.
      await thread.terminate()
    },
  }
}

function crashReport({ details }: WorkerEnd): ErrorReport {
  return {
    code: 'engine-stopped',
    message: 'The search stopped unexpectedly.',
    advice:
      'The tree is kept as far as it had grown; start the run again, and report it with the details if it happens again.',
    details,
  }
}
