// The cuts: which tokens top-k, top-p and min-p leave. Each of them keeps the first tokens by rank, the likeliest first and of
// equals the lower id. Knows when to list tokens and when to sum whole blocks. Does not draw.
import type { Sampling } from '../../contract/sampling.ts'
import { exponential } from './exponential.ts'
import { LEAST, singleFrom } from './logit-blocks.ts'
import type { LogitBlocks } from './logit-blocks.ts'
import { endOfFirst, NO_LAST } from './rank-end.ts'
import type { Ranked } from './rank-end.ts'
import { bracketsOf, EVERYWHERE, firstByRank } from './rank-search.ts'

/** The tokens that are left: a list, or where they are many, the first by rank. */
export type Kept = ListedTokens | RankedTokens

export interface ListedTokens {
  /** By id. */
  tokens: Int32Array
  /** Sums of exp((logit - highest) / temperature) from the first token to each. */
  ends: Float64Array
}

export interface RankedTokens {
  ranked: Ranked
  /** Such sums from the first token to the end of each block. */
  ends: Float64Array
}

/** More tokens cost less as sums of blocks than as a list. */
const LISTED = 2048

/** The lowest of the blocks' highest logits say little about how many tokens reach them, so this share of them is looked at. */
const MOST = 0.875

const ALL: Ranked = { lowest: -Infinity, last: NO_LAST }

/** Scratch for one row, one for each thread: the tokens that are listed, and their weights. */
let list = { tokens: new Int32Array(0), weights: new Float64Array(0) }

/** The tokens that are left after the cuts, in the order top-k, top-p, min-p. The likeliest token always stays. */
export function cut(blocks: LogitBlocks, { temperature, topK, topP, minP }: Sampling): Kept {
  const { logits, highest } = blocks
  if (!Number.isFinite(highest)) {
    return { tokens: Int32Array.of(Math.max(0, logits.indexOf(highest))), ends: Float64Array.of(1) }
  }
  const floor = minP > 0 ? singleFrom(Math.max(highest + temperature * Math.log(minP), LEAST)) : LEAST
  if (topK > 0) {
    let count = listTop(blocks, topK, temperature)
    if (topP < 1) count = keep(logits, count, endOfMass(logits, count, topP * massOf(count)))
    return laidOut(keep(logits, count, { lowest: floor, last: NO_LAST }))
  }
  if (topP < 1) {
    const total = blocks.weigh(temperature)
    const search = { blocks, goal: topP * total, total, temperature }
    const brackets = logits.length > LISTED ? bracketsOf(search) : [EVERYWHERE]
    // A token weighs 1 at most, so there are more than the goal.
    for (const { low } of search.goal > LISTED ? [] : brackets) {
      const tokens = blocks.tokensBetween(Math.max(low, floor), Infinity, LISTED)
      if (!tokens) break
      const count = weigh(blocks, tokens, temperature, ALL)
      // It looked too far up, unless the floor is why tokens are missing.
      if (massOf(count) < search.goal && low > floor) continue
      return laidOut(keep(logits, count, endOfMass(logits, count, search.goal)))
    }
    const ranked = firstByRank(search, brackets)
    return ranked.lowest < floor ? summedFrom(blocks, floor) : { ranked, ends: blocks.ends() }
  }
  const tokens = blocks.tokensBetween(floor, Infinity, LISTED)
  if (tokens) return laidOut(weigh(blocks, tokens, temperature, ALL))
  blocks.weigh(temperature)
  return summedFrom(blocks, floor)
}

/** Lists the first tokens by rank, so many or all that can be, and returns how many. */
function listTop(blocks: LogitBlocks, topK: number, temperature: number): number {
  const { logits, maxima } = blocks
  makeRoom(maxima.length)
  let possible = 0
  for (let block = 0; block < maxima.length; block++) if (maxima[block]! >= LEAST) list.tokens[possible++] = block
  let lowest = LEAST
  if (topK <= possible || logits.length > LISTED) {
    // At least as many tokens reach a logit as the highest of blocks, and as a rule more.
    const goal = Math.min(topK, Math.ceil(possible * MOST))
    lowest = endOfFirst({
      values: maxima,
      ids: list.tokens.subarray(0, possible),
      weights: null,
      goal,
      before: 0,
    }).lowest
  }
  const tokens = blocks.tokensBetween(lowest, Infinity, Math.max(topK, LISTED))
  if (tokens && (tokens.length >= topK || lowest === LEAST)) {
    const ranked = endOfFirst({ values: logits, ids: tokens, weights: null, goal: topK, before: 0 })
    return weigh(blocks, tokens, temperature, ranked)
  }
  const total = blocks.weigh(Infinity)
  const search = { blocks, goal: Math.min(topK, total), total, temperature: Infinity }
  const ranked = firstByRank(search, bracketsOf(search))
  return weigh(blocks, blocks.tokensOf(ranked), temperature, ranked)
}

/** Lists those of some tokens that are among the first by rank, and returns how many. */
function weigh({ logits, highest }: LogitBlocks, ids: Int32Array, temperature: number, ranked: Ranked): number {
  makeRoom(ids.length)
  const { tokens, weights } = list
  const { lowest, last } = ranked
  let count = 0
  for (let index = 0; index < ids.length; index++) {
    const token = ids[index]!
    const logit = logits[token]!
    if (logit < lowest || (logit === lowest && token > last)) continue
    tokens[count] = token
    weights[count++] = exponential((logit - highest) / temperature)
  }
  return count
}

function makeRoom(length: number): void {
  if (list.tokens.length < length) list = { tokens: new Int32Array(length), weights: new Float64Array(length) }
}

/** Sum of the weights of the first tokens in the list. */
function massOf(count: number): number {
  let mass = 0
  for (let index = 0; index < count; index++) mass += list.weights[index]!
  return mass
}

function endOfMass(logits: Float32Array, count: number, goal: number): Ranked {
  return endOfFirst({ values: logits, ids: list.tokens.subarray(0, count), weights: list.weights, goal, before: 0 })
}

/** Leaves in the list what is among the first by rank, and returns how many tokens that are. */
function keep(logits: Float32Array, count: number, { lowest, last }: Ranked): number {
  const { tokens, weights } = list
  let kept = 0
  for (let index = 0; index < count; index++) {
    const token = tokens[index]!
    const logit = logits[token]!
    if (logit < lowest || (logit === lowest && token > last)) continue
    tokens[kept] = token
    weights[kept++] = weights[index]!
  }
  return kept
}

function laidOut(count: number): ListedTokens {
  const ends = list.weights.slice(0, count)
  for (let index = 1; index < count; index++) ends[index]! += ends[index - 1]!
  return { tokens: list.tokens.slice(0, count), ends }
}

function summedFrom(blocks: LogitBlocks, lowest: number): RankedTokens {
  const ranked = { lowest, last: NO_LAST }
  blocks.sumFirst(ranked)
  return { ranked, ends: blocks.ends() }
}
