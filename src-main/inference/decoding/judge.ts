// The judge: a chat model is asked whether the last step of each path is right, and the probability of its yes is the reward.
// Knows that questions which begin alike share that beginning. Does not know the question's words (model/judge-prompt.ts), threads,
// or the other jobs of the batch.
//
// Questions go through in blocks of one size from their first token on, whatever is asked together or found in the cache, so that a
// reward depends on its path only. Whole blocks are kept; the last one, which every question has of its own, is not.
import { NO_USAGE } from '../../contract/cost.ts'
import type { CountedUsage } from '../../contract/cost.ts'
import type { JudgeRecord } from '../../contract/judge-record.ts'
import type { Path } from '../../search/policy.ts'
import type { ScoreResult } from '../../search/verifier.ts'
import { openJudgePrompt } from '../model/judge-prompt.ts'
import type { LoadedModel } from './loaded-model.ts'
import type { Piece, Sequence } from './prefix-cache.ts'

/** Tokens of a block. */
const BLOCK = 32

/** Judges the last step of each path, in their order; null for a question longer than the model reads. */
export type Judge = (paths: readonly Path[], signal: AbortSignal) => Promise<ScoreResult>

/** A block of a question, one for all questions that begin with the same blocks. */
interface Block {
  tokens: readonly number[]
  before: Block | null
  last: boolean
  /** Set for a block that the cache held, else when it is first needed. */
  piece: Promise<Piece> | null
}

/** A judge over a model. Throws `bad-input` where the model cannot be one, or its tokens cannot tell the record's words apart. */
export function openJudge(model: LoadedModel, judge: JudgeRecord): Judge {
  const { folder, tokenizer, asked, cache } = model
  const prompt = openJudgePrompt(folder, tokenizer, { record: asked.record, judge })
  return async (paths, signal) => {
    const usage = { ...NO_USAGE }
    const blocks = new Map<string, Block>()
    const ends = paths.map((path) => {
      const tokens = prompt.tokens(path)
      return tokens.length > folder.positions ? null : linkUp(model, tokens, blocks, usage)
    })
    const fresh = [...blocks.values()].filter(({ piece }) => piece === null)
    const rewards = await Promise.all(
      ends.map(async (end) => end && prompt.shareOfYes((await pieceOf(model, end, signal)).row!.logits)),
    )
    // In the order of the questions, not of the passes.
    for (const block of fresh) if (!block.last) cache.insert(sequenceBefore(block), await block.piece!)
    return { rewards, usage }
  }
}

/** Adds a question's blocks to those of the others, takes what the cache holds, counts, and returns the last one. */
function linkUp(
  { cache }: LoadedModel,
  tokens: readonly number[],
  blocks: Map<string, Block>,
  usage: CountedUsage,
): Block {
  const { pieces } = cache.match({ prompt: tokens.slice(0, BLOCK), steps: tokens.slice(BLOCK) })
  let block: Block | null = null
  for (let from = 0; from < tokens.length; from += BLOCK) {
    const own = tokens.slice(from, from + BLOCK)
    const last = from + BLOCK >= tokens.length
    const key = `${last ? 'last' : ''} ${tokens.slice(0, from + own.length).join()}`
    let shared = true
    let next = blocks.get(key)
    if (!next) {
      const held = last ? undefined : pieces[from / BLOCK]
      next = { tokens: own, before: block, last, piece: held ? Promise.resolve(held) : null }
      blocks.set(key, next)
      shared = held !== undefined
      if (held) usage.cachedTokens += own.length
      else {
        usage.inputTokens += own.length
        usage.attendedTokens += own.length * from + (own.length * (own.length + 1)) / 2
      }
    }
    usage.scoredTokens += own.length
    if (shared) usage.sharedScoredTokens += own.length
    block = next
  }
  return block!
}

/** A block and those before it, computed once each. */
function pieceOf(model: LoadedModel, block: Block, signal: AbortSignal): Promise<Piece> {
  block.piece ??= (async () => {
    const before: Piece[] = []
    for (const one of chainBefore(block)) before.push(await pieceOf(model, one, signal))
    const segments = before.map(({ segment }) => segment)
    return { tokens: block.tokens, ...(await model.batch.feed({ segments, tokens: block.tokens }, signal)) }
  })()
  return block.piece
}

function chainBefore(block: Block): Block[] {
  const chain: Block[] = []
  for (let { before } = block; before; { before } = before) chain.push(before)
  return chain.reverse()
}

function sequenceBefore(block: Block): Sequence | null {
  const [first, ...rest] = chainBefore(block)
  return first ? { prompt: first.tokens, steps: rest.flatMap(({ tokens }) => tokens) } : null
}
