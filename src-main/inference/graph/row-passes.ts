// Passes that grow the rows of a cache by a token each: over rows that stay on the device where the graph can keep them there,
// else with the whole cache each time. Knows the choice only.
import type { KeyValueCache } from './kv-cache.ts'
import type { Batch, ModelGraph, Output } from './model-graph.ts'

/** Opens such passes over one cache. Its rows may be written and copied between two passes, and grow by what a pass gives. */
export function openRowPasses(
  graph: Pick<ModelGraph, 'run' | 'keepRows'>,
  cache: Pick<KeyValueCache, 'takeOrigins'>,
): (batch: Batch) => Promise<Output> {
  const kept = graph.keepRows?.()
  return kept ? (batch) => kept.run(batch, cache.takeOrigins(batch.rows)) : (batch) => graph.run(batch)
}
