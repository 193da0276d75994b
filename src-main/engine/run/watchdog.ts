// Notices a thread that does not answer any more.
// Knows time and one question. Does not know threads, or what becomes of one.

/** Seconds without an answer after which a thread counts as hung. What a search does between two answers of its models takes milliseconds. */
export const PATIENCE = 10

export interface Watchdog {
  /** Asks once a second from now on. */
  begin(): void
  end(): void
}

/**
 * `ask` resolves when the thread answers; `hung` is told once, when it has not for PATIENCE seconds. Seconds in which this thread itself
 * did nothing, as while the machine sleeps, do not count.
 */
export function createWatchdog(ask: () => Promise<unknown>, hung: () => void): Watchdog {
  let timer: NodeJS.Timeout | undefined
  let waited = 0
  let asked: Promise<unknown> | null = null
  const end = () => {
    clearInterval(timer)
    timer = undefined
    asked = null
    waited = 0
  }
  const look = () => {
    if (asked && ++waited >= PATIENCE) {
      end()
      hung()
    } else if (!asked) {
      waited = 0
      const mine = (asked = ask().catch(() => undefined))
      void mine.then(() => {
        if (asked === mine) asked = null
      })
    }
  }
  return {
    begin: () => void (timer ??= setInterval(look, 1000).unref()),
    end,
  }
}
