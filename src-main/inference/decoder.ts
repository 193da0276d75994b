// The decoder: the children of one propose call, decoded together, token by token.
// Knows prefixes, rows, sampling and the ends of a step. Does not know threads or who asks.
//
// It yields after every pass of the model, so that a worker can serve several calls by turns and stop one within a token.
// A call never shares a batch with another, and every number is always computed in the same way (path-prefix.ts), so a child
// depends on its path, seed and sampling only.
//
// Usage: a prompt token is input, a sampled token is generated; each is counted once, although a sampled token goes through the
// model only when the next one is wanted, which for the last token of a step is in a later call.
import { NO_USAGE } from '../contract/cost.ts'
import type { Usage } from '../contract/cost.ts'
import type { Sampling } from '../contract/sampling.ts'
import type { Proposal, ProposeRequest, ProposeResult } from '../search/policy.ts'
import { cacheShape, openKeyValueCache, ROW_LIMIT } from './kv-cache.ts'
import type { LoadedModel } from './loaded-model.ts'
import { findPrefixes, pathTokens } from './path-prefix.ts'
import type { PathTokens, Prefix } from './path-prefix.ts'
import { openSampler } from './sampler.ts'
import type { Sampler } from './sampler.ts'
import { leave, logitsOf, passTokens } from './token-pass.ts'

/** A child while it grows. Its path's tokens stand before its own in the cache row. */
interface Child {
  request: number
  index: number
  path: PathTokens
  prefix: Prefix
  sampler: Sampler
  maxTokens: number
  tokens: number[]
  logProbabilities: number[]
}

/** Proposes steps. Yields after each pass; returns the proposals in the order of requests and seeds. */
export async function* propose(
  decoder: LoadedModel,
  requests: readonly ProposeRequest[],
  sampling: Sampling,
): AsyncGenerator<void, ProposeResult> {
  const { positions } = decoder.folder
  const usage = { ...NO_USAGE }
  const paths = requests.map(({ path }) => pathTokens(decoder, path))
  // A path that fills the model's context has no room for another token: its children are cut before they begin.
  const prefixes = yield* findPrefixes(
    decoder,
    paths.filter(({ length }) => length < positions),
    usage,
  )
  const proposals = requests.map(({ seeds }) =>
    seeds.map((): Proposal => ({ text: '', tokenIds: [], logProbabilities: [], ends: 'length' })),
  )
  const children = requests.flatMap(({ seeds, maxTokens }, request) => {
    const path = paths[request]!
    const prefix = prefixes.get(path.key)
    if (!prefix) return []
    const room = Math.min(maxTokens, positions - path.length)
    return seeds.map((seed, index): Child => {
      const sampler = openSampler({ sampling, seed })
      return { request, index, path, prefix, sampler, maxTokens: room, tokens: [], logProbabilities: [] }
    })
  })
  yield* grow(decoder, children, usage, (child, ends) => {
    proposals[child.request]![child.index] = finish(decoder, child, ends)
  })
  return { proposals, usage }
}

/** Forks every path into its children and samples until each of them ends. Those beyond the row limit wait for a free row. */
async function* grow(
  decoder: LoadedModel,
  children: readonly Child[],
  usage: Usage,
  done: (child: Child, ends: Proposal['ends']) => void,
): AsyncGenerator<void, void> {
  const { session, folder, tokenizer, cache } = decoder
  const separator = tokenizer.encode(folder.stepSeparator)
  const slab = openKeyValueCache({ shape: cacheShape(folder), rows: Math.min(children.length, ROW_LIMIT) })
  const waiting = [...children].reverse()
  const rows: Child[] = []

  /** Samples a child's next token. */
  const take = (child: Child, logits: Float32Array): Proposal['ends'] | null => {
    const { token, logProbability } = child.sampler.draw(logits)
    child.tokens.push(token)
    child.logProbabilities.push(logProbability)
    usage.generatedTokens += 1
    usage.attendedTokens += lengthOf(child)
    return endOf(child, token, separator, folder.tokens.end)
  }

  const enter = (child: Child) => {
    const ends = take(child, child.prefix.logits)
    if (ends) {
      done(child, ends)
      return
    }
    slab.reserve(lengthOf(child))
    slab.write(
      rows.length,
      child.prefix.pieces.map(({ segment }) => segment),
    )
    rows.push(child)
  }

  for (;;) {
    while (rows.length < ROW_LIMIT && waiting.length > 0) enter(waiting.pop()!)
    if (rows.length === 0) return
    slab.reserve(Math.max(...rows.map(lengthOf)))
    const next = rows.map((child) => ({ token: child.tokens.at(-1)!, length: lengthOf(child) - 1 }))
    const output = await passTokens({ session, folder, slab, rows: next })
    for (let row = rows.length - 1; row >= 0; row--) {
      const child = rows[row]!
      const ends = take(child, logitsOf(output, row))
      if (!ends) continue
      if (ends === 'step') {
        const segment = slab.read(row, child.path.length, lengthOf(child) - 1)
        cache.insert(child.path, { tokens: child.tokens.slice(0, -1), segment, logits: null })
      }
      done(child, ends)
      leave(rows, row, slab)
    }
    yield
  }
}

/** Tokens of a child's sequence, its newest one included. */
function lengthOf({ path, tokens }: Child): number {
  return path.length + tokens.length
}

function endOf(child: Child, token: number, separator: readonly number[], end: number): Proposal['ends'] | null {
  if (token === end) return 'solution'
  const { tokens } = child
  const start = tokens.length - separator.length
  if (start >= 0 && separator.every((id, index) => id === tokens[start + index])) return 'step'
  return tokens.length >= child.maxTokens ? 'length' : null
}

function finish({ tokenizer, folder }: LoadedModel, child: Child, ends: Proposal['ends']): Proposal {
  const text = tokenizer.decode(child.tokens)
  const bare =
    ends === 'step' && text.endsWith(folder.stepSeparator) ? text.slice(0, -folder.stepSeparator.length) : text
  return { text: bare, tokenIds: child.tokens, logProbabilities: child.logProbabilities, ends }
}
