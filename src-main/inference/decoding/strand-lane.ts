// The lane of what decodes: strands, which grow by a token a pass, in rows that they join, fork from and leave at any token.
// Knows rows, who waits for one, and calls whose strands belong together. Does not know what tokens mean, or when a pass is due.
import type { openKeyValueCache } from '../graph/kv-cache.ts'
import type { Segment } from '../graph/segment.ts'
import { positionsOf } from '../graph/segment.ts'
import { discard, rowOf } from '../graph/model-graph.ts'
import type { Batch, LogitRow, ModelGraph, Output } from '../graph/model-graph.ts'
import { passBatch } from './pass-batch.ts'
import type { RowLimit } from './row-limit.ts'

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

/** The strands of one call. */
interface Group {
  open: number
  signal: AbortSignal
  /** What one of its strands has thrown. */
  failure: { error: unknown } | null
  done: PromiseWithResolvers<void>
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

export interface StrandLane {
  /** Whether strands are there, in rows or waiting. */
  readonly busy: boolean
  /** Lets strands wait for rows. Resolves when they, and all that fork from them, have ended. */
  add(starts: readonly Start[], signal: AbortSignal): Promise<void>
  /** Ends the calls that have failed or were stopped: none of their strands goes on. */
  dropEnded(): void
  /** Gives free rows to those who wait, and feeds each row its token. Rejects where the cache cannot hold what was computed. */
  pass(): Promise<void>
  /** Fails all calls. */
  dropAll(error: unknown): void
}

/** `run` does a pass over the cache. One of several rows that fails is tried again with half of them from then on. */
export function openStrandLane(options: {
  cache: ReturnType<typeof openKeyValueCache>
  run: (batch: Batch) => Promise<Output>
  graph: Pick<ModelGraph, 'inPlace'>
  limit: RowLimit
  padding: number
}): StrandLane {
  const { cache, run, graph, limit, padding } = options
  const rows: Row[] = []
  let waiting: Waiting[] = []

  const leave = (row: number) => {
    const last = rows.length - 1
    if (row !== last) {
      cache.copy(last, row, rows[last]!.length)
      rows[row] = rows[last]!
    }
    rows.pop()
  }

  const drop = (group: Group, error: unknown) => {
    waiting = waiting.filter((strand) => strand.group !== group)
    for (let row = rows.length - 1; row >= 0; row--) if (rows[row]!.group === group) leave(row)
    group.done.reject(error)
  }

  const admit = () => {
    if (rows.length >= limit.rows || waiting.length === 0) return
    const entering = waiting.slice(0, limit.rows - rows.length)
    cache.reserve({
      rows: rows.length + entering.length,
      positions: Math.max(
        ...entering.map(({ segments, length }) => Math.max(positionsOf(segments), length + 1)),
        ...rows.map(({ length }) => length + 1),
      ),
      kept: rows.length,
    })
    waiting = waiting.slice(entering.length)
    for (const { segments, ...row } of entering) {
      cache.write(rows.length, segments, row.length)
      rows.push(row)
    }
  }

  /** Waits in front of all others, with a copy of what stands before it. */
  const waitInFront = (from: number, strand: Strand) => {
    const { group, length } = rows[from]!
    waiting.unshift({ group, strand, length, segments: [cache.read(from, 0, length)] })
  }

  /** A fork takes a free row, or waits for one. */
  const branchOff = (from: number, strand: Strand) => {
    if (rows.length >= limit.rows) {
      waitInFront(from, strand)
      return
    }
    const { group, length } = rows[from]!
    cache.reserve({ rows: rows.length + 1, positions: length, kept: rows.length })
    cache.copy(from, rows.length, length)
    rows.push({ group, strand, length })
  }

  const advance = (row: number, output: Output) => {
    const { group, strand } = rows[row]!
    let next: readonly Strand[]
    try {
      next = strand.fed(rowOf(output, row), { read: (from, to) => cache.read(row, from, to) })
    } catch (error) {
      group.failure = { error }
      next = [strand]
    }
    group.open += next.length - 1
    for (const fork of next.slice(1)) branchOff(row, fork)
    if (next[0]) rows[row]!.strand = next[0]
    else leave(row)
    if (group.open === 0) group.done.resolve()
  }

  const failed = (error: unknown) => {
    if (!limit.lower(rows.length)) for (const group of new Set(rows.map(({ group }) => group))) drop(group, error)
    while (rows.length > limit.rows) {
      const last = rows.length - 1
      waitInFront(last, rows[last]!.strand)
      leave(last)
    }
  }

  return {
    get busy() {
      return rows.length > 0 || waiting.length > 0
    },
    add(starts, signal) {
      const done: Group['done'] = Promise.withResolvers()
      const group: Group = { open: starts.length, signal, failure: null, done }
      waiting.push(...starts.map((start) => ({ group, ...start })))
      return done.promise
    },
    dropEnded() {
      for (const group of new Set([...rows, ...waiting].map(({ group }) => group))) {
        if (group.failure) drop(group, group.failure.error)
        else if (group.signal.aborted) drop(group, group.signal.reason)
      }
    },
    dropAll(error) {
      for (const group of new Set([...rows, ...waiting].map(({ group }) => group))) drop(group, error)
    },
    async pass() {
      admit()
      if (rows.length === 0) return
      const longest = Math.max(...rows.map(({ length }) => length))
      cache.reserve({ rows: rows.length, positions: 1 + longest, kept: rows.length })
      const fed = rows.map(({ length, strand }) => ({ length, tokens: [strand.token] }))
      let output: Output
      try {
        output = await run(passBatch(cache, fed, { chunk: 1, padding, graph }))
      } catch (error) {
        failed(error)
        return
      }
      const places = rows.map(({ length }) => length)
      if (!graph.inPlace) cache.append(places, output)
      for (const row of rows) row.length += 1
      // From the last row to the first, so that what leaves or forks does not move rows that are still to be read.
      for (let row = rows.length - 1; row >= 0; row--) advance(row, output)
      discard(output, graph)
    },
  }
}
