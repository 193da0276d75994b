// A graph as the inference room sees it: one pass over a batch, whatever the names of its inputs and outputs are.
// Knows shapes only. Each kind of graph (graph-kind.ts) makes one of its session.

/** What goes through the model in one pass: `rows` sequences with `chunk` new tokens each, padded on the right. */
export interface Batch {
  rows: number
  chunk: number
  /** Positions that each row of the cache has room for; in blocks, see kv-cache.ts. */
  positions: number
  /** Token ids: [rows, chunk] */
  tokens: Int32Array
  /** Valid cache positions of each row: [rows]. New token t of a row stands at position pastLengths[row] + t. */
  pastLengths: Int32Array
  /** The places whose logits are wanted, row * chunk + token: [places] */
  places: Int32Array
  /** By layer: [rows, heads, positions, headSize], keys after rotary embedding. */
  keys: readonly Float32Array[]
  values: readonly Float32Array[]
}

/** What the model says at one place. */
export interface LogitRow {
  /** [classes] */
  logits: Float32Array
  /** The probability of each block of tokens, see `Output`: [blocks] */
  masses: Float32Array | null
}

/** What came out. */
export interface Output {
  /** [places, classes] */
  logits: Float32Array
  classes: number
  /**
   * The share of each block of `BLOCK` tokens (vector-loops.ts) in the probability at temperature 1: [places, blocks]; null where
   * the graph does not tell. Shares may be off by one common factor near 1.
   */
  masses: Float32Array | null
  /** Of the new tokens, by layer: [rows, heads, chunk, headSize]; none where the graph works in place. */
  keys: Float32Array[]
  values: Float32Array[]
}

export interface ModelGraph {
  run(batch: Batch): Promise<Output>
  /**
   * Of a graph that writes the new tokens' keys and values into the batch's own, behind each row's past, where there must be room for the
   * whole chunk; a chunk of several tokens goes through alone. Outputs hold until the next pass. Absent where a graph gives its
   * outputs away.
   */
  readonly inPlace?: {
    /** Whether a row of one token has the same numbers alone as beside others. */
    alone: boolean
  }
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

/** What an output says at one of its places, without a copy. */
export function rowOf({ logits, classes, masses }: Output, place: number): LogitRow {
  const blocks = masses ? (masses.length * classes) / logits.length : 0
  return {
    logits: logits.subarray(place * classes, (place + 1) * classes),
    masses: masses && masses.subarray(place * blocks, (place + 1) * blocks),
  }
}

/** A row that outlives the pass it came from. */
export function copyOf({ logits, masses }: LogitRow): LogitRow {
  return { logits: logits.slice(), masses: masses && masses.slice() }
}

/** The places of all tokens of a batch. */
export function allPlaces({ rows, chunk }: Pick<Batch, 'rows' | 'chunk'>): Int32Array {
  return new Int32Array(rows * chunk).map((_, place) => place)
}

/**
 * Gives the memory of an output back. Left to the garbage collector, which sees a few objects and not the megabytes behind them,
 * each pass would have to ask the system for new pages.
 */
export function discard({ logits, masses, keys, values }: Output, { inPlace }: Pick<ModelGraph, 'inPlace'>): void {
  if (inPlace) return
  const all = [logits, ...(masses ? [masses] : []), ...keys, ...values]
  for (const buffer of new Set(all.map(({ buffer }) => buffer))) if (buffer instanceof ArrayBuffer) buffer.transfer(0)
}
