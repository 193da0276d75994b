// Gathers the events of many runs, so that they go out together once a frame, and no faster than they are taken.
// Knows runs by id and the pace. Does not know where events go or what they say.
import type { RunEvent } from '../../contract/event.ts'

/** Milliseconds between two batches: one frame of a 60 Hz screen. The only wait between a search and its window. */
export const BATCH_INTERVAL = 16
/** Events that go out together, but for a run's that has more at once: whoever takes them is to have time for others in between. */
const MOST_EVENTS = 1000

/** New events of one run, in order. */
export interface RunEvents {
  id: string
  events: RunEvent[]
}

export interface EventBatch {
  add(id: string, event: RunEvent): void
  /** Sends all that waits, now. */
  flush(): void
  /** Sends what waits now rather than with the next frame, unless others are on their way. */
  hasten(): void
}

/** `send` gets the events of runs, those of each in order, and resolves when they are taken: until then others wait. */
export function createEventBatch(send: (runs: RunEvents[]) => Promise<unknown>): EventBatch {
  const waiting = new Map<string, RunEvent[]>()
  let going = 0
  let timer: NodeJS.Timeout | undefined

  const begin = (milliseconds: number) => {
    if (going === 0 && waiting.size > 0) timer ??= setTimeout(sendSome, milliseconds)
  }
  const sendSome = (most = MOST_EVENTS) => {
    clearTimeout(timer)
    timer = undefined
    const runs: RunEvents[] = []
    let count = 0
    for (const [id, events] of waiting) {
      if (count >= most) break
      count += events.length
      waiting.delete(id)
      runs.push({ id, events })
    }
    if (runs.length === 0) return
    going++
    const left = waiting.size > 0
    send(runs)
      // Where the other side is gone, nobody waits for events.
      .catch(() => undefined)
      .finally(() => {
        going--
        begin(left ? 0 : BATCH_INTERVAL)
      })
  }

  return {
    add(id, event) {
      const events = waiting.get(id)
      if (events) events.push(event)
      else waiting.set(id, [event])
      begin(BATCH_INTERVAL)
    },
    flush: () => sendSome(Infinity),
    hasten() {
      if (going === 0) sendSome()
    },
  }
}
