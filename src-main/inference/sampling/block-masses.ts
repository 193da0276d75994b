// A row of logits of which the model has told how much of the probability lies in each block of tokens: whoever draws reads one
// block or two. Knows the normal distribution of a row, at temperature 1 and without a cut.
import { exponential } from './exponential.ts'
import { BLOCK } from './vector-loops.ts'

/** The sum of some numbers. */
export function totalOf(numbers: Float32Array): number {
  let total = 0
  for (let index = 0; index < numbers.length; index++) total += numbers[index]!
  return total
}

/** The sums of numbers up to the end of each. */
export function endsOf(numbers: Float32Array): Float64Array {
  const ends = new Float64Array(numbers.length)
  let total = 0
  for (let index = 0; index < ends.length; index++) ends[index] = total += numbers[index]!
  return ends
}

/**
 * The logarithm of the sum of all exp(logit), right to 1e-6, out of the one block that holds most: `masses` are the blocks'
 * shares, or what is proportional to them, and `total` is their sum.
 */
export function logMassOf(logits: Float32Array, masses: Float32Array, total: number): number {
  let heaviest = 0
  for (let block = 1; block < masses.length; block++) if (masses[block]! > masses[heaviest]!) heaviest = block
  const own = logits.subarray(heaviest * BLOCK, (heaviest + 1) * BLOCK)
  let highest = -Infinity
  for (let place = 0; place < own.length; place++) if (own[place]! > highest) highest = own[place]!
  let mass = 0
  for (let place = 0; place < own.length; place++) mass += exponential(own[place]! - highest)
  return highest + Math.log((mass * total) / masses[heaviest]!)
}
