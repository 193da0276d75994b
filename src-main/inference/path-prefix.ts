// What the children of a path start from: the keys and values of all its tokens, and the logits after the last one.
// Knows how a path becomes tokens, and that each is computed in one way only: a prompt in one pass, every later token as a row
// of a padded batch. Does not know sampling.
import type { Usage } from '../contract/cost.ts'
import { EspalierError } from '../contract/errors.ts'
import type { Path } from '../search/policy.ts'
import type { LoadedModel } from './loaded-model.ts'
import { cacheShape, openKeyValueCache, ROW_LIMIT } from './kv-cache.ts'
import { prefill } from './prefill.ts'
import type { Piece, Sequence } from './prefix-cache.ts'
import { promptTokens } from './prompt.ts'
import { leave, logitsOf, passTokens } from './token-pass.ts'

/** A path as one sequence of tokens. */
export interface PathTokens extends Sequence {
  /** Tokens in all. */
  length: number
  /** The same for equal paths. */
  key: string
}

export interface Prefix {
  pieces: readonly Piece[]
  /** Logits after the path's last token. */
  logits: Float32Array
}

/**
 * The tokens of a path: those that the policy sampled, or for a step that came from elsewhere, those of its text.
 * Throws `bad-input` for a problem or a step that the model cannot read.
 */
export function pathTokens({ folder, tokenizer }: LoadedModel, path: Path): PathTokens {
  const prompt = promptTokens(folder, tokenizer, path.question)
  const steps = path.steps.flatMap(({ text, tokenIds }) =>
    tokenIds.length > 0 || text === '' ? tokenIds : tokenizer.encode(text + folder.stepSeparator),
  )
  const foreign = steps.find((token) => token >= folder.vocabulary)
  if (foreign !== undefined) {
    throw new EspalierError({
      code: 'bad-input',
      message: `A step holds the token ${foreign}; the vocabulary of the model “${folder.name}” has ${folder.vocabulary}.`,
      advice: 'Continue the tree with the policy that grew it.',
    })
  }
  return { prompt, steps, length: prompt.length + steps.length, key: `${prompt.join()};${steps.join()}` }
}

/** The prefixes of all paths by key, from the cache or computed. Yields after each pass. */
export async function* findPrefixes(
  decoder: LoadedModel,
  paths: readonly PathTokens[],
  usage: Usage,
): AsyncGenerator<void, Map<string, Prefix>> {
  const prefixes = new Map<string, Prefix>()
  const prompts = new Map<string, Piece>()
  const feedings: Feeding[] = []
  /** What several paths share is counted once, as it would be if it were computed. */
  const counted = new Set<Piece>()
  for (const path of new Map(paths.map((path) => [path.key, path])).values()) {
    let { pieces, length } = decoder.cache.match(path)
    for (const piece of pieces) {
      if (!counted.has(piece)) usage.cachedTokens += piece.tokens.length
      counted.add(piece)
    }
    if (length === 0) {
      const key = path.prompt.join()
      const piece = prompts.get(key) ?? (yield* computePrompt(decoder, path.prompt, usage))
      prompts.set(key, piece)
      pieces = [piece]
      length = path.prompt.length
    }
    const logits = pieces.at(-1)!.logits
    if (length === path.length && logits) prefixes.set(path.key, { pieces, logits })
    else feedings.push({ path, pieces, held: length, length: Math.min(length, path.length - 1) })
  }
  for (let from = 0; from < feedings.length; from += ROW_LIMIT) {
    yield* feed(decoder, feedings.slice(from, from + ROW_LIMIT), usage, prefixes)
  }
  return prefixes
}

async function* computePrompt(
  decoder: LoadedModel,
  prompt: readonly number[],
  usage: Usage,
): AsyncGenerator<void, Piece> {
  const piece = await prefill({ ...decoder, prompt, usage })
  yield
  return piece
}

/** One row while known tokens are fed to it. */
interface Feeding {
  path: PathTokens
  pieces: readonly Piece[]
  /** Tokens that the pieces hold. */
  held: number
  /** Tokens that stand before the next one to feed. */
  length: number
}

/**
 * Feeds the tokens of paths that no piece holds, one a pass: as a rule only the last token of a step, which was sampled but
 * never fed. That one was counted when it was generated; the others are input.
 */
async function* feed(
  decoder: LoadedModel,
  feedings: readonly Feeding[],
  usage: Usage,
  prefixes: Map<string, Prefix>,
): AsyncGenerator<void, void> {
  const { session, folder, cache } = decoder
  const slab = openKeyValueCache({ shape: cacheShape(folder), rows: feedings.length })
  slab.reserve(Math.max(...feedings.map(({ path }) => path.length)))
  const rows = [...feedings]
  rows.forEach(({ pieces }, row) =>
    slab.write(
      row,
      pieces.map(({ segment }) => segment),
    ),
  )
  while (rows.length > 0) {
    const next = rows.map(({ path, length }) => ({ token: path.steps[length - path.prompt.length]!, length }))
    const output = await passTokens({ session, folder, slab, rows: next })
    for (let row = rows.length - 1; row >= 0; row--) {
      const fed = rows[row]!
      const { path, pieces, held } = fed
      fed.length += 1
      if (fed.length < path.length) {
        usage.inputTokens += 1
        usage.attendedTokens += fed.length
        continue
      }
      const logits = logitsOf(output, row).slice()
      if (held === path.length) {
        pieces.at(-1)!.logits = logits
        prefixes.set(path.key, { pieces, logits })
      } else {
        const known = held - path.prompt.length
        const piece = { tokens: path.steps.slice(known), segment: slab.read(row, held, path.length), logits }
        cache.insert({ prompt: path.prompt, steps: path.steps.slice(0, known) }, piece)
        prefixes.set(path.key, { pieces: [...pieces, piece], logits })
      }
      leave(rows, row, slab)
    }
    yield
  }
}
