// Events that a listener may prevent.
// Knows one question. Does not know what follows from the answer.
import type { EventEmitter } from 'node:events'

/** Emits an event with these details. Returns whether a listener has prevented what it tells of. */
export function prevents(emitter: EventEmitter, name: string, details: Record<string, unknown> = {}): boolean {
  const event = {
    ...details,
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true
    },
  }
  emitter.emit(name, event)
  return event.defaultPrevented
}
