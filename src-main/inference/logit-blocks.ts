// A row of logits by blocks: the highest logit and the mass of each block, so that whoever looks for the likely tokens, or for
// the place of a draw, looks into few blocks. Knows the scratch memory, one for each thread. Does not know cuts.
import { LOG2_E } from './exponential.ts'
import { BLOCK, openVectorLoops } from './vector-code.ts'
import type { VectorLoops } from './vector-code.ts'

export interface LogitBlocks {
  logits: Float32Array
  highest: number
  /** Highest logit of each block of `BLOCK` tokens. Scratch: it holds until the next row is read. */
  maxima: Float32Array
  /**
   * Sums of exp((logit - highest) / temperature) from the first token to the end of each block, right to 1e-6 of the row's. Reads
   * the row that was read last.
   */
  masses(temperature: number): Float64Array
}

/** Largest factor that a logit is multiplied by; more would overflow. */
const STEEPEST = 1e30

let scratch: { length: number; loops: VectorLoops; numbers: Float32Array } | null = null

/** Reads a row, which is copied to the scratch memory. */
export function readBlocks(logits: Float32Array): LogitBlocks {
  const blocks = Math.ceil(logits.length / BLOCK)
  const length = blocks * BLOCK
  const { loops, numbers } = scratchFor(length)
  numbers.set(logits)
  numbers.fill(-Infinity, logits.length, length)
  const end = length * 4
  const maxima = numbers.subarray(length, length + blocks)
  loops.maxima(end, end)
  let highest = -Infinity
  for (let block = 0; block < blocks; block++) if (maxima[block]! > highest) highest = maxima[block]!
  let last: { temperature: number; ends: Float64Array } | null = null
  return {
    logits,
    highest,
    maxima,
    masses(temperature) {
      if (last?.temperature === temperature) return last.ends
      const to = length + blocks
      loops.masses(end, to * 4, highest, Math.min(LOG2_E / temperature, STEEPEST))
      const ends = new Float64Array(blocks)
      let total = 0
      for (let block = 0; block < blocks; block++) ends[block] = total += numbers[to + block]!
      last = { temperature, ends }
      return ends
    },
  }
}

/** Room for a row of so many logits and two numbers a block. */
function scratchFor(length: number) {
  if (scratch && scratch.length >= length) return scratch
  const loops = openVectorLoops(4 * (length + (2 * length) / BLOCK))
  scratch = { length, loops, numbers: new Float32Array(loops.memory.buffer) }
  return scratch
}
