// The history as the engine uses it: it never refuses a run. What the disk does not take stays in memory, and says so.
// Knows the store and its fallback, and closes the runs that a dead process left open. Does not know searches.
import { randomUUID } from 'node:crypto'
import { reportOf } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { RunEvent } from '../../contract/event.ts'
import type { RunHeader, RunRecord, RunSummary } from '../../contract/run.ts'
import { isClaimed, takeClaim } from '../claim.ts'
import { advanceSummary, matches, newSummary } from './run-summary.ts'
import { isDamage } from './store-damage.ts'
import { salvageStore } from './store-salvage.ts'
import { openStore } from './store.ts'
import type { HistoryPage, Store } from './store.ts'

const INTERRUPTED: ErrorReport = {
  code: 'engine-stopped',
  message: 'Espalier ended while this run was going on.',
  advice: 'Its tree is kept as far as it had grown; start it again with the same seed to see the rest.',
}

/** Milliseconds between two looks whether the engine of a neighbour's runs is still alive. */
const WATCH_INTERVAL = 5000

/** A run with events that the disk did not take. */
interface Unsaved {
  header: RunHeader
  events: RunEvent[]
  summary: RunSummary
}

export interface History {
  /** Why runs are kept in memory, else what was found damaged when the history was opened, else null. */
  notice(): ErrorReport | null
  begin(header: RunHeader): RunSummary
  /** Keeps the events and returns the run's line after them. */
  append(header: RunHeader, summary: RunSummary, events: readonly RunEvent[]): RunSummary
  /** Takes a run that is done, of another program. Its line; null where it is there already. */
  keep(record: RunRecord): RunSummary | null
  read(id: string): RunRecord | null
  summary(id: string): RunSummary | null
  list(page: HistoryPage): { total: number; runs: RunSummary[] }
  /** Whether another engine that is alive now started this run. A run whose engine is dead is ended by that. */
  isForeign(id: string): boolean
  delete(id: string): void
  close(): void
}

/**
 * Opens the history in this folder, or in memory where the folder is null or refuses.
 * `noticed` is called when the disk begins to refuse later, and for what was
 * found damaged; `changed` when the run of another engine was ended because that one is dead.
 */
export function openHistory({
  folder,
  noticed,
  changed = () => undefined,
}: {
  folder: string | null
  noticed: (notice: ErrorReport) => void
  changed?: (summary: RunSummary) => void
}): History {
  const owner = randomUUID()
  const { store, release, refusal, told } = openStoreOrMemory(folder, owner)
  const claimFolder = refusal === null ? folder : null
  const isAlive = (id: string) => id !== owner && claimFolder !== null && isClaimed(claimFolder, id)
  const unsaved = new Map<string, Unsaved>()
  let notice = refusal
  let toldOfDamage = false
  let watch: NodeJS.Timeout | undefined

  /** Ends runs whose engine is dead, and looks again while there are some of another one. */
  const endAbandoned = () => {
    try {
      const { ended, left } = closeAbandonedRuns(store, owner, isAlive)
      for (const summary of ended) changed(summary)
      if (left === 0) {
        clearInterval(watch)
        watch = undefined
      } else watch ??= setInterval(endAbandoned, WATCH_INTERVAL).unref()
    } catch (error) {
      notice ??= inMemory(reportOf(error))
    }
  }
  const write = (run: Unsaved) => {
    const earlier = unsaved.get(run.header.id)
    const whole = earlier ? { ...run, events: [...earlier.events, ...run.events] } : run
    try {
      store.write({ ...whole, owner })
      unsaved.delete(run.header.id)
    } catch (error) {
      unsaved.set(run.header.id, whole)
      if (notice !== null) return
      notice = inMemory(reportOf(error))
      noticed(notice)
      return
    }
    // The disk takes writes again: so it may take what it refused of other runs.
    for (const [id, rest] of unsaved) {
      try {
        store.write({ ...rest, owner })
        unsaved.delete(id)
      } catch {
        return // The notice about it still stands.
      }
    }
    notice = refusal
  }

  const history: History = {
    notice: () => notice ?? told,
    begin(header) {
      const summary = newSummary(header)
      write({ header, summary, events: [] })
      return summary
    },
    append(header, summary, events) {
      const next = advanceSummary(summary, events)
      write({ header, summary: next, events: [...events] })
      return next
    },
    keep({ header, events }) {
      if (history.summary(header.id) !== null) return null
      const summary = advanceSummary(newSummary(header), events)
      write({ header, summary, events })
      return summary
    },
    read(id) {
      const stored = store.read(id)
      const rest = unsaved.get(id)
      if (!rest) return stored
      return { header: rest.header, events: [...(stored?.events ?? []), ...rest.events] }
    },
    summary: (id) => unsaved.get(id)?.summary ?? store.summary(id),
    list(page) {
      endAbandoned()
      const { total, runs, damaged } = store.list(page)
      if (damaged > 0 && !toldOfDamage) {
        toldOfDamage = true
        noticed(damagedLines(damaged))
      }
      const lines = runs.map((run) => unsaved.get(run.id)?.summary ?? run)
      const onlyHere = [...unsaved.values()]
        .map((run) => run.summary)
        .filter((run) => store.summary(run.id) === null && matches(run, page.query))
      if (page.offset === 0) lines.unshift(...onlyHere.reverse())
      return { total: total + onlyHere.length, runs: lines.slice(0, page.limit) }
    },
    isForeign(id) {
      endAbandoned()
      const other = store.owner(id)
      return other !== null && isAlive(other)
    },
    delete(id) {
      store.delete(id)
      unsaved.delete(id)
    },
    close() {
      clearInterval(watch)
      for (const work of [() => store.close(), release]) {
        try {
          work()
        } catch {
          // A disk that does not even take the end: what was acknowledged is there, and a claim ends with the process.
        }
      }
    },
  }
  endAbandoned()
  return history
}

/** Ends every run whose engine is dead as `stopped`, with a report that says what happened. `left`: runs of others that live. */
function closeAbandonedRuns(store: Store, owner: string, isAlive: (owner: string) => boolean) {
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

function openStoreOrMemory(folder: string | null, owner: string) {
  const nothing = () => undefined
  if (folder === null) return { store: openStore(null), release: nothing, refusal: null, told: null }
  try {
    const { store, notice } = openOrSalvage(folder)
    try {
      return { store, release: takeClaim(folder, owner), refusal: null, told: notice }
    } catch (error) {
      store.close()
      throw error
    }
  } catch (error) {
    return { store: openStore(null), release: nothing, refusal: inMemory(reportOf(error)), told: null }
  }
}

function openOrSalvage(folder: string): { store: Store; notice: ErrorReport | null } {
  try {
    return { store: openStore(folder), notice: null }
  } catch (error) {
    if (!isDamage(error)) throw error
    return salvageStore(folder)
  }
}

function damagedLines(count: number): ErrorReport {
  return {
    code: 'store-failed',
    message: `${count} ${count === 1 ? 'run' : 'runs'} of the history cannot be read and ${count === 1 ? 'is' : 'are'} left out.`,
    advice: 'The others are not touched. Restore history.sqlite from a copy if you have one.',
  }
}

function inMemory({ code, message, advice, details }: ErrorReport): ErrorReport {
  const stored = code === 'store-failed'
  return {
    code: 'store-failed',
    message: `${stored ? message : 'The data folder cannot be used.'} Runs are kept in memory until the program ends.`,
    advice: stored
      ? advice
      : 'Check free space and rights of the data folder, or choose another one with ESPALIER_DATA.',
    ...(details === undefined ? {} : { details }),
  }
}
