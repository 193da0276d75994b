// What damage of the history database looks like, and how much of a damaged one can still be read.
// Knows SQLite's words for it, and what a stored text must be. Does not know who opens the database.
import type { DatabaseSync } from 'node:sqlite'
import type { z } from 'zod'
import { EspalierError } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { RunEvent } from '../../contract/event.ts'
import { isFinal } from './run-summary.ts'
import { isSoundEvent } from './sound-event.ts'

/** Bytes up to which a database is read through when it is opened. */
const CHECKED_BYTES = 2 ** 28

const SQLITE_CORRUPT = 11
const SQLITE_NOT_A_DATABASE = 26
/** The file's drive does not answer. */
const SQLITE_IO = 10

const DAMAGED: ErrorReport = {
  code: 'store-failed',
  message: 'The record of this run is damaged from here on.',
  advice: 'Start it again with the same seed to see the rest.',
}

/** Throws where a database is damaged, as far as a look at its pages tells; one that is very large is not looked through. */
export function checkWhole(database: DatabaseSync): void {
  const size = database.prepare('SELECT page_count * page_size AS size FROM pragma_page_count, pragma_page_size').get()
  if (Number(size?.['size']) > CHECKED_BYTES) return
  const found = String(database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'])
  if (found !== 'ok') throw Object.assign(new Error(found), { errcode: SQLITE_CORRUPT })
}

/** Whether this is SQLite's word that the file is damaged, or no database at all. */
export function isDamage(error: unknown): boolean {
  return [SQLITE_CORRUPT, SQLITE_NOT_A_DATABASE].includes(kindOf(error))
}

/** Whether it says that what is stored cannot be read, for damage or because its drive is gone. */
export function isUnreadable(error: unknown): boolean {
  return isDamage(error) || kindOf(error) === SQLITE_IO
}

/** The kind of one of SQLite's errors; 0 of any other. */
function kindOf(error: unknown): number {
  const cause = error instanceof EspalierError ? error.cause : error
  const code = (cause as { errcode?: unknown } | null | undefined)?.errcode
  // The lowest byte is the kind of an extended code.
  return typeof code === 'number' ? code & 0xff : 0
}

/** A stored text as what it must be; null where it is damaged. */
export function storedValue<Value>(text: string, schema: z.ZodType<Value>): Value | null {
  try {
    const value: unknown = JSON.parse(text)
    return schema.safeParse(value).success ? (value as Value) : null
  } catch {
    return null
  }
}

function storedEvent({ sequence, seconds, change }: Record<string, unknown>): RunEvent | null {
  try {
    const event: unknown = { sequence, seconds, change: JSON.parse(String(change)) as unknown }
    return isSoundEvent(event) ? event : null
  } catch {
    return null
  }
}

/** A run's events from their rows, in order. Where one cannot be read, the run ends there, and says why. */
export function* eventsUntilDamage(rows: () => Iterable<Record<string, unknown>>): Iterable<RunEvent> {
  let last: RunEvent | null = null
  let whole = true
  try {
    for (const row of rows()) {
      const event = storedEvent(row)
      whole = event !== null && event.sequence === (last?.sequence ?? -1) + 1
      if (!whole || event === null) break
      yield event
      last = event
    }
  } catch (error) {
    if (!isDamage(error)) throw error
    whole = false
  }
  const ended: boolean = last?.change.type === 'state' && isFinal(last.change.state)
  if (whole || ended) return
  const change = { type: 'state', state: 'stopped', error: DAMAGED } as const
  yield { sequence: (last?.sequence ?? -1) + 1, seconds: last?.seconds ?? 0, change }
}
