// Which results and messages of the API cross a border as columns, and back: those that hold a run's events, where they are many.
// Knows their names. Does not know the columns (event-columns.ts) or the border.
import type { CallName, TopicName } from './api.ts'
import { packEvents, unpackEvents } from './event-columns.ts'
import type { EventColumns } from './event-columns.ts'
import type { RunEvent } from './event.ts'

const HOLDS_EVENTS: ReadonlySet<CallName | TopicName> = new Set(['runs.open', 'run.events'] as const)
/** Fewer events than this cost less as they are. */
const MANY = 48

/** What goes over a border for a result or a message. */
export function toColumns(name: CallName | TopicName, value: unknown): unknown {
  if (!HOLDS_EVENTS.has(name)) return value
  const { events, ...rest } = value as { events: RunEvent[] }
  return events.length < MANY ? value : { ...rest, events: packEvents(events) }
}

/** The result or the message, from what came over. */
export function fromColumns(name: CallName | TopicName, value: unknown): unknown {
  if (!HOLDS_EVENTS.has(name)) return value
  const { events, ...rest } = value as { events: RunEvent[] | EventColumns }
  return Array.isArray(events) ? value : { ...rest, events: unpackEvents(events) }
}
