// Keys and values of some consecutive positions of one sequence, wherever they are.
// Knows their order, and that they may stand elsewhere for a time. Does not know what the tokens mean, or rows of a batch (kv-cache.ts).
import type { CacheShape } from './cache-shape.ts'
import type { Output } from './model-graph.ts'

/** A row that holds the same numbers as a segment. */
export interface Lender {
  row: number
  /** Copies the segment's numbers. */
  read(): Float32Array
  /** The row need not stay as it is any more. */
  forget(): void
}

export class Segment {
  readonly positions: number
  /** Of its numbers, wherever they are. */
  readonly bytes: number
  #own: Float32Array | null
  #lender: Lender | null = null

  /** `numbers`: [layers, 2 (keys, values), heads, positions, headSize], alone in their memory. */
  constructor(positions: number, numbers: Float32Array) {
    this.positions = positions
    this.bytes = numbers.byteLength
    this.#own = numbers
  }

  /** The numbers, which are taken back if they are lent. */
  get numbers(): Float32Array {
    return this.takeBack()
  }

  /** Null unless they are lent. */
  get lender(): Lender | null {
    return this.#lender
  }

  /** Gives the memory back at once: whoever had the numbers has them no more, and the lender is read when they are wanted again. */
  lend(lender: Lender): void {
    const own = this.takeBack()
    if (own.buffer instanceof ArrayBuffer) own.buffer.transfer(0)
    this.#own = null
    this.#lender = lender
  }

  takeBack(): Float32Array {
    const lender = this.#lender
    this.#own ??= lender!.read()
    this.#lender = null
    lender?.forget()
    return this.#own
  }
}

/** How many positions segments hold together. */
export function positionsOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { positions }) => sum + positions, 0)
}

/** Keys and values of the first `tokens` new positions of one row of an output whose chunk has `chunk` tokens. */
export function newSegment(options: {
  shape: CacheShape
  output: Output
  row: number
  chunk: number
  tokens: number
}): Segment {
  const { shape, output, row, chunk, tokens } = options
  const { layers, heads, headSize } = shape
  const size = tokens * headSize
  const numbers = new Float32Array(layers * 2 * heads * size)
  for (let layer = 0; layer < layers; layer++) {
    for (const [kind, plane] of [output.keys[layer]!, output.values[layer]!].entries()) {
      for (let head = 0; head < heads; head++) {
        const from = (row * heads + head) * chunk * headSize
        copyNumbers(plane, from, numbers, ((layer * 2 + kind) * heads + head) * size, size)
      }
    }
  }
  return new Segment(tokens, numbers)
}

/** Consecutive segments of one sequence as one. */
export function joinSegments(shape: CacheShape, segments: readonly Segment[]): Segment {
  if (segments.length === 1) return segments[0]!
  const { layers, heads, headSize } = shape
  const positions = segments.reduce((sum, segment) => sum + segment.positions, 0)
  const numbers = new Float32Array(layers * 2 * heads * positions * headSize)
  let at = 0
  for (const segment of segments) {
    const size = segment.positions * headSize
    for (let stripe = 0; stripe < layers * 2 * heads; stripe++) {
      const own = segment.numbers.subarray(stripe * size, (stripe + 1) * size)
      numbers.set(own, (stripe * positions + at) * headSize)
    }
    at += segment.positions
  }
  return new Segment(positions, numbers)
}

/** Copies `count` numbers. Few of them go faster one by one than through a view, which is an object to make and to collect. */
export function copyNumbers(source: Float32Array, from: number, target: Float32Array, to: number, count: number): void {
  if (count > 128) target.set(source.subarray(from, from + count), to)
  else for (let index = 0; index < count; index++) target[to + index] = source[from + index]!
}
