// One token for each of some rows: the pass that decoding is made of, and how a row leaves the batch.
// Knows the padding of a batch. Does not know where tokens come from.
import type { KeyValueCache } from './kv-cache.ts'
import { paddedRows } from './kv-cache.ts'
import type { ModelFolder } from './model-folder.ts'
import type { ModelGraph, Output } from './model-graph.ts'

/** Feeds one token to each row and appends its keys and values; rows that fill the batch up hold the padding token alone. */
export async function passTokens(options: {
  session: ModelGraph
  folder: ModelFolder
  slab: KeyValueCache
  /** By row: the token, and the positions before it. */
  rows: readonly { token: number; length: number }[]
}): Promise<Output> {
  const { session, folder, slab, rows } = options
  const padded = paddedRows(rows.length)
  const tokens = new Int32Array(padded).fill(folder.tokens.padding)
  const pastLengths = new Int32Array(padded)
  rows.forEach(({ token, length }, row) => {
    tokens[row] = token
    pastLengths[row] = length
  })
  const { positions } = slab
  const [keys, values] = [slab.keys(padded), slab.values(padded)]
  const output = await session.run({ rows: padded, chunk: 1, positions, tokens, pastLengths, keys, values })
  rows.forEach(({ length }, row) => slab.append(row, length, output, { chunk: 1, tokens: 1 }))
  return output
}

/** The logits of one row, without a copy. */
export function logitsOf(output: Output, row: number): Float32Array {
  return output.logits.subarray(row * output.classes, (row + 1) * output.classes)
}

/** A row leaves: the last one takes its place. Go from the last row to the first, so that none is passed over. */
export function leave(rows: unknown[], row: number, slab: KeyValueCache): void {
  const last = rows.length - 1
  if (row !== last) {
    slab.move(last, row, slab.positions)
    rows[row] = rows[last]!
  }
  rows.pop()
}
