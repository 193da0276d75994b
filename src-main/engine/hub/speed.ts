// Bytes a second, over the last few seconds.
// Knows samples of a count. Does not know clocks: the caller says what time it is, in milliseconds.

/** Milliseconds that the speed is taken over. */
const SPAN = 5000

export interface Speed {
  count(now: number, total: number): void
  /** Null until a second has been seen. */
  perSecond(now: number): number | null
}

export function createSpeed(): Speed {
  let samples: { at: number; total: number }[] = []
  return {
    count(now, total) {
      // A file that is fetched anew has fewer bytes than before.
      if (total < (samples.at(-1)?.total ?? 0)) samples = []
      // A few samples are enough, however often parts come.
      if (samples.length > 1 && now - samples.at(-2)!.at < SPAN / 50) samples.pop()
      samples.push({ at: now, total })
      while (samples.length > 2 && samples[1]!.at < now - SPAN) samples.shift()
    },
    perSecond(now) {
      const [first, last] = [samples[0], samples.at(-1)]
      if (!first || !last || now - first.at < 1000) return null
      return ((last.total - first.total) / (now - first.at)) * 1000
    },
  }
}
