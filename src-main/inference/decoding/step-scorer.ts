// The step scorer: the process reward of the last step of many paths, computed in as few passes as their depths allow.
// Knows that a step costs its own tokens only, because what stands before it is in the prefix cache.
// Does not know the PRM's format (model/reward-reader.ts), threads, or the other jobs of the batch that its chunks go through.
//
// Each step is one chunk of its own, whatever is asked together or found in the cache, so that a reward depends on its path
// only. Paths that share steps share their computation.
import { NO_USAGE } from '../../contract/cost.ts'
import type { CountedUsage, Usage } from '../../contract/cost.ts'
import type { Path } from '../../search/policy.ts'
import type { ScoreResult } from '../../search/verifier.ts'
import type { LoadedModel } from './loaded-model.ts'
import type { RewardReader } from '../model/reward-reader.ts'
import { prefill } from './prefill.ts'
import type { Piece, Sequence } from './prefix-cache.ts'

/** A model that is asked as a PRM. */
export type ScoredModel = LoadedModel & { reward: RewardReader }

/** A prompt (depth 0) or a step behind its parent; one for all paths that share it. */
interface Link {
  tokens: readonly number[]
  parent: Link | null
  depth: number
  /** Null until it is found or computed. */
  piece: Piece | null
  /** Whether it is charged as computed for somebody; all others who ask its reward share it. */
  charged: boolean
}

/**
 * Scores the last step of each path, in the order of the paths. A path that is longer than the PRM reads has no score: null.
 * Rejects with the signal's reason when it is aborted, and as `reader` throws.
 */
export async function score(scorer: ScoredModel, paths: readonly Path[], signal: AbortSignal): Promise<ScoreResult> {
  const { folder, cache, reward: reader } = scorer
  const usage = { ...NO_USAGE }
  const links = new Map<string, Link>()
  const ends = paths.map((path) => {
    const chunks = chunksOf(reader, path)
    const length = chunks.reduce((sum, { length }) => sum + length, 0)
    if (length > folder.positions) return null
    const end = linkUp(scorer, chunks, links, usage)
    count(end, usage)
    return end
  })
  const depth = Math.max(0, ...[...links.values()].map((link) => link.depth))
  for (let at = 0; at <= depth; at++) {
    const open = [...links.values()].filter((link) => link.depth === at && !link.piece)
    await Promise.all(open.map((link) => compute(scorer, link, { usage, signal })))
    // In the order of the paths, not of the passes.
    if (at > 0) for (const link of open) cache.insert(sequenceOf(before(link)), link.piece!)
  }
  return { rewards: ends.map((end) => end && reader.rewardOf(end.piece!.row!.logits)), usage }
}

/** The prompt and the steps of a path as tokens, each step ending where its score is read. */
function chunksOf(reader: RewardReader, path: Path): (readonly number[])[] {
  const { prompt, steps } = reader.tokensOf(path)
  return [prompt, ...steps]
}

/** Adds the chunks of a path to the links, takes what the cache holds, and returns the last link. */
function linkUp(
  { cache }: LoadedModel,
  chunks: readonly (readonly number[])[],
  links: Map<string, Link>,
  usage: Usage,
): Link {
  const { pieces } = cache.match({ prompt: chunks[0]!, steps: chunks.slice(1).flat() })
  let key = ''
  let last: Link | null = null
  for (const [depth, tokens] of chunks.entries()) {
    key += `${tokens.join()};`
    let link: Link | undefined = links.get(key)
    if (!link) {
      const piece = pieces[depth] ?? null
      link = { tokens, parent: last, depth, piece, charged: piece !== null }
      links.set(key, link)
      if (link.piece) usage.cachedTokens += tokens.length
    }
    last = link
  }
  return last!
}

/** Counts a step whose reward is asked: its own tokens each time, as shared where they are not computed for it. */
function count(end: Link, usage: CountedUsage): void {
  const { length } = end.tokens
  usage.scoredTokens += length
  if (end.charged) usage.sharedScoredTokens += length
  end.charged = true
}

/** The links before this one, the prompt first. */
function before(link: Link): Link[] {
  const chain: Link[] = []
  for (let { parent } = link; parent; { parent } = parent) chain.push(parent)
  return chain.reverse()
}

/** Computes a prompt, or a step whose prefix is known, and counts it. */
async function compute(
  model: LoadedModel,
  link: Link,
  { usage, signal }: { usage: Usage; signal: AbortSignal },
): Promise<void> {
  if (!link.parent) {
    link.piece = await prefill(model, { prompt: link.tokens, usage, signal })
    return
  }
  const segments = before(link).map(({ piece }) => piece!.segment)
  link.piece = { tokens: link.tokens, ...(await model.batch.feed({ segments, tokens: link.tokens }, signal)) }
  const own = link.tokens.length
  const at = segments.reduce((sum, { positions }) => sum + positions, 0)
  usage.inputTokens += own
  usage.attendedTokens += own * at + (own * (own + 1)) / 2
}

function sequenceOf(chain: readonly Link[]): Sequence {
  return { prompt: chain[0]!.tokens, steps: chain.slice(1).flatMap(({ tokens }) => tokens) }
}
