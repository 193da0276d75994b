// The history as the engine uses it: it never refuses a run. What the disk does not take stays in memory, and says so.
// Knows the store and its fallback, and closes the runs that a dead process left open. Does not know searches.
import { randomUUID } from 'node:crypto'
import { EspalierError, reportOf } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { RunEvent } from '../../contract/event.ts'
import type { RunFacets, RunGroup, RunLine, RunQuery } from '../../contract/run-library.ts'
import { NO_REMARKS, remarked } from '../../contract/run-remarks.ts'
import type { RemarksChange, RunRemarks } from '../../contract/run-remarks.ts'
import type { RunHeader, RunRecord, RunSummary } from '../../contract/run.ts'
import { isClaimed, takeClaim } from '../claim.ts'
import { isFolder } from '../folder-watch.ts'
import { closeAbandonedRuns } from './abandoned-runs.ts'
import { discards } from './discards.ts'
import { matchesQuery } from './line-match.ts'
import { advanceSummary, newSummary } from './run-summary.ts'
import { openAgain } from './store-return.ts'
import { openOrSalvage } from './store-salvage.ts'
import { openStore } from './store.ts'
import type { RemarkedRun } from './store-lines.ts'

const THERE_AGAIN: ErrorReport = {
  code: 'store-failed',
  message: 'The data folder is there again.',
  advice: 'What was in memory has been written to it.',
}

/** Milliseconds between two looks whether the engine of a neighbour's runs is still alive. */
const WATCH_INTERVAL = 5000

/** A run with events that the disk did not take. */
interface Unsaved {
  header: RunHeader
  events: RunEvent[]
  summary: RunSummary
  /** What a person says of it, where the disk does not know the run. */
  remarks?: RunRemarks | undefined
}

/** Further events of a run, and its line before them. */
export interface NewEvents {
  header: RunHeader
  summary: RunSummary
  events: readonly RunEvent[]
}

export interface History {
  /** Why runs are kept in memory, else what was found damaged when the history was opened, else null. */
  notice(): ErrorReport | null
  begin(header: RunHeader): RunSummary
  /** Keeps the events and returns the run's line after them. */
  append(header: RunHeader, summary: RunSummary, events: readonly RunEvent[]): RunSummary
  /** The same for several runs at once. */
  appendAll(runs: readonly NewEvents[]): RunSummary[]
  /** Takes a run that is done, from a file. Its line; null where it is there already. */
  keep(record: RunRecord, remarks?: RunRemarks): RunSummary | null
  read(id: string): RunRecord | null
  summary(id: string): RunSummary | null
  list(query: RunQuery): { total: number; runs: RunLine[]; groups?: RunGroup[] }
  /** Every run that is not discarded, oldest first. */
  ids(): string[]
  facets(): RunFacets
  /** What a person says of a run; null where there is none. */
  remarks(id: string): RunRemarks | null
  /** Changes that for these runs, all or none. Throws `bad-input` for too many tags, or `store-failed`. */
  remark(ids: readonly string[], change: RemarksChange): RemarkedRun[]
  /** Takes runs out of the list; some minutes later, or at the end, they are erased, unless they are restored. */
  discard(ids: readonly string[]): void
  /** Whether this engine has discarded the run. */
  isDiscarded(id: string): boolean
  /** Throws `not-found` where one is erased. */
  restore(ids: readonly string[]): void
  /** Removes those of these runs for good that are discarded. */
  erase(ids: readonly string[]): void
  /** Whether another engine that is alive now started this run. A run whose engine is dead is ended by that. */
  isForeign(id: string): boolean
  delete(id: string): void
  /** Looks whether its folder is still there. Where it is gone, that is told; where one is there again, all is written to it. */
  look(): void
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
  const { refusal, told, ...opened } = openStoreOrMemory(folder, owner)
  let { store, release } = opened
  const claimFolder = refusal === null ? folder : null
  const isAlive = (id: string) => id !== owner && claimFolder !== null && isClaimed(claimFolder, id)
  const unsaved = new Map<string, Unsaved>()
  const discarded = discards({
    erase(ids) {
      store.erase(ids)
      for (const id of ids) unsaved.delete(id)
    },
  })
  let notice = refusal
  let toldOfDamage = false
  /** Whether the folder was taken away, and is not back yet. */
  let away = false
  let watch: NodeJS.Timeout | undefined

