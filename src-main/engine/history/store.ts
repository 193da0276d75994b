// The history on disk: runs and their events in SQLite, in write-ahead mode, so that what was acknowledged survives a kill.
// Knows SQL. Does not know running searches, memory fallbacks (history.ts) or the window.
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { EspalierError } from '../../contract/errors.ts'
import type { RunEvent } from '../../contract/event.ts'
import type { RunRemarks } from '../../contract/run-remarks.ts'
import { RunHeader, RunSummary } from '../../contract/run.ts'
import type { RunRecord } from '../../contract/run.ts'
import { copyDatabase } from './store-backup.ts'
import { copyRuns } from './store-copy.ts'
import { checkWhole, eventsUntilDamage, isUnreadable, storedValue } from './store-damage.ts'
import { takeReserve, withReserve } from './store-reserve.ts'
import { migrate } from './store-migrations.ts'
import { isFinal } from './run-summary.ts'
import { linesOver } from './store-lines.ts'
import type { Lines } from './store-lines.ts'
import { makeFolder } from '../make-folder.ts'

/** Name of the database inside the data folder. */
export const STORE_FILE = 'history.sqlite'
/** What the names of its log end in. */
const LOGS = ['-wal', '-shm']

/** Every method throws `store-failed` if the disk refuses; then nothing has changed. */
export interface Store extends Omit<Lines, 'put'> {
  /**
   * What is given here is on disk, all of it, when the call returns: a new run, more events, a newer line. A run's end survives a
   * power cut, too. Throws also where the database has been removed or replaced since it was opened.
   */
  write(entry: StoreEntry): void
  /** The same of several runs, all or none. */
  writeAll(entries: readonly StoreEntry[]): void
  /** A run whose events are damaged ends where the damage begins, with a report that says so. */
  read(id: string): RunRecord | null
  summary(id: string): RunSummary | null
  /** Runs that have no final state, with the engine that started them. */
  unfinished(): { id: string; owner: string }[]
  /** The engine that started a run, or null for an unknown run. */
  owner(id: string): string | null
  /** Removes runs for good: what they were is overwritten in the file, and the log emptied. The room serves later runs. */
  erase(ids: readonly string[]): void
  /** Throws where the database has been removed or replaced since it was opened. */
  checkThere(): void
  /** Writes all that it holds into a folder without a history. False where it cannot be read as a whole; throws where there is no room. */
  copyInto(folder: string): boolean
  /** Writes every run of it that can be read and was not discarded to another store, as far as that one lacks it. */
  copyTo(other: Store): void
  /** Removes the log of a database whose file is gone: beside another one it would be taken for that one's. */
  leaveLog(): void
  close(): void
}

export interface StoreEntry {
  header: RunHeader
  summary: RunSummary
  events: readonly RunEvent[]
  owner: string
  /** What a person says of the run; left out, that stays. */
  remarks?: RunRemarks | undefined
}

interface RunRow {
  number: number
  header: string
  summary: string
}

/** Opens the history in this folder, which is made if needed; null keeps it in memory. */
export function openStore(folder: string | null): Store {
  return guarded(`open ${folder ?? 'memory'}`, () => {
    if (folder !== null) makeFolder(folder)
    const path = folder === null ? null : join(folder, STORE_FILE)
    const database = new DatabaseSync(path ?? ':memory:', { timeout: 5000 })
    try {
      // What is deleted is overwritten with zeros, so that nothing of it can be read from the file.
      database.exec('PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON')
      migrate(database, path)
      checkWhole(database)
      if (folder !== null) takeReserve(folder)
      return storeOver(database, folder)
    } catch (error) {
      database.close()
      throw error
    }
  })
}

/** What tells a file from another one that took its place; null where there is none. */
function identityOf(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found ? `${found.dev}:${found.ino}` : null
}

