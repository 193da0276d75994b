// A claim says that an engine is alive: a lock on a small file, which the system takes away when the process dies,
// however it dies. Knows locks. Does not know runs.
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolder } from './make-folder.ts'

/** Takes the claim `id` in this folder. Returns the function that gives it back. Throws what the system says if it cannot. */
export function takeClaim(folder: string, id: string): () => void {
  makeFolder(join(folder, 'engines'))
  return takeLock(lockFile(folder, id))
}

/** Locks a file that holds nothing else, and is made for it. Returns the function that unlocks and removes it. Throws like takeClaim. */
export function takeLock(lock: string): () => void {
  // SQLite's lock is the one file lock that Node has on every platform.
  const database = new DatabaseSync(lock, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    throw error
  }
  return () => {
    database.close()
    clearAway(lock)
  }
}

/** Whether the engine with this claim is alive. Clears away what a dead one left. */
export function isClaimed(folder: string, id: string): boolean {
  const lock = lockFile(folder, id)
  if (!existsSync(lock)) return false
  const database = new DatabaseSync(lock, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch {
    return true
  } finally {
    database.close()
  }
  clearAway(lock)
  return false
}

function clearAway(lock: string): void {
  try {
    rmSync(lock, { force: true })
  } catch {
    // A disk that has become read-only keeps the file. It claims nothing: nobody locks it.
  }
}

function lockFile(folder: string, id: string): string {
  return join(folder, 'engines', `${id}.lock`)
}
