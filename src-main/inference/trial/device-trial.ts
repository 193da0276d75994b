// The trial of an open graph: what it answers to a ragged batch, and how fast it decodes.
// Knows batches and clocks. Does not know devices, processes or what is made of the figures.
import { cacheShape } from '../graph/cache-shape.ts'
import { openKeyValueCache } from '../graph/kv-cache.ts'
import { newSegment } from '../graph/segment.ts'
import type { ModelFolder } from '../model/model-folder.ts'
import { allPlaces } from '../graph/model-graph.ts'
import type { Batch, ModelGraph } from '../graph/model-graph.ts'
import { openRowPasses } from '../graph/row-passes.ts'

/** Largest absolute difference of a logit from the CPU's that a device may have. */
export const TOLERANCE = 1e-3

/** Tokens that each row of the ragged batch has in its cache; the passes feed more than the shortest row, less than the longest. */
const RAGGED = [8, 3, 6, 1]
const CHUNK = 8
const ROOM = 64
/** Rows that become forks of others: [fork, what it forks from]. */
const FORKS = [
  [1, 0],
  [3, 2],
] as const

/** Branches that are decoded at once for the speed, and the tokens before each. */
const BRANCHES = 16
const CONTEXT = 96
const STEPS = 24
/** Milliseconds after which no further step is measured. */
const ENOUGH = 1500

/**
 * Logits of passes over the same four rows: from an empty cache, behind the ragged part that was kept of it, then a token a row,
 * and one more after rows have forked. Tokens are drawn from a fixed stream, so the answers of two devices can be compared number
 * by number.
 */
export async function answersOf(graph: ModelGraph, folder: ModelFolder): Promise<Float32Array[]> {
  const shape = cacheShape(folder)
  const cache = openKeyValueCache(shape)
  const rows = RAGGED.length
  const draw = tokenStream(folder.vocabulary)
  cache.reserve({ rows, positions: ROOM, kept: 0 })
  const batchOf = (chunk: number, pastLengths: readonly number[]): Batch => ({
    rows,
    chunk,
    positions: cache.positions,
    tokens: Int32Array.from({ length: rows * chunk }, draw),
    pastLengths: Int32Array.from(pastLengths),
    places: allPlaces({ rows, chunk }),
    keys: cache.keys(rows),
    values: cache.values(rows),
  })
  const decode = openRowPasses(graph, cache)
  const nothing = RAGGED.map(() => 0)
  const first = await graph.run(batchOf(CHUNK, nothing))
  for (const [row, tokens] of RAGGED.entries()) {
    cache.write(row, [newSegment({ shape, output: first, row, chunk: CHUNK, tokens })])
  }
  const second = await graph.run(batchOf(CHUNK, RAGGED))
  const third = await decode(batchOf(1, RAGGED))
  cache.append(RAGGED, third)
  const lengths = RAGGED.map((length) => length + 1)
  for (const [to, from] of FORKS) {
    cache.copy(from, to, lengths[from]!)
    lengths[to] = lengths[from]!
  }
  const fourth = await decode(batchOf(1, lengths))
  return [first, second, third, fourth].map(({ logits }) => Float32Array.from(logits))
}

/** The largest absolute difference; infinite where a number is missing or is none. */
export function differenceOf(one: readonly Float32Array[], other: readonly Float32Array[]): number {
  let largest = 0
  for (const [index, numbers] of one.entries()) {
    const others = other[index]
    if (others?.length !== numbers.length) return Infinity
    for (let at = 0; at < numbers.length; at++) {
      const difference = Math.abs(numbers[at]! - others[at]!)
      if (Number.isNaN(difference)) return Infinity
      if (difference > largest) largest = difference
    }
  }
  return largest
}

/** Tokens a second that the graph decodes, each step behind the same context. */
export async function decodeSpeed(graph: ModelGraph, folder: ModelFolder): Promise<number> {
  const cache = openKeyValueCache(cacheShape(folder))
  const context = Math.min(CONTEXT, folder.positions - 1)
  const draw = tokenStream(folder.vocabulary)
  cache.reserve({ rows: BRANCHES, positions: context + 1, kept: 0 })
  const decode = openRowPasses(graph, cache)
  const batch = {
    rows: BRANCHES,
    chunk: 1,
    positions: cache.positions,
    tokens: Int32Array.from({ length: BRANCHES }, draw),
    pastLengths: new Int32Array(BRANCHES).fill(context),
    places: allPlaces({ rows: BRANCHES, chunk: 1 }),
    keys: cache.keys(BRANCHES),
    values: cache.values(BRANCHES),
  }
  // The first pass of a shape compiles its shaders.
  await decode(batch)
  const begun = performance.now()
  let steps = 0
  while (steps < STEPS && (steps < 1 || performance.now() - begun < ENOUGH)) {
    await decode(batch)
    steps++
  }
  return (BRANCHES * steps * 1000) / (performance.now() - begun)
}

/** Token ids without end, the same each time: a linear congruential generator (Numerical Recipes, chapter 7.1). */
function tokenStream(vocabulary: number): () => number {
  let state = 1
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * vocabulary)
  }
}
