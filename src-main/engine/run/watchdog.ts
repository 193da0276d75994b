// Notices a thread that does not answer any more.
// Knows time and one question. Does not know threads, or what becomes of one.

/** Seconds without an answer after which a thread counts as hung. What a search does between two answers of its models takes milliseconds. */
export const PATIENCE = 10

export interface Watchdog {
  /** Asks at once, and once a second from now on. Does nothing where it asks already. */
  begin(): void
  end(): void
}

/**
 * `ask` resolves when the thread answers; `hung` is told once, when it has answered before and then has not for PATIENCE seconds. Seconds
 * in which this thread itself did nothing, as while the machine sleeps, do not count; nor does the time until the first answer, in which
 * the thread may still be reading its files.
 */
export function createWatchdog(ask: () => Promise<unknown>, hung: () => void): Watchdog {
  let timer: NodeJS.Timeout | undefined
  let asked: Promise<void> | null = null
  let awake = false
  let waited = 0
  const end = () => {
    clearInterval(timer)
    timer = undefined
    asked = null
    awake = false
  }
  const look = () => {
    if (!asked) {
      waited = 0
      const mine: Promise<void> = ask()
        .then(() => {
          if (asked === mine) awake = true
        })
        // It is gone, and that is told elsewhere.
        .catch(() => undefined)
        .finally(() => {
          if (asked === mine) asked = null
        })
      asked = mine
    } else if (awake && ++waited >= PATIENCE) {
      end()
      hung()
    }
  }
  return {
    begin() {
      if (timer) return
      timer = setInterval(look, 1000).unref()
      look()
    },
    end,
  }
}
