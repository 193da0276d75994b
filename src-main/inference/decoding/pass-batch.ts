// What goes through the model in one pass: rows of tokens behind what a cache holds of them.
// Knows padding and places. Does not know whose rows they are.
import { paddedRows } from '../graph/kv-cache.ts'
import type { KeyValueCache } from '../graph/kv-cache.ts'
import type { Batch, ModelGraph } from '../graph/model-graph.ts'

/** A row of a pass: its tokens, at most a chunk, behind `length` positions of the cache. */
export interface PassRow {
  length: number
  tokens: readonly number[]
}

export interface PassOptions {
  /** Tokens of each row. */
  chunk: number
  /** The token that fills up rows, and the shape. */
  padding: number
  graph: Pick<ModelGraph, 'inPlace'>
}

/** The batch of these rows, which lie first in the cache. The logits of each row's last token are asked for. */
export function passBatch(
  cache: KeyValueCache,
  items: readonly PassRow[],
  { chunk, padding, graph }: PassOptions,
): Batch {
  const least = graph.inPlace?.alone ? 1 : 2
  const rows = paddedRows(items.length, chunk, least)
  const tokens = new Int32Array(rows * chunk).fill(padding)
  const pastLengths = new Int32Array(rows)
  // The logits are a product with one row for each place, so places are padded like rows of one token, with any.
  const places = new Int32Array(paddedRows(items.length, 1, least)).map((_, row) => (row < rows ? row * chunk : 0))
  items.forEach((item, row) => {
    tokens.set(item.tokens, row * chunk)
    pastLengths[row] = item.length
    places[row]! += item.tokens.length - 1
  })
  const [keys, values] = [cache.keys(rows), cache.values(rows)]
  return { rows, chunk, positions: cache.positions, tokens, pastLengths, places, keys, values }
}
