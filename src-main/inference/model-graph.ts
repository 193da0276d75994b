// A graph as the inference room sees it: one pass over a batch, whatever the names of its inputs and outputs are.
// Knows shapes only. Each kind of graph is one file (delta-graph.ts) and one line of the table in onnx-session.ts.

/** What goes through the model in one pass: `rows` sequences with `chunk` new tokens each, padded on the right. */
export interface Batch {
  rows: number
  chunk: number
  /** Positions that each row of the cache has room for; multiples of 64, see kv-cache.ts. */
  positions: number
  /** Token ids: [rows, chunk] */
  tokens: Int32Array
  /** Valid cache positions of each row: [rows]. New token t of a row stands at position pastLengths[row] + t. */
  pastLengths: Int32Array
  /** By layer: [rows, heads, positions, headSize], keys after rotary embedding. */
  keys: readonly Float32Array[]
  values: readonly Float32Array[]
}

/** What came out. */
export interface Output {
  /** [rows, chunk, classes] */
  logits: Float32Array
  classes: number
  /** Of the new tokens, by layer: [rows, heads, chunk, headSize]. */
  keys: Float32Array[]
  values: Float32Array[]
}

export interface ModelGraph {
  run(batch: Batch): Promise<Output>
  /** Opens passes over rows that stay on the device from one to the next; absent where the cache goes in whole each time. */
  keepRows?(): KeptRows
  /** Frees what the graph holds beside its session. */
  release?(): Promise<void>
}

/** Passes over one cache, a token a row. */
export interface KeptRows {
  /**
   * `origins` tells for each row which row of the pass before it goes on from, the new token included, or -1 if it holds anything
   * else. Where a pass fails, all rows count as new in the next.
   */
  run(batch: Batch, origins: Int32Array): Promise<Output>
}
