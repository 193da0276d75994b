// The engine's end of the thread of the searches.
// Knows which runs are in the thread. Does not know what runs do or where events go.
import { moving } from '../../contract/channel.ts'
import type { ServerLoad } from '../../contract/connection.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { EspalierError, reportOf } from '../../contract/errors.ts'
import type { RunEvent } from '../../contract/event.ts'
import type { ModelRole } from '../../contract/model.ts'
import { methodById } from '../../contract/method.ts'
import type { Steering } from '../../contract/steering.ts'
import { workerEntry } from '../../inference/thread/worker-entry.ts'
import { keepWorker } from '../../inference/thread/worker-keeper.ts'
import type { WorkerEnd } from '../../inference/thread/worker-keeper.ts'
import { isFinal } from '../history/run-summary.ts'
import { portsOf } from './search-calls.ts'
import { openTurns } from './search-turn.ts'
import { createWatchdog, PATIENCE } from './watchdog.ts'
import type {
  EndedOutcome,
  EndedSteering,
  Renewal,
  RunCommand,
  SearchCalls,
  SearchRequests,
  SearchStart,
  SearchTopics,
} from './search-calls.ts'

/** What a run is told of, from its start to its end. */
export interface RunListener {
  /** New events, in order. */
  heard(events: RunEvent[]): void
  /** Called once for all runs that have this one, when each has heard what was told together. */
  told?: () => void
  /** The thread has ended with the run in it; nothing more is heard. `blameless`: because of another run, so this one may try again. */
  lost(report: ErrorReport, blameless: boolean): void
  /**
   * Asked for another line where the session at the end of the run's line has ended; rejects with what the run is to fail with.
   * May be left out where the run asks for no renewals.
   */
  renew?(role: ModelRole): Promise<Renewal>
}

export interface SearchClient {
  start(run: Omit<SearchStart, 'turn'>, listener: RunListener): void
  command(id: string, command: RunCommand): void
  /** Changes the tree of a run in the thread by hand. Rejects with why not. */
  steer(id: string, asked: Steering): Promise<void>
  /** The same for a run that has ended. Rejects with the signal's reason when it is aborted, or where the thread ends. */
  steerEnded(run: EndedSteering, signal: AbortSignal): Promise<EndedOutcome>
  /** Ends the thread; runs that are still in it are cut off without a word, so stop them before. */
  close(): Promise<void>
}

/** A client whose thread starts with the first run, and again after a crash. `loaded` is told what goes on at its servers. */
export function createSearchClient({
  entry = workerEntry('engine/run/search-worker'),
  loaded,
}: { entry?: URL; loaded?: (loads: ServerLoad[]) => void } = {}): SearchClient {
  const live = new Map<string, RunListener & { number: number; method: string; worker: unknown }>()
  const turns = openTurns()
  let started = 0
  /** Runs that have ended and are being steered. */
  let steered = 0

  const rest = () => {
    if (live.size > 0 || steered > 0) return
    watchdog.end()
    thread.rest()
  }
  const lose = (id: string, report: ErrorReport, blameless = false) => {
    const run = live.get(id)
    live.delete(id)
    run?.lost(report, blameless)
  }
  const watchdog = createWatchdog(async () => thread.running?.channel.call('ping', {}), endHung)
  const thread = keepWorker<SearchCalls, SearchRequests, SearchTopics>({
    entry,
    name: 'search',
    answers: {
      events({ runs }) {
        const told = new Set<() => void>()
        for (const { id, events } of runs) {
          const run = live.get(id)
          if (!run) continue
          const { change } = events.at(-1)!
          if (change.type === 'state' && isFinal(change.state)) live.delete(id)
          run.heard(events)
          if (run.told) told.add(run.told)
        }
        rest()
        for (const tell of told) tell()
      },
      async renew({ id, role }) {
        const renewal = await live.get(id)?.renew?.(role)
        if (!renewal) throw hasEnded(id)
        const ports = portsOf(renewal.line)
        if (live.has(id)) return moving(renewal, ports)
        for (const port of ports) port.close()
        throw hasEnded(id)
      },
    },
    lost: crashReport,
    started({ channel }) {
      channel.listen('loads', ({ loads }) => loaded?.(loads))
    },
    ended(end, worker) {
      loaded?.([])
      for (const [id, run] of [...live]) if (run.worker === worker) lose(id, crashReport(end))
      if (live.size === 0 && steered === 0) watchdog.end()
    },
  })

  /** Ends the thread, which holds no ONNX session, with the run whose turn it is, and with those beside it. */
  function endHung(): void {
    const runs = [...live]
    const culprit = runs.find(([, { number }]) => number === Atomics.load(turns, 0))
    for (const [id] of runs)
      lose(id, hungReport(culprit?.[1].method, id === culprit?.[0], culprit?.[0]), id !== culprit?.[0])
    void thread.terminate()
  }

  return {
    start(run, listener) {
      const number = ++started
      const worker = thread.worker()
      live.set(run.id, { ...listener, number, method: run.spec.method, worker })
      const ports = [...portsOf(run.policy), ...portsOf(run.verifier)]
      const start = { ...run, turn: { place: turns, number } }
      // Before the run, which may never give the thread back.
      watchdog.begin()
      worker.channel.call('start', moving(start, ports)).catch((error: unknown) => lose(run.id, reportOf(error)))
    },
    command(id, command) {
      // Where the thread ends meanwhile, the run is lost, and that is told.
      thread.running?.channel.call('command', { id, command }).catch(() => undefined)
    },
    async steer(id, asked) {
      await thread.worker().channel.call('steer', { id, asked })
    },
    async steerEnded(run, signal) {
      const ports = [...portsOf(run.policy), ...portsOf(run.verifier)]
      steered++
      const { channel } = thread.worker()
      watchdog.begin()
      try {
        return await channel.call('steerEnded', moving(run, ports), signal)
      } finally {
        steered--
        rest()
      }
    },
    async close() {
      live.clear()
      watchdog.end()
      // This thread holds no ONNX session, so it may be ended at any moment.
      await thread.close()
    },
  }
}

function hasEnded(id: string): EspalierError {
  return new EspalierError({ code: 'engine-stopped', message: 'The run has ended.', advice: '', details: id })
}

/** What a run is told that was in a hung thread: whether it was its own turn, and otherwise whose. */
function hungReport(method: string | undefined, own: boolean, culprit: string | undefined): ErrorReport {
  const which = method === undefined ? 'A search' : `Another search (${methodById(method).name})`
  return {
    code: 'engine-stopped',
    message: own
      ? `The search did not answer for ${PATIENCE} seconds and was ended.`
      : `${which} did not answer for ${PATIENCE} seconds, and all searches that shared its thread were ended with it.`,
    advice: own
      ? 'The tree is kept as far as it had grown. Try other settings, and report it with the details.'
      : 'The tree is kept as far as it had grown; start the run again.',
    details: `hung in ${method ?? 'no run'}${culprit === undefined ? '' : `, run ${culprit}`}`,
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
