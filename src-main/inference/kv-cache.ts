// The key-value cache of one batch: a slab of rows that grow one position at a time.
// Knows where each number lies. Does not know what the tokens mean, or prefixes that outlive the batch (prefix-cache.ts).
//
// Layout by layer: [rows, heads, positions, headSize]. The row is the outermost axis, so the first n rows are one piece of
// memory and go to the model without a copy. Positions grow in blocks of 64 and rows in fixed sizes, because a row's numbers
// must not depend on its company: tests/inference/shapes.test.ts checks that these shapes give bitwise equal rows.
import type { ModelFolder } from './model-folder.ts'
import type { Output } from './model-graph.ts'

/** The shape of one cached position. */
export interface CacheShape {
  layers: number
  heads: number
  headSize: number
}

/** The shape of a model's cache. */
export function cacheShape(folder: Pick<ModelFolder, 'layers' | 'keyValueHeads' | 'headSize'>): CacheShape {
  return { layers: folder.layers, heads: folder.keyValueHeads, headSize: folder.headSize }
}

/** Keys and values of some consecutive positions of one sequence: [layers, 2 (keys, values), heads, positions, headSize]. */
export interface Segment {
  positions: number
  numbers: Float32Array
}

/**
 * Rows that go through the model in one pass; more wait until a row is free. It bounds the memory of a wide call, and at this
 * size the products are already as fast as they get.
 */
export const ROW_LIMIT = 64
const POSITION_BLOCK = 64
/** One row alone takes another kernel than several, so a batch has at least two. */
const ROW_SIZES = [2, 4, 8, 16, 32, 64]

/** The rows that a batch of `rows` is padded to. Above 64, multiples of 64. */
export function paddedRows(rows: number): number {
  return ROW_SIZES.find((size) => size >= rows) ?? Math.ceil(rows / 64) * 64
}

export interface KeyValueCache {
  /** Positions that a row has room for. */
  readonly positions: number
  /** By layer: the first `rows` rows, without a copy. */
  keys(rows: number): Float32Array[]
  values(rows: number): Float32Array[]
  /** Makes room for this many positions in every row; what the rows hold is kept. */
  reserve(positions: number): void
  /** Copies segments into a row, one behind the other from its start. */
  write(row: number, segments: readonly Segment[]): void
  /** Copies positions `from` to `to` (exclusive) out of a row. */
  read(row: number, from: number, to: number): Segment
  /** Copies the first `tokens` new positions of the model's output row `row` into the same row, starting at `at`. */
  append(row: number, at: number, output: Output, options: { chunk: number; tokens: number }): void
  /** Copies the first `length` positions of a row over another row. */
  move(from: number, to: number, length: number): void
}

/** An empty cache for up to `rows` rows (padded). */
export function openKeyValueCache({ shape, rows }: { shape: CacheShape; rows: number }): KeyValueCache {
  const { layers, heads, headSize } = shape
  const capacity = paddedRows(rows)
  let positions = 0
  let planes: Float32Array[] = []
  const startOf = (row: number, head: number, at: number) => ((row * heads + head) * positions + at) * headSize
  const part = (plane: Float32Array, rows: number) => plane.subarray(0, rows * heads * positions * headSize)

  return {
    get positions() {
      return positions
    },
    keys: (rows) => planes.filter((_, index) => index % 2 === 0).map((plane) => part(plane, rows)),
    values: (rows) => planes.filter((_, index) => index % 2 === 1).map((plane) => part(plane, rows)),
    reserve(wanted) {
      const room = Math.max(POSITION_BLOCK, Math.ceil(wanted / POSITION_BLOCK) * POSITION_BLOCK)
      if (room <= positions) return
      const grown = Array.from({ length: layers * 2 }, () => new Float32Array(capacity * heads * room * headSize))
      const size = positions * headSize
      planes.forEach((plane, index) => {
        for (let stripe = 0; stripe < capacity * heads; stripe++) {
          copyNumbers(plane, stripe * size, grown[index]!, stripe * room * headSize, size)
        }
      })
      planes = grown
      positions = room
    },
    write(row, segments) {
      let at = 0
      for (const { positions: count, numbers } of segments) {
        const size = count * headSize
        planes.forEach((plane, index) => {
          for (let head = 0; head < heads; head++) {
            copyNumbers(numbers, (index * heads + head) * size, plane, startOf(row, head, at), size)
          }
        })
        at += count
      }
    },
    read(row, from, to) {
      const size = (to - from) * headSize
      const numbers = new Float32Array(layers * 2 * heads * size)
      planes.forEach((plane, index) => {
        for (let head = 0; head < heads; head++) {
          copyNumbers(plane, startOf(row, head, from), numbers, (index * heads + head) * size, size)
        }
      })
      return { positions: to - from, numbers }
    },
    append(row, at, output, { chunk, tokens }) {
      for (let layer = 0; layer < layers; layer++) {
        for (let head = 0; head < heads; head++) {
          const from = (row * heads + head) * chunk * headSize
          const to = startOf(row, head, at)
          copyNumbers(output.keys[layer]!, from, planes[layer * 2]!, to, tokens * headSize)
          copyNumbers(output.values[layer]!, from, planes[layer * 2 + 1]!, to, tokens * headSize)
        }
      }
    },
    move(from, to, length) {
      for (const plane of planes) {
        for (let head = 0; head < heads; head++) {
          const start = startOf(from, head, 0)
          plane.copyWithin(startOf(to, head, 0), start, start + length * headSize)
        }
      }
    },
  }
}

/** Copies `count` numbers. Few of them go faster one by one than through a view, which is an object to make and to collect. */
function copyNumbers(source: Float32Array, from: number, target: Float32Array, to: number, count: number): void {
  if (count > 128) target.set(source.subarray(from, from + count), to)
  else for (let index = 0; index < count; index++) target[to + index] = source[from + index]!
}
