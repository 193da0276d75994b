// The sampler: tokens out of a row of logits.
// Knows temperature, top-k, top-p, min-p and seeded draws. Does not know models or batches.
//
// Children that still share all their tokens share a row of logits: it is read once, and each of them draws from what was read.
import type { Sampling } from '../contract/sampling.ts'

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

/** How one child draws its tokens, in order. */
export interface Sampler {
  draw(logits: Float32Array): Draw
}

/** A sampler with its own stream of random numbers. */
export function openSampler({ sampling, seed }: { sampling: Sampling; seed: number }): Sampler {
  const uniform = uniformStream(seed)
  return { draw: (logits) => readLogits(logits, sampling).draw(uniform()) }
}

/**
 * Reads one row of logits, a finite number for each token. They must not change before the last draw. Temperature 0 takes the
 * most likely token, the lower id of equals. The cuts apply after the temperature, in the order top-k, top-p, min-p, as in
 * Hugging Face transformers.
 */
export function readLogits(logits: Float32Array, sampling: Sampling): Distribution {
  const { temperature, topK, topP, minP } = sampling
  const best = likeliest(logits)
  const highest = logits[best]!
  const weights = new Float64Array(logits.length)
  const mass = weigh(logits, highest, 1, weights)
  const logMass = highest + Math.log(mass)
  const drawOf = (token: number) => ({ token, logProbability: logits[token]! - logMass })
  if (temperature === 0) return { draw: () => drawOf(best) }
  let total = temperature === 1 ? mass : weigh(logits, highest, temperature, weights)
  if (topK > 0 || topP < 1 || minP > 0) total = cut(weights, sampling)
  return { draw: (uniform) => drawOf(choose(weights, uniform * total)) }
}

/** The token in whose weight `left` falls, the weights laid end to end. */
function choose(weights: Float64Array, left: number): number {
  let last = 0
  for (let token = 0; token < weights.length; token++) {
    const weight = weights[token]!
    if (weight === 0) continue
    last = token
    left -= weight
    if (left < 0) return token
  }
  return last
}

/** The token with the highest logit, the lower id of equals. */
function likeliest(logits: Float32Array): number {
  let best = 0
  for (let token = 1; token < logits.length; token++) if (logits[token]! > logits[best]!) best = token
  return best
}

/** Writes exp((logit - highest) / temperature) of each token into `weights` and returns their sum. */
function weigh(logits: Float32Array, highest: number, temperature: number, weights: Float64Array): number {
  let total = 0
  for (let token = 0; token < weights.length; token++) {
    const weight = Math.exp((logits[token]! - highest) / temperature)
    weights[token] = weight
    total += weight
  }
  return total
}

/** Sets the weights that the cuts leave out to 0 and returns the sum of the others. The likeliest token always stays. */
function cut(weights: Float64Array, { topK, topP, minP }: Sampling): number {
  const order = Array.from(weights.keys()).sort((a, b) => weights[b]! - weights[a]! || a - b)
  const ranked = topK > 0 ? order.slice(0, topK) : order
  const mass = ranked.reduce((sum, token) => sum + weights[token]!, 0)
  const floor = minP * weights[order[0]!]!
  const kept = new Set<number>()
  let before = 0
  let total = 0
  for (const token of ranked) {
    const weight = weights[token]!
    if (kept.size > 0 && ((topP < 1 && before >= topP * mass) || weight < floor)) break
    before += weight
    total += weight
    kept.add(token)
  }
  for (const token of order) if (!kept.has(token)) weights[token] = 0
  return total
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
