// The cuts: which tokens top-k, top-p and min-p leave. Each of them keeps the first tokens by rank, the likeliest first and of
// equals the lower id. Knows how to find them without sorting a row. Does not draw.
import type { Sampling } from '../contract/sampling.ts'
import { exponential } from './exponential.ts'
import type { LogitBlocks } from './logit-blocks.ts'
import { BLOCK } from './vector-code.ts'

/** Tokens by id, and the sums of exp((logit - highest) / temperature) from the first of them to each. */
export interface Kept {
  tokens: Int32Array
  ends: Float64Array
}

/** Tokens whose logits differ by less than this share of the temperature stand in one bin; only one bin is ever sorted. */
const BIN = 1 / 64
const bins = new Float64Array(2048)
/** Every so manieth block is looked at for an estimate, which is trusted with so much of what it may leave out. */
const SAMPLED = 16
const CAUTION = 0.8

/** Scratch for one row, one for each thread: the tokens that are still in, their weights and bins. */
let scratch = { tokens: new Int32Array(0), weights: new Float64Array(0), places: new Int32Array(0) }

/** The tokens that are left after the cuts, in the order top-k, top-p, min-p. The likeliest token always stays. */
export function cut(blocks: LogitBlocks, { temperature, topK, topP, minP }: Sampling): Kept {
  const { logits, highest } = blocks
  if (scratch.tokens.length < logits.length) {
    const size = logits.length
    scratch = { tokens: new Int32Array(size), weights: new Float64Array(size), places: new Int32Array(size) }
  }
  const floor = minP > 0 ? highest + temperature * Math.log(minP) : -Infinity
  let count: number
  if (topK > 0) {
    count = collect(blocks, temperature, lowestOfTop(blocks, temperature, topK))
    count = keepFirst({ logits, highest, temperature, count, weighed: false, goal: topK })
    if (topP < 1) {
      count = keepFirst({ logits, highest, temperature, count, weighed: true, goal: topP * massOf(count) })
    }
    count = keepFrom(logits, count, floor)
  } else if (topP < 1) {
    const mass = blocks.masses(temperature).at(-1)!
    count = collect(blocks, temperature, Math.max(floor, lowestOfMass(blocks, temperature, (1 - topP) * mass)))
    // The estimate may have left out too much, or min-p did.
    if (massOf(count) < topP * mass) {
      // All tokens below this weigh less together than what top-p leaves out, so it keeps none of them.
      const lowest = highest + temperature * Math.log(((1 - topP) * mass) / logits.length)
      count = collect(blocks, temperature, Math.max(floor, lowest))
    }
    count = keepFirst({ logits, highest, temperature, count, weighed: true, goal: topP * mass })
  } else {
    count = collect(blocks, temperature, floor)
  }
  const ends = scratch.weights.slice(0, count)
  for (let index = 1; index < count; index++) ends[index]! += ends[index - 1]!
  return { tokens: scratch.tokens.slice(0, count), ends }
}

/** A logit that at least `count` tokens reach, because the highest of so many blocks do. */
function lowestOfTop({ highest, maxima }: LogitBlocks, temperature: number, count: number): number {
  if (count > maxima.length) return -Infinity
  bins.fill(0)
  for (const logit of maxima) bins[binOf(logit, highest, temperature)]! += 1
  let last = 0
  let before = bins[0]!
  while (before < count) before += bins[++last]!
  return endOf(last, highest, temperature)
}

/** A logit below which the tokens weigh so much together at most, estimated from a share of the blocks. */
function lowestOfMass({ logits, highest, maxima }: LogitBlocks, temperature: number, mass: number): number {
  if (maxima.length < 4 * SAMPLED) return -Infinity
  bins.fill(0)
  for (let start = 0; start < logits.length; start += SAMPLED * BLOCK) {
    const end = Math.min(start + BLOCK, logits.length)
    for (let token = start; token < end; token++) {
      const logit = logits[token]!
      bins[binOf(logit, highest, temperature)]! += exponential((logit - highest) / temperature)
    }
  }
  let last = bins.length - 1
  let below = bins[last]! * SAMPLED
  while (last > 0 && below < CAUTION * mass) below += bins[--last]! * SAMPLED
  return endOf(last, highest, temperature)
}

/** The bin of a logit; the last one holds whatever is too unlikely for the others. */
function binOf(logit: number, highest: number, temperature: number): number {
  return Math.min((highest - logit) / (temperature * BIN), bins.length - 1) | 0
}

/** A logit below all of a bin: one bin further, so that rounding cannot matter. */
function endOf(bin: number, highest: number, temperature: number): number {
  return bin === bins.length - 1 ? -Infinity : highest - (bin + 2) * BIN * temperature
}

/** Sum of the weights of the first tokens in the scratch. */
function massOf(count: number): number {
  let mass = 0
  for (let index = 0; index < count; index++) mass += scratch.weights[index]!
  return mass
}

/** Fills the scratch with the tokens from this logit on, and returns how many they are. */
function collect({ logits, highest, maxima }: LogitBlocks, temperature: number, lowest: number): number {
  const { tokens, weights } = scratch
  let count = 0
  for (let block = 0; block < maxima.length; block++) {
    if (maxima[block]! < lowest) continue
    const end = Math.min((block + 1) * BLOCK, logits.length)
    for (let token = block * BLOCK; token < end; token++) {
      const logit = logits[token]!
      if (logit < lowest) continue
      tokens[count] = token
      weights[count++] = exponential((logit - highest) / temperature)
    }
  }
  return count
}

/** Leaves the shortest beginning of the ranking whose weight, or else whose number, reaches the goal, and returns how many. */
function keepFirst(options: {
  logits: Float32Array
  highest: number
  temperature: number
  count: number
  weighed: boolean
  goal: number
}): number {
  const { logits, highest, temperature, count, weighed, goal } = options
  const { tokens, weights, places } = scratch
  bins.fill(0)
  for (let index = 0; index < count; index++) {
    const place = binOf(logits[tokens[index]!]!, highest, temperature)
    places[index] = place
    bins[place]! += weighed ? weights[index]! : 1
  }
  let last = 0
  let before = 0
  while (last < bins.length - 1 && before + bins[last]! < goal) before += bins[last++]!

  const ranked: number[] = []
  for (let index = 0; index < count; index++) if (places[index] === last) ranked.push(index)
  ranked.sort((a, b) => logits[tokens[b]!]! - logits[tokens[a]!]! || a - b)
  for (const index of ranked) {
    if (before >= goal) places[index] = bins.length
    else before += weighed ? weights[index]! : 1
  }
  return keepWhere(count, (index) => places[index]! <= last)
}

/** Leaves the tokens from this logit on, and returns how many they are. */
function keepFrom(logits: Float32Array, count: number, lowest: number): number {
  return keepWhere(count, (index) => logits[scratch.tokens[index]!]! >= lowest)
}

function keepWhere(count: number, stays: (index: number) => boolean): number {
  const { tokens, weights } = scratch
  let kept = 0
  for (let index = 0; index < count; index++) {
    if (!stays(index)) continue
    tokens[kept] = tokens[index]!
    weights[kept++] = weights[index]!
  }
  return kept
}
