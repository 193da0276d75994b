// How many tokens a second came over the last seconds.
// Knows a window of time. Does not know what the tokens are of.

/** Milliseconds of the window. */
const WINDOW = 10_000

export interface TokenRate {
  came(tokens: number): void
  /** Tokens a second over the window, or since the first of them. */
  readonly perSecond: number
}

/** `now`: a clock in milliseconds. */
export function openTokenRate(now = () => performance.now()): TokenRate {
  let parts: { at: number; tokens: number }[] = []
  let since = now()
  const forget = () => {
    const oldest = now() - WINDOW
    if (parts.length > 0 && parts[0]!.at < oldest) parts = parts.filter(({ at }) => at >= oldest)
  }
  return {
    came(tokens) {
      forget()
      // Behind a rest, the time before says nothing.
      if (parts.length === 0) since = Math.max(since, now() - 1000)
      parts.push({ at: now(), tokens })
    },
    get perSecond() {
      forget()
      const seconds = Math.min(WINDOW, now() - since) / 1000
      const tokens = parts.reduce((sum, part) => sum + part.tokens, 0)
      return seconds > 0 ? tokens / Math.max(1, seconds) : 0
    },
  }
}
