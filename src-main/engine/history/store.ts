// The history on disk: runs and their events in SQLite, in write-ahead mode, so that what was acknowledged survives a kill.
// Knows SQL. Does not know running searches, memory fallbacks (history.ts) or the window.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { EspalierError } from '../../contract/errors.ts'
import type { RunEvent } from '../../contract/event.ts'
import { RunHeader, RunSummary } from '../../contract/run.ts'
import type { RunRecord } from '../../contract/run.ts'
import { checkWhole, eventsUntilDamage, storedValue } from './store-damage.ts'
import { takeReserve, withReserve } from './store-reserve.ts'
import { migrate } from './store-migrations.ts'
import { isFinal, searchText, searchWords } from './run-summary.ts'
import { makeFolder } from '../make-folder.ts'

/** Name of the database inside the data folder. */
export const STORE_FILE = 'history.sqlite'

/** A part of the history. `query`: words that must all occur; empty for everything. */
export interface HistoryPage {
  query: string
  offset: number
  limit: number
}

/** Every method throws `store-failed` if the disk refuses. */
export interface Store {
  /**
   * What is given here is on disk, all of it, when the call returns: a new run, more events, a newer line. A run's end survives a
   * power cut, too. Throws also where the database has been removed or replaced since it was opened.
   */
  write(entry: { header: RunHeader; summary: RunSummary; events: readonly RunEvent[]; owner: string }): void
  /** A run whose events are damaged ends where the damage begins, with a report that says so. */
  read(id: string): RunRecord | null
  summary(id: string): RunSummary | null
  /** Newest first. Lines that are damaged are left out and counted. */
  list(page: HistoryPage): { total: number; runs: RunSummary[]; damaged: number }
  /** Runs that have no final state, with the engine that started them. */
  unfinished(): { id: string; owner: string }[]
  /** The engine that started a run, or null for an unknown run. */
  owner(id: string): string | null
  delete(id: string): void
  close(): void
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
    const database = new DatabaseSync(folder === null ? ':memory:' : join(folder, STORE_FILE), { timeout: 5000 })
    try {
      database.exec('PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON')
      migrate(database)
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
  const checkThere = () => {
    if (path !== null && identityOf(path) !== identity) throw vanished(path)
  }
  const putRun = database.prepare(`
    INSERT INTO runs (id, owner, state, header, summary, words) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, state = excluded.state, header = excluded.header,
    summary = excluded.summary, words = excluded.words RETURNING number`)
  const putEvent = database.prepare('INSERT INTO events (run, sequence, seconds, change) VALUES (?, ?, ?, ?)')
  const getRun = database.prepare('SELECT number, header, summary FROM runs WHERE id = ?')
  const getEvents = database.prepare('SELECT sequence, seconds, change FROM events WHERE run = ? ORDER BY sequence')
  const getOwner = database.prepare('SELECT owner FROM runs WHERE id = ?')
  const getUnfinished = database.prepare(
    "SELECT id, owner FROM runs WHERE state IN ('queued', 'running', 'paused') ORDER BY number",
  )
  // The words come as one JSON list, so that one prepared statement serves any number of them.
  const matching =
    'FROM runs WHERE NOT EXISTS (SELECT 1 FROM json_each(?) AS word WHERE instr(runs.words, word.value) = 0)'
  const getPage = database.prepare(`SELECT summary ${matching} ORDER BY number DESC LIMIT ? OFFSET ?`)
  const count = database.prepare(`SELECT count(*) AS total ${matching}`)
  const remove = database.prepare('DELETE FROM runs WHERE id = ?')
  const find = (id: string) => getRun.get(id) as unknown as RunRow | undefined

  return {
    write: ({ header, summary, events, owner }) =>
      guarded('write', () => {
        checkThere()
        // NORMAL writes through to the system at each commit: a killed process loses nothing, a power cut the last moment. What is
        // finished is waited for, since nobody would run it again.
        database.exec(`PRAGMA synchronous = ${isFinal(summary.state) ? 'FULL' : 'NORMAL'}`)
        database.exec('BEGIN IMMEDIATE')
        try {
          const row = putRun.get(
            header.id,
            owner,
            summary.state,
            JSON.stringify(header),
            JSON.stringify(summary),
            searchText(summary),
          )
          const number = Number(row?.['number'])
          for (const { sequence, seconds, change } of events)
            putEvent.run(number, sequence, seconds, JSON.stringify(change))
          database.exec('COMMIT')
        } catch (error) {
          // A full disk may have rolled back already; a second rollback would hide the reason.
          if (database.isTransaction) database.exec('ROLLBACK')
          throw error
        }
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
    list: ({ query, offset, limit }) =>
      guarded('list', () => {
        const words = JSON.stringify(searchWords(query))
        const rows = getPage.all(words, limit, offset)
        const runs = rows.flatMap((row) => storedValue(String(row['summary']), RunSummary) ?? [])
        return { total: Number(count.get(words)?.['total']), runs, damaged: rows.length - runs.length }
      }),
    unfinished: () =>
      guarded('list', () => getUnfinished.all().map((row) => ({ id: String(row['id']), owner: String(row['owner']) }))),
    owner: (id) =>
      guarded('read', () => {
        const row = getOwner.get(id)
        return row ? String(row['owner']) : null
      }),
    delete: (id) =>
      guarded('delete', () => {
        checkThere()
        withReserve(folder, () => {
          remove.run(id)
          // Only then is the room free for others.
          database.exec('PRAGMA wal_checkpoint(PASSIVE)')
        })
      }),
    close: () => guarded('close', () => database.close()),
  }
}

function vanished(path: string): EspalierError {
  return new EspalierError({
    code: 'store-failed',
    message: 'The data folder has been removed or replaced while Espalier was using it.',
    advice: 'Bring it back (is its drive connected?), and start Espalier again.',
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
