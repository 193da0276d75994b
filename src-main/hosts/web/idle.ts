// The end of a host that nobody uses.
// Knows a clock and how long it is to wait. Does not know what use is.

/** Resolves after so many minutes in a row in which nothing was in use. */
export function idleFor(
  minutes: number,
  inUse: () => boolean,
  now: () => number = () => performance.now(),
): Promise<void> {
  const wait = minutes * 60_000
  let since = now()
  return new Promise((resolve) => {
    const watch = setInterval(
      () => {
        if (inUse()) since = now()
        else if (now() - since >= wait) {
          clearInterval(watch)
          resolve()
        }
      },
      Math.min(5000, wait / 10),
    )
    watch.unref()
  })
}
