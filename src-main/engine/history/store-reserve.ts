// Room kept in the data folder, so that a full disk can be tidied up: a deletion writes before it frees anything.
// Knows one file. Does not know what is deleted.
import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** As large as SQLite lets its log grow before it is put away (1,000 pages). */
const RESERVE_BYTES = 2 ** 22
const FILE = 'history.reserve'
const SQLITE_FULL = 13

/** Takes the room if it is not taken yet and the disk has it. */
export function takeReserve(folder: string): void {
  const path = join(folder, FILE)
  if (statSync(path, { throwIfNoEntry: false })?.size === RESERVE_BYTES) return
  try {
    const file = openSync(path, 'w')
    try {
      for (let left = RESERVE_BYTES; left > 0;) left -= writeSync(file, Buffer.alloc(left))
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  } catch {
    // A disk without so much room: it may have some again at the next start.
    rmSync(path, { force: true })
  }
}

/** Does work; where the disk is full, once more with the room that was kept for it. */
export function withReserve(folder: string | null, work: () => void): void {
  try {
    work()
  } catch (error) {
    if (folder === null || (error as { errcode?: unknown }).errcode !== SQLITE_FULL) throw error
    rmSync(join(folder, FILE), { force: true })
    try {
      work()
    } finally {
      takeReserve(folder)
    }
  }
}
