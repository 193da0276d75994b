// The sampler: one token out of one row of logits.
// Knows temperature, top-k, top-p, min-p and seeded draws. Does not know models or batches.
import type { Sampling } from '../contract/sampling.ts'

export interface Draw {
  token: number
  /** Natural log-probability of the token at temperature 1, before any cut. */
  logProbability: number
}

/** How one child draws its tokens, in order. */
export interface Sampler {
  draw(logits: Float32Array): Draw
}

/**
 * A sampler with its own stream of random numbers. Temperature 0 takes the most likely token, the lower id of equals.
 * The cuts apply after the temperature, in the order top-k, top-p, min-p, as in Hugging Face transformers.
 */
export function openSampler({ sampling, seed }: { sampling: Sampling; seed: number }): Sampler {
  const uniform = stream(seed)
  const { temperature, topK, topP, minP } = sampling
  const cuts = topK > 0 || topP < 1 || minP > 0
  let weights = new Float64Array(0)

  return {
    draw(logits) {
      const size = logits.length
      let best = 0
      for (let token = 1; token < size; token++) if (logits[token]! > logits[best]!) best = token
      const highest = logits[best]!
      let mass = 0
      for (let token = 0; token < size; token++) mass += Math.exp(logits[token]! - highest)
      const chosen = temperature === 0 ? best : choose(logits, highest)
      return { token: chosen, logProbability: logits[chosen]! - highest - Math.log(mass) }
    },
  }

  function choose(logits: Float32Array, highest: number): number {
    const size = logits.length
    if (weights.length !== size) weights = new Float64Array(size)
    let total = 0
    for (let token = 0; token < size; token++) {
      const weight = Math.exp((logits[token]! - highest) / temperature)
      weights[token] = weight
      total += weight
    }
    if (cuts) total = cut(weights, sampling)
    let left = uniform() * total
    let last = 0
    for (let token = 0; token < size; token++) {
      const weight = weights[token]!
      if (weight === 0) continue
      last = token
      left -= weight
      if (left < 0) return token
    }
    return last
  }
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
function stream(seed: number): () => number {
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
