// The sampler: tokens out of a row of logits.
// Knows temperature, top-k, top-p, min-p and seeded draws. Does not know models or batches.
//
// Children that still share all their tokens share a row of logits: it is read once, and each of them draws from what was read.
import type { Sampling } from '../../contract/sampling.ts'
import { endsOf, logMassOf, totalOf } from './block-masses.ts'
import { cut } from './cut.ts'
import type { Kept, RankedTokens } from './cut.ts'
import { exponential } from './exponential.ts'
import { LogitBlocks } from './logit-blocks.ts'
import type { LogitRow } from '../graph/model-graph.ts'
import { NO_LAST } from './rank-end.ts'
import { penalised } from './repetition.ts'
import { BLOCK } from './vector-loops.ts'

export interface Draw {
  token: number
  /** Natural log-probability of the token at temperature 1, before any cut. */
  logProbability: number
}

/** What one row of logits says under one sampling setting. */
export interface Distribution {
  /** The token at `uniform`, a number in [0, 1) that temperature 0 does not look at. The same number gives the same token. */
  draw(uniform: number): Draw
}

/** Scratch for the ends of the weights of one block. */
const inBlock = new Float64Array(BLOCK)

/**
 * Reads one row of logits, a number for each token; minus infinity is a token that cannot be. They must not change before the
 * last draw. Where the model told the blocks' masses, a draw at temperature 1 from all tokens reads few logits. Temperature 0
 * takes the most likely token, the lower id of equals. The cuts apply after the temperature, in the order top-k, top-p, min-p, as
 * in Hugging Face transformers. Log-probabilities are right to 1e-6, and so is the probability that a token is drawn with.
 * `before` are the tokens in front of the row, which a repetition penalty looks at; it goes before all else, and the
 * log-probabilities are those without it.
 */
export function readLogits(row: LogitRow, sampling: Sampling, before: Iterable<number> = []): Distribution {
  if (sampling.repetitionPenalty === 1) return readRow(row, sampling)
  const { logits } = row
  const logMass = logMassOfRow(row)
  const inner = readRow({ logits: penalised(logits, before, sampling.repetitionPenalty), masses: null }, sampling)
  return {
    draw(uniform) {
      const { token } = inner.draw(uniform)
      return { token, logProbability: logits[token]! - logMass }
    },
  }
}

function logMassOfRow({ logits, masses }: LogitRow): number {
  if (masses) return logMassOf(logits, masses, totalOf(masses))
  const blocks = new LogitBlocks(logits)
  return blocks.highest + Math.log(blocks.weigh(1))
}

function readRow({ logits, masses }: LogitRow, sampling: Sampling): Distribution {
  const { temperature, topK, topP, minP } = sampling
  if (masses && temperature === 1 && topK === 0 && topP === 1 && minP === 0) return readBlocks(logits, masses)
  const blocks = new LogitBlocks(logits)
  const { highest } = blocks
  const logMass = masses ? logMassOf(logits, masses, totalOf(masses)) : highest + Math.log(blocks.weigh(1))
  const drawOf = (token: number): Draw => ({ token, logProbability: logits[token]! - logMass })
  if (temperature === 0) {
    const best = logits.indexOf(highest, BLOCK * blocks.maxima.indexOf(highest))
    return { draw: () => drawOf(best) }
  }
  const kept: Kept = topK > 0 || topP < 1 || minP > 0 ? cut(blocks, sampling) : all(blocks, temperature)
  const { ends } = kept
  if ('tokens' in kept) return { draw: (uniform) => drawOf(kept.tokens[find(ends, uniform * ends.at(-1)!)]!) }
  const { lowest, last } = kept.ranked
  return {
    draw(uniform) {
      const { block, share } = placed(ends, uniform)
      const start = block * BLOCK
      let mass = 0
      for (let place = 0; place < BLOCK; place++) {
        const token = start + place
        const logit = logits[token] ?? -Infinity
        if (logit > lowest || (logit === lowest && token <= last)) mass += exponential((logit - highest) / temperature)
        inBlock[place] = mass
      }
      return drawOf(start + find(inBlock, share * mass))
    },
  }
}

function readBlocks(logits: Float32Array, masses: Float32Array): Distribution {
  const ends = endsOf(masses)
  const logMass = logMassOf(logits, masses, ends.at(-1)!)
  return {
    draw(uniform) {
      const { block, share } = placed(ends, uniform)
      const start = block * BLOCK
      const own = logits.subarray(start, start + BLOCK)
      let mass = 0
      for (let place = 0; place < BLOCK; place++) {
        if (place < own.length) mass += exponential(own[place]! - logMass)
        inBlock[place] = mass
      }
      const token = start + find(inBlock, share * mass)
      return { token, logProbability: logits[token]! - logMass }
    },
  }
}

function all(blocks: LogitBlocks, temperature: number): RankedTokens {
  blocks.weigh(temperature)
  return { ranked: { lowest: -Infinity, last: NO_LAST }, ends: blocks.ends() }
}

/**
 * The block at which a number in [0, 1) stands, and how far into it, from 0 to 1: its mass was taken in single precision, and the
 * sum of its weights may be another.
 */
function placed(ends: Float64Array, uniform: number): { block: number; share: number } {
  const at = uniform * ends.at(-1)!
  const block = find(ends, at)
  const before = ends[block - 1] ?? 0
  return { block, share: (at - before) / (ends[block]! - before) }
}

/** The first of some weights, laid end to end, whose end lies beyond a place; where rounding left none, the last that is not 0. */
function find(ends: Float64Array, place: number): number {
  const total = ends.at(-1)!
  let low = 0
  let high = ends.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (ends[middle]! > place || ends[middle] === total) high = middle
    else low = middle + 1
  }
  return low
}

/** Uniform numbers in [0, 1) with 32 random bits, from the generator sfc32 (Doty-Humphrey, PractRand; public domain). */
export function uniformStream(seed: number): () => number {
  let a = seed >>> 0
  let b = 0x9e3779b9
  let c = 0x243f6a88
  let counter = 1
  const next = () => {
    const sum = (a + b + counter) >>> 0
    counter = (counter + 1) >>> 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) >>> 0
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0
    return sum
  }
  for (let round = 0; round < 12; round++) next()
  return () => next() / 2 ** 32
}
