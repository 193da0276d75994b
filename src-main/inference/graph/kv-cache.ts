// The key-value cache of a batch: rows that grow by positions.
// Knows where each number lies. Does not know what the tokens mean, or prefixes that outlive the batch (prefix-cache.ts).
//
// A segment's numbers are the row's, too, as long as the row stays as it was written: where the cache may lend them, the segment gives its
// own memory back and reads the row, until something else is to be written there. So a prompt that one row alone stands behind is held once.
//
// Layout by layer: [rows, heads, positions, headSize]. The row is the outermost axis, so the first n rows are one piece of
// memory and go to the model without a copy. Rows, positions and chunks come in blocks, because a row's numbers must not depend
// on its company: tests/inference/decoding/shapes.test.ts checks that these shapes give bitwise equal rows. Numbers behind a row's own
// positions are whatever stood there before; the graph masks them.
import type { CacheShape } from './cache-shape.ts'
import type { Output } from './model-graph.ts'
import { copyNumbers, Segment } from './segment.ts'

/** Positions of a cache come in blocks of this: the sums of a softmax fall into the same lanes of the processor then. */
export const POSITION_BLOCK = 32
/** Chunks of known tokens are padded to a multiple of this, for the same reason. */
export const CHUNK_BLOCK = 8
const ROW_BLOCK = 4
/** Room is taken for so many more, because a cache that moves elsewhere is slow: all its memory is new. */
const POSITIONS_AHEAD = 192
/** Positions of a segment that are worth lending. */
const LEAST_LENT = 64

/**
 * The rows that a batch of `rows` is padded to. With one token each at least `least`, as a rule 2, because one row alone may take
 * another kernel than several; chunks are in blocks that are rows enough for a product.
 */
export function paddedRows(rows: number, chunk = 1, least: 1 | 2 = 2): number {
  if (chunk >= CHUNK_BLOCK) return rows
  return rows <= 2 ? Math.max(least, rows) : Math.ceil(rows / ROW_BLOCK) * ROW_BLOCK
}

export interface KeyValueCache {
  /** Positions that a row has room for. */
  readonly positions: number
  /** By layer: the first `rows` rows, without a copy. The same views again as long as rows and positions stay the same. */
  keys(rows: number): readonly Float32Array[]
  values(rows: number): readonly Float32Array[]
  /**
   * Makes room for so many rows (padded) and positions (in blocks). The first `kept` rows keep their numbers and never lose
   * positions; where none is kept, the room is laid out anew, as tight as asked.
   */
  reserve(room: { rows: number; positions: number; kept: number }): void
  /**
   * Copies segments into a row, one behind the other from its start. The first `fixed` positions are not written to, but by this cache,
   * as long as the row is there: what of them is one segment may be lent.
   */
  write(row: number, segments: readonly Segment[], fixed?: number): void
  /** Copies positions `from` to `to` (exclusive) out of a row. */
  read(row: number, from: number, to: number): Segment
  /** Copies the new position of each of the first rows of an output (chunks of one token) into the same row, at `places[row]`. */
  append(places: readonly number[], output: Output): void
  /** Copies the first `length` positions of a row over another row. */
  copy(from: number, to: number, length: number): void
  /** For each of the first `rows` rows: which row it was, or was copied from, at the last call; -1 if it was written since, or is new. */
  takeOrigins(rows: number): Int32Array
}

