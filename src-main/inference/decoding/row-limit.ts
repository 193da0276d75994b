// How many rows a pass may have, and how many positions a row: as many as memory has room for, and fewer rows from the moment on in
// which so many could not be done.
// Knows the limits, which are the same at each start on a machine: its whole memory counts, not what is free. Does not know passes.
import { POSITION_BLOCK } from '../graph/kv-cache.ts'
import type { CacheShape } from '../graph/cache-shape.ts'

/** Rows that decode in one pass; more strands wait for a free one. At this size the products are as fast as they get. */
export const ROW_LIMIT = 64
/** Positions of a long solution with its problem: longer ones come, but not in all rows at once. */
const LONG = 2048
/** Share of the machine's memory that the rows' keys and values may take; weights and others need the rest. */
const SHARE = 0.25
/** Rows come in fours, and two are the least that a pass has (kv-cache.ts). */
const BLOCK = 4
const LEAST = 2

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

/** Bytes of the keys and values of one position, in single precision. */
function positionBytes({ layers, heads, headSize }: CacheShape): number {
  return 2 * 4 * layers * heads * headSize
}

/** Bytes of the keys and values of a long row: of a long solution, or of the whole context where that is shorter. */
export function rowBytes(shape: CacheShape, positions: number): number {
  return positionBytes(shape) * Math.min(positions, LONG)
}

/** Long rows whose keys and values fit: at most `most`, at least 4. `positions`: the context; `memory`: bytes of the machine. */
export function rowsInMemory(
  shape: CacheShape,
  { positions, memory, most = ROW_LIMIT }: { positions: number; memory: number; most?: number },
): number {
  const rows = Math.floor((memory * SHARE) / rowBytes(shape, positions) / BLOCK) * BLOCK
  return Math.min(most, Math.max(BLOCK, rows))
}

/** The context, or as much of it as the fewest rows have room for; in whole blocks, and at least one. */
export function positionsInMemory(
  shape: CacheShape,
  { positions, memory }: { positions: number; memory: number },
): number {
  const blocks = Math.floor((memory * SHARE) / (LEAST * positionBytes(shape)) / POSITION_BLOCK)
  return Math.min(positions, Math.max(1, blocks) * POSITION_BLOCK)
}
