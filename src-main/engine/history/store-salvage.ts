// A damaged history database: put aside under a name that tells when, and what can be read of it saved into a new one.
// Knows files and tables. Does not know who opens the history.
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ErrorReport } from '../../contract/errors.ts'
import { copyRuns } from './store-copy.ts'
import { isDamage } from './store-damage.ts'
import { openStore, STORE_FILE } from './store.ts'
import type { Store } from './store.ts'

/** Opens the history in this folder; a damaged one is put aside, and what can be read of it saved. Throws as `openStore` does. */
export function openOrSalvage(folder: string): { store: Store; notice: ErrorReport | null } {
  try {
    return { store: openStore(folder), notice: null }
  } catch (error) {
    if (!isDamage(error)) throw error
    return salvageStore(folder)
  }
}

/**
 * Opens a new history in place of a damaged one, with the runs that can still be read. The damaged file stays in the folder.
 * Throws as `openStore` does.
 */
function salvageStore(folder: string, now = new Date()): { store: Store; notice: ErrorReport } {
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
      copyRuns(database, store, () => saved++)
    } finally {
      database.close()
    }
  } catch {
    // Not even its tables can be found; the file is kept for those who can do more.
  }
  return saved
}

function salvaged(saved: number, name: string): ErrorReport {
  const rest = saved === 0 ? 'No run could be read.' : `${saved} ${saved === 1 ? 'run was' : 'runs were'} saved.`
  return {
    code: 'store-failed',
    message: `The history was damaged and has been put aside. ${rest}`,
    advice: `The damaged file stays in the data folder as ${name}.`,
  }
}