  /** Ends runs whose engine is dead, and looks again while there are some of another one. */
  const endAbandoned = () => {
    try {
      const { ended, left: others } = closeAbandonedRuns(store, owner, isAlive)
      for (const summary of ended) changed(summary)
      // What a dead engine had discarded, nobody can bring back any more.
      const left = store.discarded().filter(({ by }) => by !== owner && !isAlive(by))
      if (left.length > 0) store.erase(left.map(({ id }) => id))
      if (others === 0) {
        clearInterval(watch)
        watch = undefined
      } else watch ??= setInterval(endAbandoned, WATCH_INTERVAL).unref()
    } catch (error) {
      notice ??= inMemory(reportOf(error))
    }
  }
  /** Writes runs, all at once, or each for itself where the disk refuses that. */
  const write = (runs: readonly Unsaved[]) => {
    const wholes = runs.map((run) => {
      const earlier = unsaved.get(run.header.id)
      return earlier ? { ...earlier, ...run, events: [...earlier.events, ...run.events] } : run
    })
    try {
      store.writeAll(wholes.map((whole) => ({ ...whole, owner })))
      for (const { header } of runs) unsaved.delete(header.id)
    } catch (error) {
      if (runs.length > 1) {
        for (const run of runs) write([run])
        return
      }
      for (const whole of wholes) unsaved.set(whole.header.id, whole)
      if (notice !== null) return
      notice = inMemory(reportOf(error))
      noticed(notice)
      return
    }
    // The disk takes writes again: so it may take what it refused of other runs.
    writeUnsaved()
  }
  /** Writes what the disk has refused. Where it takes all, nothing is to be told any more. */
  const writeUnsaved = () => {
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
  /** Why the folder that is in use is not there; null where it is. */
  const missing = (): ErrorReport | null => {
    try {
      store.checkThere()
      return null
    } catch (error) {
      return inMemory(reportOf(error))
    }
  }

  const history: History = {
    notice: () => notice ?? told,
    begin(header) {
      const summary = newSummary(header)
      write([{ header, summary, events: [] }])
      return summary
    },
    append: (header, summary, events) => history.appendAll([{ header, summary, events }])[0]!,
    appendAll(news) {
      const runs = news.map(({ header, summary, events }) => {
        return { header, summary: advanceSummary(summary, events), events: [...events] }
      })
      write(runs)
      return runs.map(({ summary }) => summary)
    },
    keep({ header, events }, remarks) {
      if (history.summary(header.id) !== null) return null
      const summary = advanceSummary(newSummary(header), events)
      write([{ header, summary, events, remarks }])
      return summary
    },
    read(id) {
      const stored = store.read(id)
      const rest = unsaved.get(id)
      if (!rest) return stored
      return { header: rest.header, events: [...(stored?.events ?? []), ...rest.events] }
    },
    summary: (id) => unsaved.get(id)?.summary ?? store.summary(id),
    list(query) {
      endAbandoned()
      const { total, runs, groups, damaged } = store.list(query)
      if (damaged > 0 && !toldOfDamage) {
        toldOfDamage = true
        noticed(damagedLines(damaged))
      }
      const lines = runs.map((run) => ({ ...run, ...unsaved.get(run.id)?.summary }))
      const onlyHere = [...unsaved.values()]
        .filter(({ header: { id } }) => store.summary(id) === null && !discarded.has(id))
        .map(({ summary, remarks = NO_REMARKS }): RunLine => ({ ...summary, remarks }))
        .filter((line) => matchesQuery(line, query))
      if (query.offset === 0) lines.unshift(...onlyHere.reverse())
      return { total: total + onlyHere.length, runs: lines.slice(0, query.limit), ...(groups && { groups }) }
    },
    ids() {
      const stored = store.ids()
      const known = new Set(stored)
      return [...stored, ...[...unsaved.keys()].filter((id) => !known.has(id) && !discarded.has(id))]
    },
    facets: () => store.facets(),
    remarks: (id) => store.remarks(id) ?? (unsaved.has(id) ? (unsaved.get(id)?.remarks ?? NO_REMARKS) : null),
    remark(ids, change) {
      const runs = ids.map((id) => ({ id, remarks: remarked(history.remarks(id) ?? NO_REMARKS, change) }))
      store.remark(runs)
      for (const { id, remarks } of runs) {
        const run = unsaved.get(id)
        if (run && store.summary(id) === null) run.remarks = remarks
      }
      return runs
    },
    discard(ids) {
      store.discard(ids, owner)
      discarded.add(ids)
    },
    isDiscarded: (id) => discarded.has(id),
    restore(ids) {
      const gone = ids.find((id) => history.summary(id) === null)
      if (gone !== undefined) throw erased(gone)
      store.discard(ids, null)
      discarded.forget(ids)
    },
    erase: (ids) => discarded.erase(ids),
    isForeign(id) {
      endAbandoned()
      const other = store.owner(id)
      return other !== null && isAlive(other)
    },
    delete(id) {
      store.erase([id])
      unsaved.delete(id)
      discarded.forget([id])
    },
    look() {
      if (folder === null || claimFolder === null) return
      const gone = missing()
      if (gone && !away) {
        away = true
        if (notice === null) noticed((notice = gone))
      }
      if (!away || (gone && !isFolder(folder))) return
      try {
        if (gone) {
          const again = openAgain(folder, store)
          store = again
          release()
          release = takeClaim(folder, owner)
        }
        writeUnsaved()
        away = false
        if (notice === null) noticed(THERE_AGAIN)
      } catch {
        // A folder that takes nothing: the notice that all is in memory still stands.
      }
    },
    close() {
      clearInterval(watch)
      for (const work of [() => history.look(), () => discarded.eraseAll(), () => store.close(), () => release()]) {
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

function erased(id: string): EspalierError {
  return new EspalierError({
    code: 'not-found',
    message: 'This run has been removed for good.',
    advice: 'A deletion can be undone for ten minutes, and until the program ends.',
    details: id,
  })
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