/** An empty cache, which is likely to grow to `expectedRows`. `lends`: whether passes write nothing but what a row's next positions are. */
export function openKeyValueCache(
  { layers, heads, headSize }: CacheShape,
  { expectedRows = 0, lends = false }: { expectedRows?: number; lends?: boolean } = {},
): KeyValueCache {
  let rows = 0
  let positions = 0
  let planes: Float32Array[] = Array.from({ length: layers * 2 }, () => new Float32Array(0))
  let views: { rows: number; keys: readonly Float32Array[]; values: readonly Float32Array[] } | null = null
  /** See `takeOrigins`. */
  let origins: number[] = []
  /** What rows hold for segments; those that nobody asks for any more are not kept for this. */
  const lent = new Map<number, WeakRef<Segment>>()
  const startOf = (row: number, head: number, at: number) => ((row * heads + head) * positions + at) * headSize
  const viewsOf = (count: number) => {
    if (views?.rows === count) return views
    const parts = planes.map((plane) => plane.subarray(0, count * heads * positions * headSize))
    const keys = parts.filter((_, index) => index % 2 === 0)
    const values = parts.filter((_, index) => index % 2 === 1)
    return (views = { rows: count, keys, values })
  }
  const lentBy = (row: number) => lent.get(row)?.deref()
  const takeBack = (rowsOf: Iterable<number>) => {
    for (const row of [...rowsOf]) {
      lentBy(row)?.takeBack()
      lent.delete(row)
    }
  }
  const read = (row: number, from: number, to: number): Float32Array => {
    const size = (to - from) * headSize
    const numbers = new Float32Array(layers * 2 * heads * size)
    planes.forEach((plane, index) => {
      for (let head = 0; head < heads; head++) {
        copyNumbers(plane, startOf(row, head, from), numbers, (index * heads + head) * size, size)
      }
    })
    return numbers
  }
  const copyStripes = (from: number, to: { row: number; at: number }, length: number) => {
    for (const plane of planes) {
      for (let head = 0; head < heads; head++) {
        const start = startOf(from, head, 0)
        plane.copyWithin(startOf(to.row, head, to.at), start, start + length * headSize)
      }
    }
  }
  const writeNumbers = (row: number, at: number, { positions: count, numbers }: Segment) => {
    const size = count * headSize
    planes.forEach((plane, index) => {
      for (let head = 0; head < heads; head++) {
        copyNumbers(numbers, (index * heads + head) * size, plane, startOf(row, head, at), size)
      }
    })
  }
  const lend = (row: number, segment: Segment) => {
    segment.lend({
      row,
      read: () => read(row, 0, segment.positions),
      forget: () => lent.delete(row),
    })
    lent.set(row, new WeakRef(segment))
  }

  return {
    get positions() {
      return positions
    },
    keys: (count) => viewsOf(count).keys,
    values: (count) => viewsOf(count).values,
    reserve({ rows: wantedRows, positions: wantedPositions, kept }) {
      const block = Math.max(POSITION_BLOCK, Math.ceil(wantedPositions / POSITION_BLOCK) * POSITION_BLOCK)
      // Rows that have left may still stand for what they have lent; they are not worth much more room than is asked.
      const isAnew = kept === 0 && (lent.size === 0 || positions > block + POSITIONS_AHEAD)
      const nextPositions = isAnew ? block : Math.max(positions, block)
      const nextRows = Math.max(isAnew ? 0 : rows, paddedRows(wantedRows))
      const size = nextRows * heads * nextPositions * headSize
      const sizeAhead = Math.max(nextRows, expectedRows) * heads * (nextPositions + POSITIONS_AHEAD) * headSize
      const [before, after] = [positions * headSize, nextPositions * headSize]
      const hasRoom = planes[0]!.length >= size
      if (isAnew) takeBack(lent.keys())
      // A pass writes into the rows that it is padded to.
      else takeBack(range(wantedRows, paddedRows(wantedRows)))
      if (before !== after || !hasRoom) {
        views = null
        const stripes = Math.max(kept, ...[...lent.keys()].map((row) => row + 1)) * heads
        const grown = hasRoom ? planes : openPlanes(layers * 2, size, sizeAhead)
        for (const [index, plane] of planes.entries()) {
          // In place, stripes only move up: from the last one on, none is overwritten before it has moved.
          for (let stripe = stripes - 1; stripe >= 0; stripe--) {
            const own = plane.subarray(stripe * before, (stripe + 1) * before)
            grown[index]!.set(own, stripe * after)
          }
        }
        planes = grown
      }
      rows = nextRows
      positions = nextPositions
    },
    write(row, segments, fixed = 0) {
      origins[row] = -1
      const [first] = segments
      const isFixed = first !== undefined && first.positions <= fixed
      const stands = isFixed && lentBy(row) === first
      if (!stands) takeBack([row])
      let at = 0
      for (const segment of segments) {
        const { positions: count, lender } = segment
        const isHere = lender !== null && lentBy(lender.row) === segment
        if (!isHere) writeNumbers(row, at, segment)
        else if (lender.row !== row) copyStripes(lender.row, { row, at }, count)
        at += count
      }
      if (!lends || stands || !isFixed || first.lender !== null) return
      if (first.positions >= LEAST_LENT) lend(row, first)
    },
    read: (row, from, to) => new Segment(to - from, read(row, from, to)),
    append(places, output) {
      // Plane by plane, because then the output is read from its start to its end; row by row takes three times as long.
      for (let index = 0; index < layers * 2; index++) {
        const fresh = (index % 2 === 0 ? output.keys : output.values)[index >> 1]!
        const plane = planes[index]!
        for (let row = 0; row < places.length; row++) {
          for (let head = 0; head < heads; head++) {
            copyNumbers(fresh, (row * heads + head) * headSize, plane, startOf(row, head, places[row]!), headSize)
          }
        }
      }
    },
    copy(from, to, length) {
      takeBack([to])
      origins[to] = origins[from] ?? -1
      copyStripes(from, { row: to, at: 0 }, length)
    },
    takeOrigins(count) {
      const taken = Int32Array.from({ length: count }, (_, row) => origins[row] ?? -1)
      origins = Array.from({ length: count }, (_, row) => row)
      return taken
    },
  }
}

/**
 * Planes with room for `least` numbers each, or for `most` where the system gives it: memory that nobody has written to costs
 * nothing yet. They are one piece, because the system hands out large ones anew, and smaller ones, used before, must be cleared.
 */
function openPlanes(count: number, least: number, most: number): Float32Array[] {
  const open = (size: number) => {
    const all = new ArrayBuffer(count * size * 4)
    return Array.from({ length: count }, (_, plane) => new Float32Array(all, plane * size * 4, size))
  }
  try {
    return open(most)
  } catch {
    return open(least)
  }
}

function* range(from: number, to: number): Iterable<number> {
  for (let number = from; number < to; number++) yield number
}
