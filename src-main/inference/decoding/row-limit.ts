// How many rows a pass may have: as many as memory has room for, and fewer from the moment on in which so many could not be done.
// Knows the limit. Does not know passes.
import type { CacheShape } from '../graph/kv-cache.ts'

/** Positions of a long solution with its problem: longer ones come, but not in all rows at once. */
const LONG = 2048
/** Share of the machine's memory that the rows' keys and values may take; weights and others need the rest. */
const SHARE = 0.25
/** Rows come in fours, and two are the least that a pass has (kv-cache.ts). */
const BLOCK = 4

export interface RowLimit {
  readonly rows: number
  /** A pass of so many rows has failed. Returns whether fewer rows may do: memory may have run out. */
  lower(failed: number): boolean
}

export function openRowLimit(most: number): RowLimit {
  let rows = most
  return {
    get rows() {
      return rows
    },
    lower(failed) {
      if (failed <= 2) return false
      rows = failed >> 1
      return true
    },
  }
}

/** Rows whose keys and values fit: at most `most`, at least 4. `memory`: bytes of the machine. */
export function rowsInMemory(
  { layers, heads, headSize }: CacheShape,
  options: { positions: number; memory: number; most: number },
): number {
  const { positions, memory, most } = options
  // Keys and values in single precision.
  const row = 2 * 4 * layers * heads * headSize * Math.min(positions, LONG)
  const rows = Math.floor((memory * SHARE) / row / BLOCK) * BLOCK
  return Math.min(most, Math.max(BLOCK, rows))
}
