// Finds how far down the ranking of a row's tokens a mass reaches: sums of weights by logit say between which two logits that is,
// and only the tokens between them are looked at one by one. Knows how far to trust such sums. Does not know cuts.
import { exponential } from './exponential.ts'
import { LEAST, nextAbove, singleFrom } from './logit-blocks.ts'
import type { LogitBlocks } from './logit-blocks.ts'
import { countOfEquals, endOfFirst, NO_LAST } from './rank-end.ts'
import type { Ranked } from './rank-end.ts'
import { BINS, BLOCK, SHARE } from './vector-loops.ts'

/** What is sought: the shortest beginning of the ranking that weighs `goal`, by the weights of `blocks`. */
export interface Search {
  blocks: LogitBlocks
  goal: number
  /** What all tokens weigh. */
  total: number
  /** The weights fall with the logit by this; infinite where every token weighs 1. */
  temperature: number
}

/** Two logits: tokens from `high` on are among the first, those below `low` are not. */
export interface Bracket {
  low: number
  high: number
}

/** All tokens that can be. */
export const EVERYWHERE: Bracket = { low: LEAST, high: Infinity }

const ALL: Ranked = { lowest: LEAST, last: NO_LAST }

/** Bins reach down by so many temperatures at most, and are looked at again, more of them where it matters, so many times. */
const RANGE = 40
const ROUNDS = 4
/** More tokens than this, in no more bins than that, are looked at in narrower bins rather than one by one. */
const FEW = 1536
const WIDE = 8
/** Estimates are trusted to so many standard deviations of their error at first, and to so many where that was wrong. */
const TRUST = 2
const DOUBT = 6
/** What was looked at adds nothing to the error. */
const LEFT = 1 - 1 / SHARE
/** To see whether all are equal, so many tokens are looked at, side by side, between others that are not. */
const SAMPLED = 4

let scratch = new Float64Array(0)

/** The tokens that are sought; the last sums of `blocks` are of them. */
export function firstByRank(search: Search, brackets: readonly Bracket[]): Ranked {
  const { blocks, goal } = search
  for (const { low, high } of brackets) {
    const before = blocks.sumFirst({ lowest: high, last: NO_LAST })
    if (before >= goal) continue
    const ids = blocks.tokensBetween(low, high)!
    if (ids.length === 0) continue
    if (high === nextAbove(low)) {
      const weight = blocks.weights[ids[0]!]!
      if (before + ids.length * weight < goal) continue
      const ranked = { lowest: low, last: ids[countOfEquals({ weight, count: ids.length, before, goal }) - 1]! }
      blocks.sumFirst(ranked)
      return ranked
    }
    const weights = weigh(blocks.weights, ids)
    if (before + weights.mass < goal && low > LEAST) continue
    const ranked = endOfFirst({ values: blocks.logits, ids, weights: weights.each, goal, before })
    blocks.addFirst(ids, ranked)
    return ranked
  }
  blocks.sumFirst(ALL)
  return ALL
}

/** Where to look, the narrowest place first; each is likely to be right, and the last one is. */
export function bracketsOf(search: Search): Bracket[] {
  const { blocks, goal, total, temperature } = search
  const { highest, logits } = blocks
  // All tokens further down weigh less together than what is left out.
  const range = temperature < Infinity ? temperature * Math.log(logits.length / (total - goal)) : RANGE
  let top = highest
  let width = Math.min(range, RANGE * temperature, highest - leastOf(blocks)) / (BINS - 1)
  let near = EVERYWHERE
  let far = EVERYWHERE
  for (let round = 0; round < ROUNDS; round++) {
    const spans = spansOf(search, { bins: blocks.binned(top, width), top, width })
    // One bin further than it seems, because where a bin ends is rounded.
    const bracketOf = ({ first, last }: Span, { low, high }: Bracket): Bracket => ({
      low: last < BINS ? singleFrom(Math.max(top - (last + 1.5) * width, LEAST)) : low,
      high: first > 0 ? singleFrom(top - (first - 1.5) * width) : high,
    })
    near = bracketOf(spans.near, near)
    far = bracketOf(spans.far, far)
    const only = spans.between > FEW ? onlyBetween(logits, near) : null
    if (only !== null) return [{ low: only, high: nextAbove(only) }, near, far, EVERYWHERE]
    // Bins that are too wide are what makes it many, not doubt.
    if (spans.between < FEW || Math.min(near.high, top) - near.low > WIDE * width) break
    top = Math.min(far.high, highest)
    width = (top - far.low) / (BINS - 1)
  }
  return [near, far, EVERYWHERE]
}

/** Bins that the end is sought in: the first may be 0, for all above too, and the last `BINS`, for all below too. */
interface Span {
  first: number
  last: number
}

/** Where the sampled masses from below come to what is left out: by trust and by doubt, and how many tokens are in the former. */
function spansOf(
  { blocks: { logits, highest }, goal, total, temperature }: Search,
  { bins, top, width }: { bins: Float32Array; top: number; width: number },
): { near: Span; far: Span; between: number } {
  const tail = total - goal
  const near = { first: 0, last: BINS }
  const far = { first: 0, last: BINS }
  let below = 0
  let variance = 0
  let error = 0
  let between = 0
  for (let bin = BINS - 1; bin >= 0 && far.first === 0; bin--) {
    const at = 4 * bin
    const mass = SHARE * (bins[at]! + bins[at + 1]! + bins[at + 2]! + bins[at + 3]!)
    if (mass === 0) continue
    // What a token of the sample stands for, at most.
    const unit = SHARE * exponential(Math.min((top - (bin - 0.5) * width - highest) / temperature, 0))
    error = Math.max(error, unit)
    if (below + DOUBT * error <= tail) far.last = bin
    if (below + TRUST * error <= tail) {
      near.last = bin
      between = 0
    }
    below += mass
    variance += mass * unit
    error = Math.sqrt(LEFT * Math.max(variance - (SHARE * below * below) / logits.length, 0) + unit * unit)
    if (near.first === 0) between += (mass / unit) * SHARE
    if (near.first === 0 && below - TRUST * error > tail) near.first = bin
    if (below - DOUBT * error > tail) far.first = bin
  }
  return { near, far, between }
}

/** The lowest logit of a sample of the row that can be, or the highest of the row. */
function leastOf({ logits, highest }: LogitBlocks): number {
  let least = highest
  for (let token = 0; token < logits.length; token += BLOCK + 1) {
    const logit = logits[token]!
    if (logit < least && logit >= LEAST) least = logit
  }
  return least
}

function weigh(weights: Float32Array, ids: Int32Array): { each: Float64Array; mass: number } {
  if (scratch.length < ids.length) scratch = new Float64Array(ids.length)
  const each = scratch
  let mass = 0
  for (let index = 0; index < ids.length; index++) mass += each[index] = weights[ids[index]!]!
  return { each, mass }
}

/** The only logit between two in a sample of the row, if there is one: many tokens may share it. */
function onlyBetween(logits: Float32Array, { low, high }: Bracket): number | null {
  let only = NaN
  for (let start = 0; start < logits.length; start += BLOCK + SAMPLED) {
    const end = Math.min(start + SAMPLED, logits.length)
    for (let token = start; token < end; token++) {
      const logit = logits[token]!
      if (logit < low || logit >= high || logit === only) continue
      if (only < Infinity) return null
      only = logit
    }
  }
  return only < Infinity ? only : null
}
