// Gathers the events of many runs, so that each run's go out together once a frame.
// Knows runs by id and the pace. Does not know where events go or what they say.
import type { RunEvent } from '../../contract/event.ts'

/** Milliseconds between two batches: one frame of a 60 Hz screen. The only wait between a search and its window. */
export const BATCH_INTERVAL = 16

export interface EventBatch {
  add(id: string, event: RunEvent): void
  /** Sends what waits, now. */
  flush(): void
}

/** `send` gets the events of one run, in order. */
export function createEventBatch(send: (id: string, events: RunEvent[]) => void): EventBatch {
  const waiting = new Map<string, RunEvent[]>()
  let timer: NodeJS.Timeout | undefined

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const batch = [...waiting]
    waiting.clear()
    for (const [id, events] of batch) send(id, events)
  }

  return {
    add(id, event) {
      const events = waiting.get(id)
      if (events) events.push(event)
      else waiting.set(id, [event])
      timer ??= setTimeout(flush, BATCH_INTERVAL)
    },
    flush,
  }
}
