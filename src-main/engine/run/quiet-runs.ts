// Runs that nobody watches and no history keeps: the units of experiments.
// Knows models and the thread of the searches. Does not know what the trees are for.
import { randomUUID } from 'node:crypto'
import type { ErrorReport } from '../../contract/errors.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { RunEvent } from '../../contract/event.ts'
import type { RunModel, RunSpec } from '../../contract/run.ts'
import type { ModelLibrary } from '../library/model-library.ts'
import { firstEnd, linesTo, openRunModels, recordsOf, RENEWALS, replacedModels, startedAgain } from './run-models.ts'
import type { RunModels } from './run-models.ts'
import { isFinal } from '../history/run-summary.ts'
import type { SearchClient } from './search-client.ts'

export interface QuietRuns {
  /**
   * Searches once, and once more from the root where a model ends unexpectedly, or the thread because of another run. Resolves to the
   * events of a whole run; the last one may tell an error. `opened` is told its models each time before it begins, and may throw. Rejects
   * with the signal's reason when it is aborted, and where a model cannot be opened or the search thread is lost.
   */
  run(spec: RunSpec, signal: AbortSignal, opened?: (models: readonly RunModel[]) => void): Promise<readonly RunEvent[]>
  /** How many go on. */
  size(): number
  /** Resolves when none goes on any more. */
  ended(): Promise<void>
}

/** `makeReady` is awaited before a run's models are opened; `noticed` is told of models that were started again. */
export function createQuietRuns(options: {
  library: ModelLibrary
  searches: SearchClient
  makeReady: (spec: Pick<RunSpec, 'policy' | 'verifier'>) => Promise<void>
  noticed: (notice: ErrorReport) => void
}): QuietRuns {
  const { library, searches, makeReady, noticed } = options
  const going = new Set<Promise<unknown>>()

  const searchOnce = async (spec: RunSpec, models: RunModels, signal: AbortSignal) => {
    signal.throwIfAborted()
    const id = randomUUID()
    const events: RunEvent[] = []
    const stop = () => searches.command(id, 'stop')
    signal.addEventListener('abort', stop)
    try {
      await new Promise<void>((resolve, reject) => {
        searches.start(
          { id, spec, startPaused: false, ...linesTo(models), renewals: 0 },
          {
            heard(more) {
              events.push(...more)
              const last = more.at(-1)?.change
              if (last?.type === 'state' && isFinal(last.state)) resolve()
            },
            lost: (report, blameless) => reject(blameless ? new Blameless(report) : new EspalierError(report)),
          },
        )
      })
      signal.throwIfAborted()
      return events
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  const search = async (spec: RunSpec, signal: AbortSignal, opened?: (models: readonly RunModel[]) => void) => {
    const open = async () => {
      const models = await openRunModels(library, spec)
      opened?.(recordsOf(models))
      return models
    }
    // The run itself does not count as going on yet.
    await makeReady(spec)
    let models = await open()
    for (let lost = 0; ; lost++) {
      const events = await searchOnce(spec, models, signal).catch((error: unknown) => {
        if (error instanceof Blameless && lost < RENEWALS) return null
        throw error
      })
      if (!events) continue
      const last = events.at(-1)?.change
      const error = last?.type === 'state' ? last.error : null
      if (error?.code !== 'engine-stopped' || lost === RENEWALS) return events
      // Nobody watches the tree, so it is grown anew from its root: then its cost, too, is that of an undisturbed run.
      await firstEnd(models)
      const again = await open()
      // One may have ended beside the one that cut the run off.
      for (const { role, report } of await replacedModels(models, again)) noticed(startedAgain(role, report))
      models = again
    }
  }

  return {
    run(spec, signal, opened) {
      const job = search(spec, signal, opened)
      const quiet = job.catch(() => undefined).finally(() => going.delete(quiet))
      going.add(quiet)
      return job
    },
    size: () => going.size,
    async ended() {
      await Promise.all(going)
    },
  }
}

/** The thread has ended because of another run. */
class Blameless extends EspalierError {}
