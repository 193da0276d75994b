// Bounded concurrency: many jobs, a few of them at once.
// Knows order and the first failure. Does not know what a job does.

/**
 * Does a job for each item, `limit` of them at once, and resolves with the results in the order of the items. The first
 * failure stops the others and is thrown; an aborted signal ends it with the signal's reason.
 */
export async function fewAtOnce<Item, Result>(
  items: readonly Item[],
  { limit, signal }: { limit: number; signal: AbortSignal },
  job: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  signal.throwIfAborted()
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  const results: Result[] = []
  let next = 0
  const work = async () => {
    while (next < items.length && !either.aborted) {
      const index = next++
      results[index] = await job(items[index]!, either)
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work))
  } catch (error) {
    stop.abort()
    signal.throwIfAborted()
    throw error
  }
  signal.throwIfAborted()
  return results
}
