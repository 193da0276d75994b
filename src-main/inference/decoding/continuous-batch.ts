// The batch of one model: everything that goes through it, of all jobs, in shared passes.
// Knows its two lanes and whose turn it is. Does not know rows, what tokens mean, sampling, or where a job's tokens come from.
//
// The lanes take turns, so that neither holds the other up for more than a pass: strands, which grow by a token a pass
// (strand-lane.ts), and chunks of known tokens (chunk-lane.ts). Shapes are such that a row's numbers do not depend on its company
// (kv-cache.ts), so a job's results do not either.
import { totalmem } from 'node:os'
import { cacheShape } from '../graph/cache-shape.ts'
import { openKeyValueCache } from '../graph/kv-cache.ts'
import type { ModelGraph } from '../graph/model-graph.ts'
import { openRowPasses } from '../graph/row-passes.ts'
import type { ModelFolder } from '../model/model-folder.ts'
import { openChunkLane } from './chunk-lane.ts'
import type { Chunk, ChunkResult } from './chunk-lane.ts'
import { openRowLimit, rowsInMemory } from './row-limit.ts'
import { openStrandLane } from './strand-lane.ts'
import type { Start } from './strand-lane.ts'

export interface ContinuousBatch {
  /** Grows strands and all that fork from them to their ends. Rejects with the signal's reason, or with what a pass throws. */
  decode(starts: readonly Start[], signal: AbortSignal): Promise<void>
  /** Feeds a chunk in one pass. Rejects like `decode`. */
  feed(chunk: Chunk, signal: AbortSignal): Promise<ChunkResult>
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>
}

/** An empty batch over an open graph, of fewer rows where the machine's `memory` (bytes) has no room for all. A pass of several rows that fails is tried again with half of them from then on. */
export function openContinuousBatch({
  session,
  folder,
  memory = totalmem(),
}: {
  session: Pick<ModelGraph, 'run' | 'keepRows' | 'inPlace'>
  folder: Pick<ModelFolder, 'layers' | 'keyValueHeads' | 'headSize' | 'positions' | 'tokens'>
  memory?: number
}): ContinuousBatch {
  const shape = cacheShape(folder)
  const { padding } = folder.tokens
  const rows = rowsInMemory(shape, { positions: folder.positions, memory })
  const limit = openRowLimit(rows)
  const growing = openKeyValueCache(shape, { expectedRows: rows, lends: session.inPlace !== undefined })
  const strands = openStrandLane({
    cache: growing,
    run: openRowPasses(session, growing),
    graph: session,
    limit,
    padding,
  })
  const feeding = openKeyValueCache(shape)
  const chunks = openChunkLane({ cache: feeding, shape, graph: session, limit, padding })
  let busy: Promise<void> | null = null

  const loop = async () => {
    try {
      do {
        // Lets messages in (a call, a stop) before each pass, and calls of one moment share their first.
        await new Promise((resolve) => setImmediate(resolve))
        strands.dropEnded()
        chunks.dropEnded()
        await strands.pass()
        await chunks.pass()
      } while (strands.busy || chunks.busy)
    } catch (error) {
      // Memory that ran out between two passes: nobody would be told otherwise.
      strands.dropAll(error)
      chunks.dropAll(error)
    }
    // At once, so that whoever calls next begins anew.
    busy = null
  }

  return {
    async decode(starts, signal) {
      signal.throwIfAborted()
      if (starts.length === 0) return
      const done = strands.add(starts, signal)
      busy ??= loop()
      await done
    },
    async feed(chunk, signal) {
      signal.throwIfAborted()
      const done = chunks.add(chunk, signal)
      busy ??= loop()
      return await done
    },
    async idle() {
      while (busy) await busy
    },
  }
}
