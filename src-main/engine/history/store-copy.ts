// The runs of one history copied into another one, as far as they can be read.
// Knows tables of any version, and what the other one has already. Does not know files, or why they are copied.
import type { DatabaseSync } from 'node:sqlite'
import type { RunEvent } from '../../contract/event.ts'
import type { RunRemarks } from '../../contract/run-remarks.ts'
import { RunHeader, RunSummary } from '../../contract/run.ts'
import type { RunRecord } from '../../contract/run.ts'
import { eventsUntilDamage, storedValue } from './store-damage.ts'
import { storedRemarks } from './store-lines.ts'

/** What the runs are copied into: a store, as far as that takes. */
interface Target {
  summary(id: string): RunSummary | null
  read(id: string): RunRecord | null
  write(entry: {
    header: RunHeader
    summary: RunSummary
    events: readonly RunEvent[]
    owner: string
    remarks?: RunRemarks | undefined
  }): void
}

/** Copies every run that can be read and was not discarded, as far as the other one lacks it. `kept` is told of each that is there then. */
export function copyRuns(from: DatabaseSync, to: Target, kept: () => void = () => undefined): void {
  const getRun = from.prepare('SELECT id, owner, header, summary FROM runs WHERE number = ?')
  const getEvents = from.prepare('SELECT sequence, seconds, change FROM events WHERE run = ? ORDER BY sequence')
  // An older program had no such table.
  const getSaid = (number: number) =>
    from.prepare('SELECT name, tags, note, starred, discarded FROM lines WHERE run = ?').get(number)
  for (let number = 1, last = lastRun(from); number <= last; number++) {
    const run = orNull(() => getRun.get(number)) ?? null
    const said = orNull(() => getSaid(number)) ?? null
    if (said?.['discarded'] != null) continue
    const header = run && storedValue(String(run['header']), RunHeader)
    const summary = run && storedValue(String(run['summary']), RunSummary)
    if (!header || !summary) continue
    const events = [...eventsUntilDamage(() => getEvents.iterate(number))]
    const there = to.summary(header.id) ? (to.read(header.id)?.events.length ?? 0) : null
    const remarks = said ? storedRemarks(said) : null
    const owner = String(run['owner'])
    if (there === null || there < events.length)
      to.write({ header, summary, events: events.slice(there ?? 0), owner, ...(remarks && { remarks }) })
    kept()
  }
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
