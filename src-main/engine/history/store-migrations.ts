// The shape of the history database and how older shapes become the newest: one step per version, in order.
// Knows the tables. Does not know who reads or writes them.
import type { DatabaseSync } from 'node:sqlite'
import { EspalierError } from '../../contract/errors.ts'

/** Step n leads from `PRAGMA user_version` n to n + 1. A step that was released is never changed, only followed. */
const STEPS: readonly string[] = [
  `CREATE TABLE runs (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     owner TEXT NOT NULL,
     state TEXT NOT NULL,
     header TEXT NOT NULL,
     summary TEXT NOT NULL,
     words TEXT NOT NULL
   ) STRICT;
   CREATE INDEX unfinished_runs ON runs (owner) WHERE state IN ('queued', 'running', 'paused');
   CREATE TABLE events (
     run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
     sequence INTEGER NOT NULL,
     seconds REAL NOT NULL,
     change TEXT NOT NULL,
     PRIMARY KEY (run, sequence)
   ) STRICT, WITHOUT ROWID;`,
]

/** The newest version, the one this program writes. */
export const STORE_VERSION = STEPS.length

/**
 * Brings a database to the newest version, all steps in one transaction.
 * Throws `store-failed` if a newer program wrote it: opening it would lose what this one does not know.
 */
export function migrate(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
    if (version > STORE_VERSION) {
      throw new EspalierError({
        code: 'store-failed',
        message: 'The history was written by a newer version of Espalier.',
        advice: 'Update Espalier, or choose another data folder with ESPALIER_DATA.',
        details: `user_version ${version}, this program knows ${STORE_VERSION}`,
      })
    }
    for (const step of STEPS.slice(version)) database.exec(step)
    database.exec(`PRAGMA user_version = ${STORE_VERSION}`)
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}
