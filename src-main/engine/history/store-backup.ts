// Copies of the history: of one that an older program wrote, before its shape is changed, and of one whose file was taken away.
// Knows database files and their names. Does not know the shapes (store-migrations.ts), or when a file is missed.
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { format, parse } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { EspalierError } from '../../contract/errors.ts'

/** Writes what a database holds as a file, whole or not at all, and has it on disk. Throws SQLite's or the system's error. */
export function copyDatabase(database: DatabaseSync, file: string): void {
  const draft = `${file}.part`
  rmSync(draft, { force: true })
  try {
    database.prepare('VACUUM INTO ?').run(draft)
    const written = openSync(draft, 'r+')
    try {
      fsyncSync(written)
    } finally {
      closeSync(written)
    }
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/**
 * Copies a database of this version beside itself, as it was last committed. Returns the function that removes the copy again. Throws
 * `store-failed` where there is no room for it; SQLite's own error is the cause.
 */
export function backUp(file: string, version: number, now = new Date()): () => void {
  const { dir, name, ext } = parse(file)
  const copy = format({ dir, name: `${name}-version-${version}-${now.toISOString().replace(/[:.]/g, '-')}`, ext })
  try {
    // By a connection of its own, so that the one that is about to change it can keep others from doing so meanwhile.
    const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
    try {
      copyDatabase(database, copy)
    } finally {
      database.close()
    }
  } catch (cause) {
    throw new EspalierError(
      {
        code: 'store-failed',
        message: 'The history is of an older version, and could not be copied before it is brought up to date.',
        advice: 'Free some space in the data folder, and start Espalier again; nothing was changed.',
        details: cause instanceof Error ? cause.message : String(cause),
      },
      { cause },
    )
  }
  return () => rmSync(copy, { force: true })
}
