// The decoder: the children of one propose call, all decoded in one batch, token by token.
// Knows prefixes, rows, sampling and the ends of a step. Does not know threads or who asks.
//
// It yields after every pass of the model, so that a worker can serve several calls by turns and stop one within a token.
// A call never shares a batch with another, and every number is always computed in the same way (a prompt in one pass, each
// later token as a row of a padded batch), so a child depends on its path, seed and sampling only.
import { NO_USAGE } from '../contract/cost.ts'
import type { Usage } from '../contract/cost.ts'
import type { Sampling } from '../contract/sampling.ts'
import type { Proposal, ProposeRequest, ProposeResult } from '../search/policy.ts'
import { openKeyValueCache, paddedRows } from './kv-cache.ts'
import type { CacheShape, KeyValueCache } from './kv-cache.ts'
import type { ModelFolder } from './model-folder.ts'
import type { OnnxSession, Output } from './onnx-session.ts'
import { prefill } from './prefill.ts'
import type { Piece, PrefixCache } from './prefix-cache.ts'
import { promptTokens } from './prompt.ts'
import { openSampler } from './sampler.ts'
import type { Sampler } from './sampler.ts'
import type { Tokenizer } from './tokenizer.ts'

/** A policy model with what it takes to decode. */
export interface Decoder {
  folder: ModelFolder
  session: OnnxSession
  tokenizer: Tokenizer
  cache: PrefixCache
}

/** A child while it grows. Its path's tokens stand before its own in the cache row. */
interface Child {
  request: number
  index: number
  path: readonly number[]
  prefix: Prefix
  sampler: Sampler
  maxTokens: number
  tokens: number[]
  logProbabilities: number[]
}

/** Proposes steps. Yields after each pass; returns the proposals in the order of requests and seeds. */
export async function* propose(
  decoder: Decoder,
  requests: readonly ProposeRequest[],
  sampling: Sampling,
): AsyncGenerator<void, ProposeResult> {
  const usage = { ...NO_USAGE }
  const paths = requests.map((request) => pathTokens(decoder, request))
  const prefixes = yield* findPrefixes(decoder, paths, usage)
  const proposals = requests.map((): Proposal[] => [])
  const children = requests.flatMap((request, index) =>
    request.seeds.map((seed, child): Child => {
      const { tokens, key } = paths[index]!
      const maxTokens = Math.min(request.maxTokens, decoder.folder.positions - tokens.length)
      const prefix = prefixes.get(key)!
      const sampler = openSampler({ sampling, seed })
      return {
        request: index,
        index: child,
        path: tokens,
        prefix,
        sampler,
        maxTokens,
        tokens: [],
        logProbabilities: [],
      }
    }),
  )
  const done = (child: Child, ends: Proposal['ends']) => {
    proposals[child.request]![child.index] = finish(decoder, child, ends)
  }
  for (const child of children) if (child.maxTokens < 1) done(child, 'length')
  const growing = children.filter(({ maxTokens }) => maxTokens >= 1)
  yield* grow(decoder, growing, usage, done)
  return { proposals, usage }
}

interface PathTokens {
  prompt: readonly number[]
  /** The prompt and all steps. */
  tokens: readonly number[]
  /** The same for equal tokens. */
  key: string
}

function pathTokens({ folder, tokenizer }: Decoder, { path }: ProposeRequest): PathTokens {
  const prompt = promptTokens(folder, tokenizer, path.question)
  const tokens = [...prompt, ...path.steps.flatMap(({ tokenIds }) => tokenIds)]
  return { prompt, tokens, key: tokens.join() }
}

/** What a path's children start from. */
interface Prefix {
  pieces: readonly Piece[]
  /** Logits after the path's last token. */
  logits: Float32Array
}

/** The prefixes of all paths by key, from the cache or computed. */
async function* findPrefixes(
  decoder: Decoder,
  paths: readonly PathTokens[],
  usage: Usage,
): AsyncGenerator<void, Map<string, Prefix>> {
  const { cache } = decoder
  const prefixes = new Map<string, Prefix>()
  const prompts = new Map<string, Piece>()
  const feedings: Feeding[] = []
  for (const path of new Map(paths.map((path) => [path.key, path])).values()) {
    let { pieces, length } = cache.match(path.tokens)
    usage.cachedTokens += length
    if (length === 0) {
      const key = path.prompt.join()
      const piece = prompts.get(key) ?? (yield* computePrompt(decoder, path.prompt, usage))
      prompts.set(key, piece)
      pieces = [piece]
      length = path.prompt.length
    }
    const logits = pieces.at(-1)!.logits
    if (length === path.tokens.length && logits) prefixes.set(path.key, { pieces, logits })
    else feedings.push({ ...path, pieces, from: length, length })
  }
  if (feedings.length > 0) yield* feed(decoder, feedings, usage, prefixes)
  return prefixes
}

async function* computePrompt(decoder: Decoder, prompt: readonly number[], usage: Usage): AsyncGenerator<void, Piece> {
  const piece = await prefill({ ...decoder, shape: shapeOf(decoder), prompt })
  usage.inputTokens += prompt.length
  usage.attendedTokens += (prompt.length * (prompt.length + 1)) / 2
  yield
  return piece
}

/** One row while known tokens are fed to it. */
interface Feeding extends PathTokens {
  pieces: readonly Piece[]
  /** Tokens that the pieces hold. */
  from: number
  /** Tokens that the row holds by now. */
  length: number
}

/**
 * Feeds the tokens of paths that no piece holds, one a pass: as a rule only the last token of a step, which was sampled but
 * never fed. That one was counted when it was generated; the others are input.
 */