/** `folder`: null in memory. */
function storeOver(database: DatabaseSync, folder: string | null): Store {
  const path = folder === null ? null : join(folder, STORE_FILE)
  const identity = path && identityOf(path)
  const logs = path === null ? [] : LOGS.map((ending) => ({ file: path + ending, identity: identityOf(path + ending) }))
  const checkThere = () => {
    if (path !== null && identityOf(path) !== identity) throw vanished(path)
  }
  const putRun = database.prepare(`
    INSERT INTO runs (id, owner, state, header, summary) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, state = excluded.state, header = excluded.header,
    summary = excluded.summary RETURNING number`)
  const putEvent = database.prepare('INSERT INTO events (run, sequence, seconds, change) VALUES (?, ?, ?, ?)')
  const getRun = database.prepare('SELECT number, header, summary FROM runs WHERE id = ?')
  const getEvents = database.prepare('SELECT sequence, seconds, change FROM events WHERE run = ? ORDER BY sequence')
  const getOwner = database.prepare('SELECT owner FROM runs WHERE id = ?')
  const getUnfinished = database.prepare(
    "SELECT id, owner FROM runs WHERE state IN ('queued', 'running', 'paused') ORDER BY number",
  )
  const remove = database.prepare('DELETE FROM runs WHERE id = ?')
  const lines = linesOver(database)
  const atOnce = (work: () => void) => {
    database.exec('BEGIN IMMEDIATE')
    try {
      work()
      database.exec('COMMIT')
    } catch (error) {
      // A full disk may have rolled back already; a second rollback would hide the reason.
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
  const find = (id: string) => getRun.get(id) as unknown as RunRow | undefined

  const store: Store = {
    write: (entry) => store.writeAll([entry]),
    writeAll: (entries) =>
      guarded('write', () => {
        checkThere()
        // NORMAL writes through to the system at each commit: a killed process loses nothing, a power cut the last moment. What is
        // finished is waited for, since nobody would run it again.
        const ended = entries.some(({ summary }) => isFinal(summary.state))
        database.exec(`PRAGMA synchronous = ${ended ? 'FULL' : 'NORMAL'}`)
        atOnce(() => {
          for (const { header, summary, events, owner, remarks } of entries) {
            const row = putRun.get(header.id, owner, summary.state, JSON.stringify(header), JSON.stringify(summary))
            const number = Number(row?.['number'])
            lines.put(number, summary, remarks)
            for (const { sequence, seconds, change } of events)
              putEvent.run(number, sequence, seconds, JSON.stringify(change))
          }
        })
      }),
    read: (id) =>
      guarded('read', () => {
        const run = find(id)
        if (!run) return null
        const header = storedValue(run.header, RunHeader)
        if (!header) throw new Error(`The header of the run ${id} is damaged.`)
        return { header, events: [...eventsUntilDamage(() => getEvents.iterate(run.number))] }
      }),
    summary: (id) =>
      guarded('read', () => {
        const run = find(id)
        return run ? storedValue(run.summary, RunSummary) : null
      }),
    list: (query) => guarded('list', () => lines.list(query)),
    ids: () => guarded('list', () => lines.ids()),
    facets: () => guarded('list', () => lines.facets()),
    remarks: (id) => guarded('read', () => lines.remarks(id)),
    remark: (runs) =>
      guarded('write', () => {
        checkThere()
        atOnce(() => lines.remark(runs))
      }),
    discard: (ids, by) =>
      guarded('delete', () => {
        checkThere()
        withReserve(folder, () => atOnce(() => lines.discard(ids, by)))
      }),
    discarded: () => guarded('list', () => lines.discarded()),
    unfinished: () =>
      guarded('list', () => getUnfinished.all().map((row) => ({ id: String(row['id']), owner: String(row['owner']) }))),
    owner: (id) =>
      guarded('read', () => {
        const row = getOwner.get(id)
        return row ? String(row['owner']) : null
      }),
    erase: (ids) =>
      guarded('delete', () => {
        checkThere()
        withReserve(folder, () => {
          atOnce(() => {
            for (const id of ids) remove.run(id)
          })
          // Only then is the room free for others, and what was deleted no longer in the log.
          database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
        })
      }),
    checkThere,
    copyInto: (place) =>
      guarded('copy', () => {
        try {
          copyDatabase(database, join(place, STORE_FILE))
          return true
        } catch (error) {
          if (!isUnreadable(error)) throw error
          return false
        }
      }),
    copyTo: (other) => guarded('copy', () => copyRuns(database, other)),
    leaveLog: () =>
      guarded('copy', () => {
        for (const { file, identity } of logs) if (identity !== null && identityOf(file) === identity) rmSync(file)
      }),
    close: () => guarded('close', () => database.close()),
  }
  return store
}

function vanished(path: string): EspalierError {
  return new EspalierError({
    code: 'store-failed',
    message: 'The data folder has been removed or replaced while Espalier was using it.',
    advice:
      'Bring it back (is its drive connected?), or make one in its place: what is in memory is written to it then.',
    details: path,
  })
}

function guarded<Result>(action: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (error instanceof EspalierError) throw error
    throw new EspalierError(
      {
        code: 'store-failed',
        message: 'The history could not be read or written.',
        advice: 'Check free space and rights of the data folder, or choose another one with ESPALIER_DATA.',
        details: `${action}: ${error instanceof Error ? error.message : String(error)}`,
      },
      { cause: error },
    )
  }
}
