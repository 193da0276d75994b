// A row of logits by blocks: the highest logit and the mass of each block, so that whoever looks for the likely tokens, or for
// the place of a draw, looks into few blocks. Knows the scratch memory, one for each thread. Does not know cuts.
import { endsOf, totalOf } from './block-masses.ts'
import { LOG2_E } from './exponential.ts'
import type { Ranked } from './rank-end.ts'
import { BINS, BLOCK, openVectorLoops, PACKING } from './vector-loops.ts'
import type { VectorLoops } from './vector-loops.ts'

/** Largest factor that a logit is multiplied by; more would overflow. */
const STEEPEST = 1e30
/** Bytes of a block, and of a number or an id. */
const BLOCK_SIZE = BLOCK * 4
const SIZE = 4

interface Scratch {
  /** Logits that it has room for. */
  length: number
  loops: VectorLoops
  numbers: Float32Array
  tokens: Int32Array
  /** Where `PACKING` stands, in bytes. */
  packing: number
}

let scratch: Scratch | null = null

/** A row. All but `logits` and `highest` is in the scratch memory, and reads the row that was made last. */
export class LogitBlocks {
  readonly logits: Float32Array
  readonly highest: number
  /** Highest logit of each block of `BLOCK` tokens. */
  readonly maxima: Float32Array
  /** The weight of each token, in single precision, as `weigh` was last asked for. */
  readonly weights: Float32Array

  readonly #scratch: Scratch
  readonly #count: number
  /** The mass of each block, or of what was summed of it. */
  readonly #sums: Float32Array
  /** Places of numbers behind the row and its weights: two for each block, the bins, and the list of tokens. */
  readonly #atMaxima: number
  readonly #atSums: number
  readonly #atBins: number
  readonly #atList: number
  #weighed = { temperature: 0, mass: 0 }

