// The decoder: the children of one propose call, token by token.
// Knows how paths become prefixes, where children part, and the ends of a step. Does not know threads, or the other jobs of the
// batch that its strands go through.
//
// Children are computed as a tree: those whose tokens are still the same are one strand, and each draws its next token from the
// same logits with its own random numbers; where their tokens differ, the strand forks. Every number is always computed in the
// same way (a prompt in chunks, every later token alone in a row), so a child depends on its path, seed and sampling only.
//
// Usage: a prompt token is input, a sampled token is generated; each is counted once, although a sampled token goes through the
// model only when the next one is wanted, which for the last token of a step is in a later call. A token that several children
// share, that last one too, is computed once; the others count it as shared.
import { NO_USAGE } from '../../contract/cost.ts'
import type { Sampling } from '../../contract/sampling.ts'
import type { Proposal, ProposeRequest, ProposeResult } from '../../search/policy.ts'
import type { Held, Start, Strand } from './strand-lane.ts'
import type { LoadedModel } from './loaded-model.ts'
import { copyOf } from '../graph/model-graph.ts'
import type { LogitRow } from '../graph/model-graph.ts'
import type { PathTokens } from './path-tokens.ts'
import type { Piece, Sequence } from './prefix-cache.ts'
import { readCertainty } from '../sampling/certainty.ts'
import { readLogits } from '../sampling/sampler.ts'
import { findPrefixes, trunksOf } from './trunk.ts'
import type { Child, Prefix, Trunk } from './trunk.ts'

/** Proposes steps. Returns them in the order of requests and seeds. Rejects with the signal's reason when it is aborted. */
export async function propose(
  model: LoadedModel,
  requests: readonly ProposeRequest[],
  { sampling, signal }: { sampling: Sampling; signal: AbortSignal },
): Promise<ProposeResult> {
  const { folder, batch, cache } = model
  const usage = { ...NO_USAGE }
  const proposals = requests.map(({ seeds }) =>
    seeds.map((): Proposal => ({ text: '', tokenIds: [], logProbabilities: [], ends: 'length' })),
  )
  /** Pieces for the cache, by the place of the trunk or child that they are of. */
  const grown: { place: number; before: Sequence; piece: Piece }[] = []

  /** Draws a token for each child from the logits after the tokens they share, `own` of them behind the path. */
  const draw = (path: PathTokens, children: readonly Child[], row: LogitRow, held: Held | null): Strand[] => {
    const shared = children[0]!.tokens
    const own = shared.length
    const certainty = children.some((child) => child.certainty !== null) ? readCertainty(row) : 0
    const distribution = readLogits(row, sampling, tokensBefore(path, shared))
    const groups = new Map<number, Child[]>()
    /** Tokens that ended a child's step; who ends with the same one has the same step. */
    const ended = new Set<number>()
    let kept = false
    for (const child of children) {
      const { token, logProbability } = distribution.draw(child.uniform())
      child.tokens.push(token)
      child.logProbabilities.push(logProbability)
      if (child.certainty !== null) child.certainty += certainty
      usage.generatedTokens += 1
      usage.attendedTokens += path.length + own + 1
      const ends = endOf(child, token, folder.tokens.ends)
      if (!ends) {
        const group = groups.get(token)
        if (group) group.push(child)
        else groups.set(token, [child])
        continue
      }
      proposals[child.request]![child.index] = finish(model, child, ends)
      if (ended.has(token)) {
        usage.sharedTokens += 1
        usage.sharedAttendedTokens += path.length + own + 1
      }
      ended.add(token)
      if (ends !== 'step' || own === 0 || !held || kept) continue
      kept = true
      const segment = held.read(path.length, path.length + own)
      grown.push({
        place: child.place,
        before: path,
        piece: { tokens: child.tokens.slice(0, own), segment, row: null },
      })
    }
    return [...groups].map(([token, group]) => {
      usage.sharedTokens += group.length - 1
      usage.sharedAttendedTokens += (group.length - 1) * (path.length + own + 1)
      return { token, fed: (next, held) => draw(path, group, next, held) }
    })
  }

  /** Feeds the tokens of a path behind its first `length`, one a pass: as a rule the last one of a step, which was sampled but never fed. */
  const feed = (trunk: Trunk, prefix: Prefix, length: number): Strand => ({
    token: trunk.path.steps[length - trunk.path.prompt.length]!,
    fed(row, held) {
      const { path, children, place } = trunk
      const fed = length + 1
      if (fed < path.length) {
        // The last token was counted when it was generated; those before it are input.
        usage.inputTokens += 1
        usage.attendedTokens += fed
        return [feed(trunk, prefix, fed)]
      }
      if (prefix.length === path.length) cache.keepRow(prefix.pieces.at(-1)!, copyOf(row))
      else {
        const known = prefix.length - path.prompt.length
        const before = { prompt: path.prompt, steps: path.steps.slice(0, known) }
        const segment = held.read(prefix.length, path.length)
        grown.push({ place, before, piece: { tokens: path.steps.slice(known), segment, row: copyOf(row) } })
      }
      return draw(path, children, row, held)
    },
  })

  const trunks = trunksOf(model, requests)
  const prefixes = await findPrefixes(model, trunks, { usage, signal })
  const starts = trunks.flatMap((trunk, index): Start[] => {
    const prefix = prefixes[index]!
    const segments = prefix.pieces.map(({ segment }) => segment)
    const { length } = trunk.path
    const row = prefix.length === length ? prefix.pieces.at(-1)!.row : null
    if (row) return draw(trunk.path, trunk.children, row, null).map((strand) => ({ segments, length, strand }))
    const held = Math.min(prefix.length, length - 1)
    return [{ segments, length: held, strand: feed(trunk, prefix, held) }]
  })
  await batch.decode(starts, signal)
  // In an order that does not depend on when a row was free.
  grown.sort((a, b) => a.place - b.place).forEach(({ before, piece }) => cache.insert(before, piece))
  return { proposals, usage }
}

/** All tokens before a row of logits, for a sampler that asks. */
function* tokensBefore({ prompt, steps }: PathTokens, own: readonly number[]): Iterable<number> {
  yield* prompt
  yield* steps
  yield* own
}

function endOf({ tokens, reader, maxTokens }: Child, token: number, stops: readonly number[]): Proposal['ends'] | null {
  if (stops.includes(token)) return 'solution'
  if (reader.add(token)) return 'step'
  return tokens.length >= maxTokens ? 'length' : null
}

function finish({ tokenizer }: Pick<LoadedModel, 'tokenizer'>, child: Child, ends: Proposal['ends']): Proposal {
  const { tokens, logProbabilities, certainty, reader } = child
  const known = certainty === null ? {} : { certainty: certainty / tokens.length }
  return { text: reader.text(tokenizer.decode(tokens)), tokenIds: tokens, logProbabilities, ends, ...known }
}