async function* feed(
  decoder: Decoder,
  feedings: readonly Feeding[],
  usage: Usage,
  prefixes: Map<string, Prefix>,
): AsyncGenerator<void, void> {
  const slab = openKeyValueCache({ shape: shapeOf(decoder), rows: feedings.length })
  slab.reserve(Math.max(...feedings.map(({ tokens }) => tokens.length)))
  feedings.forEach(({ pieces }, row) => writePieces(slab, row, pieces))
  const rows = [...feedings]
  while (rows.length > 0) {
    const next = rows.map(({ tokens, length }) => ({ token: tokens[length]!, length }))
    const output = await pass(decoder, slab, next)
    for (let row = rows.length - 1; row >= 0; row--) {
      const fed = rows[row]!
      slab.append(row, fed.length, output, { chunk: 1, tokens: 1 })
      fed.length += 1
      if (fed.length < fed.tokens.length) {
        usage.inputTokens += 1
        usage.attendedTokens += fed.length
        continue
      }
      const logits = output.logits.slice(row * output.classes, (row + 1) * output.classes)
      const piece = { tokens: fed.tokens.slice(fed.from), segment: slab.read(row, fed.from, fed.length), logits }
      decoder.cache.insert(fed.tokens.slice(0, fed.from), piece)
      prefixes.set(fed.key, { pieces: [...fed.pieces, piece], logits })
      leave(rows, row, slab)
    }
    yield
  }
}

/** Forks every path into its children and samples until each of them ends. */
async function* grow(
  decoder: Decoder,
  children: readonly Child[],
  usage: Usage,
  done: (child: Child, ends: Proposal['ends']) => void,
): AsyncGenerator<void, void> {
  if (children.length === 0) return
  const separator = decoder.tokenizer.encode(decoder.folder.stepSeparator)
  const slab = openKeyValueCache({ shape: shapeOf(decoder), rows: children.length })
  slab.reserve(Math.max(...children.map(({ path }) => path.length)) + 1)
  const rows = [...children]
  rows.forEach(({ prefix }, row) => writePieces(slab, row, prefix.pieces))

  const take = (row: number, logits: Float32Array) => {
    const child = rows[row]!
    const { token, logProbability } = child.sampler.draw(logits)
    child.tokens.push(token)
    child.logProbabilities.push(logProbability)
    usage.generatedTokens += 1
    usage.attendedTokens += lengthOf(child)
    const ends = endOf(child, token, separator, decoder.folder.tokens.end)
    if (!ends) return
    if (ends === 'step' && child.tokens.length > 1) {
      const segment = slab.read(row, child.path.length, lengthOf(child) - 1)
      decoder.cache.insert(child.path, { tokens: child.tokens.slice(0, -1), segment, logits: null })
    }
    done(child, ends)
    leave(rows, row, slab)
  }

  for (let row = rows.length - 1; row >= 0; row--) take(row, rows[row]!.prefix.logits)
  while (rows.length > 0) {
    slab.reserve(Math.max(...rows.map(lengthOf)))
    const next = rows.map((child) => ({ token: child.tokens.at(-1)!, length: lengthOf(child) - 1 }))
    const output = await pass(decoder, slab, next)
    for (let row = rows.length - 1; row >= 0; row--) {
      slab.append(row, lengthOf(rows[row]!) - 1, output, { chunk: 1, tokens: 1 })
      take(row, output.logits.subarray(row * output.classes, (row + 1) * output.classes))
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
  const tail = child.tokens.slice(-separator.length)
  if (tail.length === separator.length && tail.every((id, index) => id === separator[index])) return 'step'
  return child.tokens.length >= child.maxTokens ? 'length' : null
}

function finish({ tokenizer, folder }: Decoder, child: Child, ends: Proposal['ends']): Proposal {
  const text = tokenizer.decode(child.tokens)
  const bare =
    ends === 'step' && text.endsWith(folder.stepSeparator) ? text.slice(0, -folder.stepSeparator.length) : text
  return { text: bare, tokenIds: child.tokens, logProbabilities: child.logProbabilities, ends }
}

function shapeOf({ folder }: Decoder): CacheShape {
  return { layers: folder.layers, heads: folder.keyValueHeads, headSize: folder.headSize }
}

function writePieces(slab: KeyValueCache, row: number, pieces: readonly Piece[]): void {
  let at = 0
  for (const { segment } of pieces) {
    slab.write(row, at, segment)
    at += segment.positions
  }
}

/** Feeds one token to each row; the rows that fill the batch up hold the padding token and nothing else. */
async function pass(
  { session, folder }: Decoder,
  slab: KeyValueCache,
  rows: readonly { token: number; length: number }[],
): Promise<Output> {
  const padded = paddedRows(rows.length)
  const tokens = new BigInt64Array(padded).fill(BigInt(folder.tokens.padding))
  const pastLengths = new BigInt64Array(padded)
  rows.forEach(({ token, length }, row) => {
    tokens[row] = BigInt(token)
    pastLengths[row] = BigInt(length)
  })
  const { positions } = slab
  const keys = slab.keys(padded)
  return session.run({ rows: padded, chunk: 1, positions, tokens, pastLengths, keys, values: slab.values(padded) })
}

/** A row leaves: the last one takes its place. Go from the last row to the first, so that none is passed over. */
function leave(rows: unknown[], row: number, slab: KeyValueCache): void {
  const last = rows.length - 1
  if (row !== last) {
    slab.move(last, row, slab.positions)
    rows[row] = rows[last]!
  }
  rows.pop()
}
