// The shape of the history database and how older shapes become the newest: one step per version, in order.
// Knows the tables. Does not know who reads or writes them.
import type { DatabaseSync } from 'node:sqlite'
import { EspalierError } from '../../contract/errors.ts'
import { backUp } from './store-backup.ts'

/** Step n leads from `PRAGMA user_version` n to n + 1. A step that was released is never changed, only followed. */
export const STORE_STEPS: readonly string[] = [
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
  // What lists filter and sort by stands in a narrow table of its own, so that ten thousand runs are looked through without their
  // headers. A damaged row gets an empty line, which a list still counts as damaged.
  `CREATE TABLE lines (
     run INTEGER PRIMARY KEY REFERENCES runs (number) ON DELETE CASCADE,
     discarded TEXT,
     starred INTEGER NOT NULL DEFAULT 0,
     imported INTEGER NOT NULL,
     correct INTEGER,
     tokens INTEGER NOT NULL,
     seconds REAL NOT NULL,
     created TEXT NOT NULL,
     method TEXT NOT NULL,
     policy TEXT NOT NULL,
     policy_name TEXT NOT NULL,
     verifier TEXT,
     verifier_name TEXT,
     name TEXT NOT NULL DEFAULT '',
     tags TEXT NOT NULL DEFAULT '[]',
     question TEXT NOT NULL,
     words TEXT NOT NULL,
     note TEXT NOT NULL DEFAULT '',
     remark_words TEXT NOT NULL DEFAULT ''
   ) STRICT;
   CREATE INDEX discarded_lines ON lines (run) WHERE discarded IS NOT NULL;
   UPDATE runs SET summary = json_set(summary,
     '$.policy', json_object('id', json_extract(header, '$.policy.id'), 'name', json_extract(header, '$.policy.name')),
     '$.verifier', CASE json_type(header, '$.verifier') WHEN 'object' THEN
       json_object('id', json_extract(header, '$.verifier.id'), 'name', json_extract(header, '$.verifier.name')) END)
     WHERE json_valid(header) AND json_valid(summary) AND json_type(header, '$.policy') = 'object';
   INSERT INTO lines (run, imported, correct, tokens, seconds, created, method, policy, policy_name, verifier, verifier_name,
     question, words)
     SELECT number, json_type(s, '$.imported') IS NOT NULL, CAST(json_extract(s, '$.correct') AS INTEGER),
       coalesce(CAST(json_extract(s, '$.cost.policy.generatedTokens') AS INTEGER), 0),
       coalesce(CAST(json_extract(s, '$.seconds') AS REAL), 0),
       coalesce(CAST(json_extract(s, '$.created') AS TEXT), ''), coalesce(CAST(json_extract(s, '$.method') AS TEXT), ''),
       coalesce(CAST(json_extract(s, '$.policy.id') AS TEXT), ''), coalesce(CAST(json_extract(s, '$.policy.name') AS TEXT), ''),
       CAST(json_extract(s, '$.verifier.id') AS TEXT), CAST(json_extract(s, '$.verifier.name') AS TEXT),
       coalesce(CAST(json_extract(s, '$.question') AS TEXT), ''), words
     FROM (SELECT number, words, iif(json_valid(summary), summary, '{}') AS s FROM runs);
   ALTER TABLE runs DROP COLUMN words;`,
]

/** The newest version, the one this program writes. */
export const STORE_VERSION = STORE_STEPS.length

/**
 * Brings a database to the newest version, all steps in one transaction. One of an older version is copied first, beside its `file`; null
 * in memory. Throws `store-failed` if a newer program wrote it (opening it would lose what this one does not know), or if it could not be
 * copied; then nothing has changed.
 */
export function migrate(database: DatabaseSync, file: string | null, steps = STORE_STEPS): void {
  let takeBack = () => {}
  database.exec('BEGIN IMMEDIATE')
  try {
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
    if (version > steps.length) {
      throw new EspalierError({
        code: 'store-failed',
        message: 'The history was written by a newer version of Espalier.',
        advice: 'Update Espalier, or choose another data folder with ESPALIER_DATA.',
        details: `user_version ${version}, this program knows ${steps.length}`,
      })
    }
    if (file !== null && version > 0 && version < steps.length) takeBack = backUp(file, version)
    for (const step of steps.slice(version)) database.exec(step)
    database.exec(`PRAGMA user_version = ${steps.length}`)
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    takeBack()
    throw error
  }
}
