// The batch of one model: everything that goes through it, of all jobs, in shared passes.
// Knows rows, waiting and passes. Does not know what tokens mean, sampling, or where a job's tokens come from.
//
// Two lanes take turns, so that neither holds the other up for more than a pass: strands, which grow by a token a pass, in rows
// that they join and leave at any token; and chunks of known tokens (prompts, steps to be scored). Shapes are such that a row's
// numbers do not depend on its company (kv-cache.ts), so a job's results do not either.
import { cacheShape, CHUNK_BLOCK, newSegment, openKeyValueCache, paddedRows } from '../graph/kv-cache.ts'
import type { KeyValueCache, Segment } from '../graph/kv-cache.ts'
import type { ModelFolder } from '../model/model-folder.ts'
import { copyOf, discard, rowOf } from '../graph/model-graph.ts'
import type { Batch, LogitRow, ModelGraph, Output } from '../graph/model-graph.ts'
import { openRowPasses } from '../graph/row-passes.ts'

/** Rows that decode in one pass; more strands wait for a free one. At this size the products are as fast as they get. */
export const ROW_LIMIT = 64
/** Tokens of all chunks of one pass, padding included, if they are more than one. */
const CHUNK_PASS_TOKENS = 1024

/** A sequence that grows: its next token, and what to do with the logits after it. */
export interface Strand {
  token: number
  /**
   * Called when the token has gone through the model; the row is valid during the call. Returns what the sequence goes on with:
   * nothing (it leaves), one strand, or several that fork from here.
   */
  fed(row: LogitRow, held: Held): readonly Strand[]
}

/** What a strand's row holds. */
export interface Held {
  /** Copies the keys and values of positions `from` to `to` (exclusive). */
  read(from: number, to: number): Segment
}

/** A strand and what stands before its token. */
export interface Start {
  segments: readonly Segment[]
  /** Positions before the token; the segments may hold more. */
  length: number
  strand: Strand
}

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

export interface ContinuousBatch {
  /** Grows strands and all that fork from them to their ends. Rejects with the signal's reason, or with what a pass throws. */
  decode(starts: readonly Start[], signal: AbortSignal): Promise<void>
  /** Feeds a chunk in one pass. Rejects like `decode`. */
  feed(chunk: Chunk, signal: AbortSignal): Promise<ChunkResult>
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>
}

/** The strands of one call. */
interface Group {
  open: number
  signal: AbortSignal
  /** What one of its strands has thrown. */
  failure: { error: unknown } | null
  resolve: () => void
  reject: (error: unknown) => void
}

interface Row {
  group: Group
  strand: Strand
  /** Positions before the strand's token. */
  length: number
}

interface Waiting extends Row {
  segments: readonly Segment[]
}

interface WaitingChunk extends Chunk {
  signal: AbortSignal
  resolve: (result: ChunkResult) => void
  reject: (error: unknown) => void
}

