// The step scorer: the process reward of the last step of many paths, computed in as few passes as their depths allow.
// Knows the PRM's format, and that a step costs its own tokens only, because what stands before it is in the prefix cache.
// Does not know threads or who asks.
//
// A prompt goes through in one pass and each step as one chunk of its own, whatever is asked together or found in the cache,
// so that a reward depends on its path only. It yields after every pass.
import { NO_USAGE } from '../contract/cost.ts'
import type { Usage } from '../contract/cost.ts'
import { EspalierError } from '../contract/errors.ts'
import type { Path } from '../search/policy.ts'
import type { ScoreResult } from '../search/verifier.ts'
import { openKeyValueCache, paddedRows } from './kv-cache.ts'
import type { Decoder } from './decoder.ts'
import type { RewardFormat } from './model-folder.ts'
import { prefill } from './prefill.ts'
import type { Piece } from './prefix-cache.ts'
import { promptTokens } from './prompt.ts'

/** A PRM with what it takes to score; the same parts as a policy's. */
export type StepScorer = Decoder

/** Rows that go through in one pass. */
const ROW_LIMIT = 64
/** Chunks are padded to a multiple of this, so that a row's numbers do not depend on its company. */
const CHUNK_BLOCK = 16

/** One distinct path while its steps go through. */
interface Walk {
  /** The prompt, then one chunk for each step. */
  chunks: readonly (readonly number[])[]
  pieces: Piece[]
}

/** Scores the last step of each path, in the order of the paths. */
export async function* score(scorer: StepScorer, paths: readonly Path[]): AsyncGenerator<void, ScoreResult> {
  const format = scorer.folder.reward
  if (!format) throw notAVerifier(scorer)
  const usage = { ...NO_USAGE }
  const walks = new Map<string, Walk>()
  const keys = paths.map((path) => {
    const chunks = chunksOf(scorer, format, path)
    const key = chunks.map((chunk) => chunk.join()).join(';')
    if (!walks.has(key)) walks.set(key, { chunks, pieces: cachedPieces(scorer, chunks, usage) })
    return key
  })
  yield* scorePrompts(scorer, [...walks.values()], usage)
  for (;;) {
    const open = [...walks.values()].filter(({ chunks, pieces }) => pieces.length < chunks.length)
    if (open.length === 0) break
    for (let from = 0; from < open.length; from += ROW_LIMIT) {
      await scoreChunks(scorer, open.slice(from, from + ROW_LIMIT), usage)
      yield
    }
  }
  const rewards = keys.map((key) => reward(walks.get(key)!.pieces.at(-1)!.logits!, format))
  return { rewards, usage }
}

/** Softmax over the two classes of the head, the share of the positive one: 0 to 1. */
function reward(logits: Float32Array, { positive, negative }: RewardFormat): number {
  return 1 / (1 + Math.exp(logits[negative]! - logits[positive]!))
}

function chunksOf({ folder, tokenizer }: StepScorer, format: RewardFormat, path: Path): number[][] {
  const prompt = promptTokens(folder, tokenizer, path.question)
  const tag = tokenizer.idOf(format.score_token)
  const steps = path.steps.map(({ text }) => [...tokenizer.encode(text), tag])
  const tags = steps.flat().filter((token) => token === tag).length
  if (tags !== steps.length) {
    throw new EspalierError({
      code: 'model-broken',
      message: `The PRM “${folder.name}” would give ${tags} scores for ${steps.length} steps.`,
      advice: `A step may not hold the token “${format.score_token}”; check the step separator of the policy.`,
    })
  }
  const length = [prompt, ...steps].reduce((sum, chunk) => sum + chunk.length, 0)
  if (length > folder.positions) {
    throw new EspalierError({
      code: 'bad-input',
      message: `A path has ${length} tokens; the PRM “${folder.name}” reads ${folder.positions} in all.`,
      advice: 'Lower the token limits of the run, or choose a PRM with a longer context.',
    })
  }
  return [prompt, ...steps]
}

function cachedPieces({ cache }: StepScorer, chunks: readonly (readonly number[])[], usage: Usage): Piece[] {
  const { pieces, length } = cache.match(chunks.flat())
  usage.cachedTokens += length
  return [...pieces]
}

async function* scorePrompts(scorer: StepScorer, walks: readonly Walk[], usage: Usage): AsyncGenerator<void, void> {
  const { folder } = scorer
  const shape = { layers: folder.layers, heads: folder.keyValueHeads, headSize: folder.headSize }
  const computed = new Map<string, Piece>()
  for (const walk of walks.filter(({ pieces }) => pieces.length === 0)) {
    const prompt = walk.chunks[0]!
    let piece = computed.get(prompt.join())
    if (!piece) {
      piece = await prefill({ ...scorer, shape, prompt })
      computed.set(prompt.join(), piece)
      usage.inputTokens += prompt.length
      usage.attendedTokens += (prompt.length * (prompt.length + 1)) / 2
      yield
    }
    walk.pieces.push(piece)
  }
}

/** One pass: the next chunk of each walk. */
async function scoreChunks(
  { session, folder, cache }: StepScorer,
  walks: readonly Walk[],
  usage: Usage,
): Promise<void> {
  const shape = { layers: folder.layers, heads: folder.keyValueHeads, headSize: folder.headSize }
  const next = walks.map(({ chunks, pieces }) => chunks[pieces.length]!)
  const before = walks.map(({ pieces }) => pieces.reduce((sum, { tokens }) => sum + tokens.length, 0))
  const rows = paddedRows(walks.length)
  const chunk = Math.ceil(Math.max(...next.map(({ length }) => length)) / CHUNK_BLOCK) * CHUNK_BLOCK
  const slab = openKeyValueCache({ shape, rows })
  slab.reserve(Math.max(...before) + chunk)
  const tokens = new BigInt64Array(rows * chunk).fill(BigInt(folder.tokens.padding))
  const pastLengths = new BigInt64Array(rows)
  walks.forEach(({ pieces }, row) => {
    let at = 0
    for (const { segment } of pieces) {
      slab.write(row, at, segment)
      at += segment.positions
    }
    pastLengths[row] = BigInt(at)
    tokens.set(BigInt64Array.from(next[row]!, BigInt), row * chunk)
  })
  const { positions } = slab
  const keys = slab.keys(rows)
  const output = await session.run({ rows, chunk, positions, tokens, pastLengths, keys, values: slab.values(rows) })
  walks.forEach((walk, row) => {
    const own = next[row]!
    const at = before[row]!
    slab.append(row, at, output, { chunk, tokens: own.length })
    const end = (row * chunk + own.length) * output.classes
    const logits = output.logits.slice(end - output.classes, end)
    const piece = { tokens: own, segment: slab.read(row, at, at + own.length), logits }
    cache.insert(walk.chunks.slice(0, walk.pieces.length).flat(), piece)
    walk.pieces.push(piece)
    usage.inputTokens += own.length
    usage.attendedTokens += own.length * at + (own.length * (own.length + 1)) / 2
  })
}

function notAVerifier({ folder }: StepScorer): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${folder.name}” is no process reward model.`,
    advice: 'Choose a model whose folder has a process_reward_config.json.',
  })
}
