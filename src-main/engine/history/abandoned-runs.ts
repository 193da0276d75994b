// Runs that a dead engine left open: each is ended, and says why.
// Knows the store. Does not know how an engine is known to be alive, or when somebody looks.
import type { ErrorReport } from '../../contract/errors.ts'
import type { RunEvent } from '../../contract/event.ts'
import type { RunRecord, RunSummary } from '../../contract/run.ts'
import { advanceSummary } from './run-summary.ts'
import type { Store } from './store.ts'

const INTERRUPTED: ErrorReport = {
  code: 'engine-stopped',
  message: 'Espalier ended while this run was going on.',
  advice: 'Its tree is kept as far as it had grown; start it again with the same seed to see the rest.',
}

/** Ends every run whose engine is dead as `stopped`, with a report that says what happened. `left`: runs of others that live. */
export function closeAbandonedRuns(store: Store, owner: string, isAlive: (owner: string) => boolean) {
  const others = store.unfinished().filter((run) => run.owner !== owner)
  const alive = new Set([...new Set(others.map((run) => run.owner))].filter(isAlive))
  const ended: RunSummary[] = []
  for (const run of others.filter((run) => !alive.has(run.owner))) {
    const record = readOrNull(store, run.id)
    const summary = store.summary(run.id)
    if (!record || !summary) continue
    const last = record.events.at(-1)
    const stopped: RunEvent = {
      sequence: (last?.sequence ?? -1) + 1,
      seconds: last?.seconds ?? 0,
      change: { type: 'state', state: 'stopped', error: INTERRUPTED },
    }
    const next = advanceSummary(summary, [stopped])
    store.write({ header: record.header, summary: next, events: [stopped], owner })
    ended.push(next)
  }
  return { ended, left: others.filter((run) => alive.has(run.owner)).length }
}

/** A run, or null where its record is damaged: it keeps the others from nothing. */
function readOrNull(store: Store, id: string): RunRecord | null {
  try {
    return store.read(id)
  } catch {
    return null
  }
}
