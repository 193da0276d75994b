// The lane of what is known: chunks of tokens behind known positions (prompts, steps to be scored), those of one size together.
// Knows which chunks wait. Does not know what tokens mean, or when a pass is due.
import { CHUNK_BLOCK } from '../graph/kv-cache.ts'
import { newSegment, positionsOf } from '../graph/segment.ts'
import type { CacheShape } from '../graph/cache-shape.ts'
import type { openKeyValueCache } from '../graph/kv-cache.ts'
import type { Segment } from '../graph/segment.ts'
import { copyOf, discard, rowOf } from '../graph/model-graph.ts'
import type { LogitRow, ModelGraph, Output } from '../graph/model-graph.ts'
import { passBatch } from './pass-batch.ts'
import type { RowLimit } from './row-limit.ts'

/** Tokens of all chunks of one pass, padding included, if they are more than one. */
const CHUNK_PASS_TOKENS = 1024

/** Known tokens behind known positions. */
export interface Chunk {
  segments: readonly Segment[]
  tokens: readonly number[]
}

export interface ChunkResult {
  /** What the model says after the last token. */
  row: LogitRow
  segment: Segment
}

interface Waiting extends Chunk {
  signal: AbortSignal
  done: PromiseWithResolvers<ChunkResult>
}

export interface ChunkLane {
  readonly busy: boolean
  add(chunk: Chunk, signal: AbortSignal): Promise<ChunkResult>
  /** Rejects the chunks that were stopped. */
  dropEnded(): void
  /** Feeds the first chunk and others of its size. Rejects where the cache cannot hold them, or what was computed. */
  pass(): Promise<void>
  /** Fails all calls. */
  dropAll(error: unknown): void
}

/** `graph` does passes over the cache. One of several chunks that fails is tried again with half of them from then on. */
export function openChunkLane(options: {
  cache: ReturnType<typeof openKeyValueCache>
  shape: CacheShape
  graph: Pick<ModelGraph, 'run' | 'inPlace'>
  limit: RowLimit
  padding: number
}): ChunkLane {
  const { cache, shape, graph, limit, padding } = options
  let waiting: Waiting[] = []

  return {
    get busy() {
      return waiting.length > 0
    },
    add(chunk, signal) {
      const done: Waiting['done'] = Promise.withResolvers()
      waiting.push({ ...chunk, signal, done })
      return done.promise
    },
    dropEnded() {
      const aborted = waiting.filter(({ signal }) => signal.aborted)
      if (aborted.length > 0) waiting = waiting.filter(({ signal }) => !signal.aborted)
      for (const { signal, done } of aborted) done.reject(signal.reason)
    },
    dropAll(error) {
      const failed = waiting
      waiting = []
      for (const { done } of failed) done.reject(error)
    },
    async pass() {
      if (waiting.length === 0) return
      const chunk = paddedSize(waiting[0]!)
      const most = graph.inPlace ? 1 : Math.max(1, Math.min(limit.rows, Math.floor(CHUNK_PASS_TOKENS / chunk)))
      const fed = waiting.filter((one) => paddedSize(one) === chunk).slice(0, most)
      const rows = fed.map(({ segments, tokens }) => ({ length: positionsOf(segments), tokens }))
      const room = Math.max(...rows.map(({ length }) => length)) + (graph.inPlace ? chunk : 0)
      cache.reserve({ rows: fed.length, positions: room, kept: 0 })
      fed.forEach(({ segments }, row) => cache.write(row, segments))
      const leave = () => (waiting = waiting.filter((one) => !fed.includes(one)))
      let output: Output
      try {
        output = await graph.run(passBatch(cache, rows, { chunk, padding, graph }))
      } catch (error) {
        if (limit.lower(fed.length)) return
        leave()
        for (const { done } of fed) done.reject(error)
        return
      }
      const results = rows.map(({ length, tokens }, row): ChunkResult => {
        const segment = graph.inPlace
          ? cache.read(row, length, length + tokens.length)
          : newSegment({ shape, output, row, chunk, tokens: tokens.length })
        return { row: copyOf(rowOf(output, row)), segment }
      })
      discard(output, graph)
      leave()
      for (const [row, result] of results.entries()) fed[row]!.done.resolve(result)
    },
  }
}

function paddedSize({ tokens }: Chunk): number {
  return Math.ceil(tokens.length / CHUNK_BLOCK) * CHUNK_BLOCK
}
