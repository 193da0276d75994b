// What the prefix caches of a model hold, and what they were good for.
// Knows the record and its one ratio. Does not know how a cache works (inference/decoding/prefix-cache.ts).
import { z } from 'zod'

const Count = z.number().int().nonnegative()

export const CacheUse = z.object({
  /** Prefix caches that are open: one for each run that uses the model now. */
  caches: Count,
  /** Bytes that they hold together: keys, values, logits and tokens of prefixes. */
  bytes: Count,
  /** Bytes that each of them may hold. */
  byteLimit: Count,
  /** Most bytes held at the end of a request since the model was loaded; a run's cache ends with the run. */
  mostBytes: Count,
  /** Tokens of prefixes since the model was loaded: found in a cache, and computed. */
  cachedTokens: Count,
  computedTokens: Count,
})
export type CacheUse = z.infer<typeof CacheUse>

/** The prefix caches of one open model. Models on servers have none here. */
export const ModelCache = CacheUse.extend({
  /** Id of the model in the catalog. */
  model: z.string(),
})
export type ModelCache = z.infer<typeof ModelCache>

/** The share of prefix tokens that were found instead of computed, cached / (cached + computed): 0 to 1, null before the first. */
export function hitRate({ cachedTokens, computedTokens }: CacheUse): number | null {
  const all = cachedTokens + computedTokens
  return all === 0 ? null : cachedTokens / all
}
