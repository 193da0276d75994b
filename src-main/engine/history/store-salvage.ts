// A damaged history database: put aside under a name that tells when, and what can be read of it saved into a new one.
// Knows files and tables. Does not know who opens the history.
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ErrorReport } from '../../contract/errors.ts'
import { RunHeader, RunSummary } from '../../contract/run.ts'
import { eventsUntilDamage, storedValue } from './store-damage.ts'
import { openStore, STORE_FILE } from './store.ts'
import type { Store } from './store.ts'
import { storedRemarks } from './store-lines.ts'

/**
 * Opens a new history in place of a damaged one, with the runs that can still be read. The damaged file stays in the folder.
 * Throws as `openStore` does.
 */
export function salvageStore(folder: string, now = new Date()): { store: Store; notice: ErrorReport } {
  const name = STORE_FILE.replace('.', `-damaged-${now.toISOString().replace(/[:.]/g, '-')}.`)
  for (const ending of ['', '-wal', '-shm']) {
    const file = join(folder, STORE_FILE + ending)
    if (existsSync(file)) renameSync(file, join(folder, name + ending))
  }
  const store = openStore(folder)
  const saved = copyReadable(join(folder, name), store)
  return { store, notice: salvaged(saved, name) }
}

/** Copies every run that can be read, and returns how many. */
function copyReadable(file: string, store: Store): number {
  let saved = 0
  try {
    const database = new DatabaseSync(file)
    try {
      const getRun = database.prepare('SELECT id, owner, header, summary FROM runs WHERE number = ?')
      const getEvents = database.prepare('SELECT sequence, seconds, change FROM events WHERE run = ? ORDER BY sequence')
      // An older program had no such table.
      const getSaid = (number: number) =>
        database.prepare('SELECT name, tags, note, starred, discarded FROM lines WHERE run = ?').get(number)
      for (let number = 1, last = lastRun(database); number <= last; number++) {
        const run = orNull(() => getRun.get(number)) ?? null
        const said = orNull(() => getSaid(number)) ?? null
        if (said?.['discarded'] != null) continue
        const header = run && storedValue(String(run['header']), RunHeader)
        const summary = run && storedValue(String(run['summary']), RunSummary)
        if (!header || !summary) continue
        const events = [...eventsUntilDamage(() => getEvents.iterate(number))]
        const remarks = said ? storedRemarks(said) : null
        store.write({ header, summary, events, owner: String(run['owner']), ...(remarks && { remarks }) })
        saved++
      }
    } finally {
      database.close()
    }
  } catch {
    // Not even its tables can be found; the file is kept for those who can do more.
  }
  return saved
}

/** The number of the newest run, by whichever way there it can still be found. */
function lastRun(database: DatabaseSync): number {
  const ways = ['SELECT max(number) AS last FROM runs', "SELECT seq AS last FROM sqlite_sequence WHERE name = 'runs'"]
  return Math.max(0, ...ways.map((way) => Number(orNull(() => database.prepare(way).get())?.['last'] ?? 0)))
}

function orNull<Value>(read: () => Value): Value | null {
  try {
    return read()
  } catch {
    return null
  }
}

function salvaged(saved: number, name: string): ErrorReport {
  const rest = saved === 0 ? 'No run could be read.' : `${saved} ${saved === 1 ? 'run was' : 'runs were'} saved.`
  return {
    code: 'store-failed',
    message: `The history was damaged and has been put aside. ${rest}`,
    advice: `The damaged file stays in the data folder as ${name}.`,
  }
}