/** An empty batch over an open graph. A pass of several rows that fails is tried again with half of them from then on. */
export function openContinuousBatch({
  session,
  folder,
}: {
  session: Pick<ModelGraph, 'run' | 'keepRows'>
  folder: Pick<ModelFolder, 'layers' | 'keyValueHeads' | 'headSize' | 'tokens'>
}): ContinuousBatch {
  const shape = cacheShape(folder)
  const decoding = openKeyValueCache(shape, ROW_LIMIT)
  const feeding = openKeyValueCache(shape)
  const decodeBatch = openRowPasses(session, decoding)
  const rows: Row[] = []
  let waiting: Waiting[] = []
  let chunks: WaitingChunk[] = []
  let limit = ROW_LIMIT
  let busy: Promise<void> | null = null

  const loop = async () => {
    do {
      // Lets messages in (a call, a stop) before each pass, and calls of one moment share their first.
      await new Promise((resolve) => setImmediate(resolve))
      dropFailed()
      admit()
      if (rows.length > 0) await decodePass()
      if (chunks.length > 0) await chunkPass()
    } while (rows.length > 0 || waiting.length > 0 || chunks.length > 0)
    busy = null
  }

  const leave = (row: number) => {
    const last = rows.length - 1
    if (row !== last) {
      decoding.copy(last, row, rows[last]!.length)
      rows[row] = rows[last]!
    }
    rows.pop()
  }

  /** A group that has failed or was stopped: none of its strands goes on. */
  const drop = (group: Group, error: unknown) => {
    waiting = waiting.filter((strand) => strand.group !== group)
    for (let row = rows.length - 1; row >= 0; row--) if (rows[row]!.group === group) leave(row)
    group.reject(error)
  }

  const dropFailed = () => {
    const groups = new Set([...rows, ...waiting].map(({ group }) => group))
    for (const group of groups) {
      if (group.failure) drop(group, group.failure.error)
      else if (group.signal.aborted) drop(group, group.signal.reason)
    }
    const aborted = chunks.filter(({ signal }) => signal.aborted)
    if (aborted.length > 0) chunks = chunks.filter(({ signal }) => !signal.aborted)
    for (const { signal, reject } of aborted) reject(signal.reason)
  }

  /** Gives free rows to waiting strands. */
  const admit = () => {
    if (rows.length >= limit || waiting.length === 0) return
    const entering = waiting.splice(0, limit - rows.length)
    decoding.reserve({
      rows: rows.length + entering.length,
      positions: Math.max(
        ...entering.map(({ segments, length }) => Math.max(positionsOf(segments), length + 1)),
        ...rows.map(({ length }) => length + 1),
      ),
      kept: rows.length,
    })
    for (const { segments, ...row } of entering) {
      decoding.write(rows.length, segments)
      rows.push(row)
    }
  }

  const decodePass = async () => {
    decoding.reserve({
      rows: rows.length,
      positions: 1 + Math.max(...rows.map(({ length }) => length)),
      kept: rows.length,
    })
    const batch = batchOf(decoding, 1, rows, ({ strand }) => [strand.token])
    const output = await decodeBatch(batch).catch((error: unknown) => {
      if (shrink(rows.length)) {
        while (rows.length > limit) park(rows.length - 1)
      } else for (const group of new Set(rows.map(({ group }) => group))) drop(group, error)
      return null
    })
    if (!output) return
    const lengths = rows.map(({ length }) => length)
    decoding.append(lengths, output)
    for (const row of rows) row.length += 1
    // From the last row to the first, so that what leaves or forks does not move rows that are still to be read.
    for (let row = rows.length - 1; row >= 0; row--) advance(row, output)
    discard(output)
  }

  const advance = (row: number, output: Output) => {
    const { group, strand } = rows[row]!
    let next: readonly Strand[]
    try {
      next = strand.fed(rowOf(output, row), { read: (from, to) => decoding.read(row, from, to) })
    } catch (error) {
      group.failure = { error }
      next = [strand]
    }
    group.open += next.length - 1
    next.slice(1).forEach((fork) => branchOff(row, fork))
    if (next[0]) rows[row]!.strand = next[0]
    else leave(row)
    if (group.open === 0) group.resolve()
  }

  /** A fork takes a free row, or waits in front of all others with a copy of what stands before it. */
  const branchOff = (from: number, strand: Strand) => {
    const { group, length } = rows[from]!
    if (rows.length < limit) {
      decoding.reserve({ rows: rows.length + 1, positions: length, kept: rows.length })
      decoding.copy(from, rows.length, length)
      rows.push({ group, strand, length })
    } else waiting.unshift({ group, strand, length, segments: [decoding.read(from, 0, length)] })
  }

  const park = (row: number) => {
    const { group, strand, length } = rows[row]!
    waiting.unshift({ group, strand, length, segments: [decoding.read(row, 0, length)] })
    leave(row)
  }

  /** Whether fewer rows may do where so many failed: memory may have run out. */
  const shrink = (failed: number): boolean => {
    if (failed <= 2) return false
    limit = failed >> 1
    return true
  }

  const chunkPass = async () => {
    const size = (chunk: WaitingChunk) => Math.ceil(chunk.tokens.length / CHUNK_BLOCK) * CHUNK_BLOCK
    const chunk = size(chunks[0]!)
    const most = Math.max(1, Math.min(limit, Math.floor(CHUNK_PASS_TOKENS / chunk)))
    const batch = chunks.filter((waiting) => size(waiting) === chunk).slice(0, most)
    const own = batch.map(({ segments, tokens }) => ({ length: positionsOf(segments), tokens }))
    feeding.reserve({ rows: batch.length, positions: Math.max(...own.map(({ length }) => length)), kept: 0 })
    batch.forEach(({ segments }, row) => feeding.write(row, segments))
    let output: Output
    try {
      output = await session.run(batchOf(feeding, chunk, own, ({ tokens }) => tokens))
    } catch (error) {
      if (shrink(batch.length)) return
      chunks = chunks.filter((waiting) => !batch.includes(waiting))
      for (const { reject } of batch) reject(error)
      return
    }
    chunks = chunks.filter((waiting) => !batch.includes(waiting))
    batch.forEach(({ resolve, tokens }, row) => {
      const segment = newSegment({ shape, output, row, chunk, tokens: tokens.length })
      resolve({ row: copyOf(rowOf(output, row)), segment })
    })
    discard(output)
  }

  /** What goes through in one pass; rows that fill the batch up hold padding alone. */
  const batchOf = <Item extends { length: number }>(
    cache: KeyValueCache,
    chunk: number,
    items: readonly Item[],
    tokensOf: (item: Item) => readonly number[],
  ): Batch => {
    const padded = paddedRows(items.length, chunk)
    const tokens = new Int32Array(padded * chunk).fill(folder.tokens.padding)
    const pastLengths = new Int32Array(padded)
    // The logits are a product with one row for each place, so places are padded like rows of one token, with any.
    const places = new Int32Array(paddedRows(items.length)).map((_, row) => (row < padded ? row * chunk : 0))
    items.forEach((item, row) => {
      const own = tokensOf(item)
      tokens.set(own, row * chunk)
      pastLengths[row] = item.length
      places[row]! += own.length - 1
    })
    const [keys, values] = [cache.keys(padded), cache.values(padded)]
    return { rows: padded, chunk, positions: cache.positions, tokens, pastLengths, places, keys, values }
  }

  return {
    decode(starts, signal) {
      if (signal.aborted) return Promise.reject(signal.reason as Error)
      if (starts.length === 0) return Promise.resolve()
      return new Promise((resolve, reject) => {
        const group: Group = { open: starts.length, signal, failure: null, resolve, reject }
        waiting.push(...starts.map((start) => ({ group, ...start })))
        busy ??= loop()
      })
    },
    feed(chunk, signal) {
      if (signal.aborted) return Promise.reject(signal.reason as Error)
      return new Promise((resolve, reject) => {
        chunks.push({ ...chunk, signal, resolve, reject })
        busy ??= loop()
      })
    },
    async idle() {
      while (busy) await busy
    },
  }
}

function positionsOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { positions }) => sum + positions, 0)
}