  /** Copies a row of logits, of any length but 0. */
  constructor(logits: Float32Array) {
    const count = Math.ceil(logits.length / BLOCK)
    const length = count * BLOCK
    this.#scratch = scratchFor(length)
    this.#count = count
    this.#atMaxima = 2 * length
    this.#atSums = this.#atMaxima + count
    this.#atBins = this.#atSums + count
    this.#atList = this.#atBins + 4 * BINS
    const { numbers, loops } = this.#scratch
    numbers.set(logits)
    numbers.fill(-Infinity, logits.length, length)
    loops.maxima(length * SIZE, this.#atMaxima * SIZE)
    this.logits = logits
    this.weights = numbers.subarray(length, 2 * length)
    this.maxima = numbers.subarray(this.#atMaxima, this.#atSums)
    this.#sums = numbers.subarray(this.#atSums, this.#atBins)
    this.highest = highestOf(this.maxima)
  }

  /** Weighs each token by exp((logit - highest) / temperature). Returns the sum, which is right to 1e-6. */
  weigh(temperature: number): number {
    if (this.#weighed.temperature === temperature) return this.#weighed.mass
    const scale = Math.min(LOG2_E / temperature, STEEPEST)
    this.#scratch.loops.masses(this.weights.length * SIZE, this.#atSums * SIZE, this.highest, scale)
    this.#weighed = { temperature, mass: totalOf(this.#sums) }
    return this.#weighed.mass
  }

  /** Sums the weights of the first tokens by rank. */
  sumFirst({ lowest, last }: Ranked): number {
    // Up to the block that the last of equals stands in, all of them are in, and behind it none.
    const block = Math.min(Math.floor(last / BLOCK), this.#count)
    this.#sum(0, block, lowest)
    if (block < this.#count) {
      this.#sum(block, this.#count, nextAbove(lowest))
      for (let token = block * BLOCK; token <= last; token++) {
        if (this.logits[token] === lowest) this.#sums[block]! += this.weights[token]!
      }
    }
    return totalOf(this.#sums)
  }

  /** Adds to the last sums the weights of those of some tokens that are among the first by rank. */
  addFirst(tokens: Int32Array, { lowest, last }: Ranked): void {
    const { logits, weights } = this
    const sums = this.#sums
    for (let index = 0; index < tokens.length; index++) {
      const token = tokens[index]!
      const logit = logits[token]!
      if (logit < lowest || (logit === lowest && token > last)) continue
      sums[(token / BLOCK) | 0]! += weights[token]!
    }
  }

  /** The last sums, of `weigh` or of others, from the first token to the end of each block. */
  ends(): Float64Array {
    return endsOf(this.#sums)
  }

  /**
   * The masses of bins in a sample, one of `SHARE` tokens: of those whose logits are so many widths below `top`, rounded. The
   * first bin holds all above too, the last all below. Four sums a bin, to be added up.
   */
  binned(top: number, width: number): Float32Array {
    const { numbers, loops } = this.#scratch
    const sums = numbers.subarray(this.#atBins, this.#atList).fill(0)
    loops.bins(this.weights.length * SIZE, this.#atBins * SIZE, top, 1 / width)
    return sums
  }

  /** The tokens with logits from `low` on and below `high`, by id; null where there are more than `room`. */
  tokensBetween(low: number, high: number, room = this.weights.length): Int32Array | null {
    const until = this.#list({ first: 0, until: this.#count, low, high, to: this.#atList, room })
    return until > this.#atList + room ? null : this.#scratch.tokens.subarray(this.#atList, until)
  }

  /** The first tokens by rank, by id, and perhaps some equals of the last. */
  tokensOf({ lowest, last }: Ranked): Int32Array {
    const block = Math.min(Math.floor(last / BLOCK) + 1, this.#count)
    const rest = { high: Infinity, room: this.weights.length }
    const to = this.#list({ ...rest, first: 0, until: block, low: lowest, to: this.#atList })
    const until = this.#list({ ...rest, first: block, until: this.#count, low: nextAbove(lowest), to })
    return this.#scratch.tokens.subarray(this.#atList, until)
  }

  /** Sums weights in some whole blocks, from a logit on. */
  #sum(first: number, until: number, lowest: number): void {
    if (first === until) return
    const end = this.weights.length * SIZE
    this.#scratch.loops.sums(end, (this.#atSums + first) * SIZE, first * BLOCK_SIZE, until * BLOCK_SIZE, lowest)
  }

  /** Lists tokens of some whole blocks from a place on, and returns the place behind them. */
  #list(options: { first: number; until: number; low: number; high: number; to: number; room: number }): number {
    const { first, until, low, high, to } = options
    if (first === until) return to
    const maxima = (this.#atMaxima + first) * SIZE
    const room = (this.#atList + options.room) * SIZE
    const { loops, packing } = this.#scratch
    return loops.list(first * BLOCK_SIZE, until * BLOCK_SIZE, to * SIZE, low, high, maxima, room, packing) / SIZE
  }
}

function highestOf(numbers: Float32Array): number {
  let highest = -Infinity
  for (let index = 0; index < numbers.length; index++) if (numbers[index]! > highest) highest = numbers[index]!
  return highest
}

/** Room for a row of so many logits, as many weights and ids of tokens, two numbers a block, and the bins. */
function scratchFor(length: number): Scratch {
  if (scratch && scratch.length >= length) return scratch
  // Four more, because the list is written in fours.
  const packing = SIZE * (3 * length + (2 * length) / BLOCK + 4 * BINS + 4)
  const loops = openVectorLoops(packing + PACKING.length)
  const { buffer } = loops.memory
  new Uint8Array(buffer).set(PACKING, packing)
  scratch = { length, loops, numbers: new Float32Array(buffer), tokens: new Int32Array(buffer), packing }
  return scratch
}

const single = new Float32Array(1)
const bits = new Int32Array(single.buffer)

/** The number in single precision that comes after one. */
export function nextAbove(number: number): number {
  // Without the sign of a negative zero.
  single[0] = number + 0
  bits[0]! += number >= 0 ? 1 : -1
  return single[0]
}

/** The least number in single precision that is not below a number. */
export function singleFrom(number: number): number {
  const nearest = Math.fround(number)
  return nearest < number ? nextAbove(nearest) : nearest
}

/** The least finite logit: a token with a lower one cannot be. */
export const LEAST = nextAbove(-Infinity)
