// Tries of the same request, with growing pauses.
// Knows which failures pass. Does not know what is asked for.
import { setTimeout as sleep } from 'node:timers/promises'
import { HubFault } from './hub-fault.ts'

/** Milliseconds of the longest pause, unless the hub asks for a longer one. */
const LONGEST_PAUSE = 30_000

export interface Tries {
  /** At most so many in a row without anything gained. */
  count: number
  /** Milliseconds before the second one; each further pause is twice as long, up to 30 seconds. */
  firstPause: number
}

/**
 * Does work until it succeeds. `gained` in it says that it got further than ever before, so that the count begins anew; `failed` is told
 * of each failure that is tried again. Throws the last failure, or the signal's reason when it is aborted.
 */
export async function withTries<Result>(
  { count, firstPause }: Tries,
  work: (gained: () => void) => Promise<Result>,
  { signal, failed = () => undefined }: { signal: AbortSignal; failed?: (fault: HubFault) => void },
): Promise<Result> {
  for (let tried = 1; ; tried++) {
    try {
      return await work(() => (tried = 0))
    } catch (error) {
      signal.throwIfAborted()
      if (tried >= count || !(error instanceof HubFault && error.passing)) throw error
      failed(error)
      const pause = Math.min(firstPause * 2 ** Math.max(tried - 1, 0), LONGEST_PAUSE)
      // An aborted sleep rejects with an error of its own; the caller gets the signal's reason.
      await sleep(Math.max(pause, error.wait ?? 0), undefined, { signal }).catch(() => undefined)
      signal.throwIfAborted()
    }
  }
}
