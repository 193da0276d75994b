// What a propose call asks for: each path once, with the children that are wanted of it, and what is known of the path already.
// Knows the cache, and computes prompts that it lacks. Does not know how children grow (decoder.ts).
import type { Usage } from '../../contract/cost.ts'
import type { ProposeRequest } from '../../search/policy.ts'
import type { LoadedModel } from './loaded-model.ts'
import { pathTokens } from './path-tokens.ts'
import type { PathTokens } from './path-tokens.ts'
import { prefill } from './prefill.ts'
import type { Match, Piece } from './prefix-cache.ts'
import type { StepReader } from '../prompt/step-reader.ts'
import { uniformStream } from '../sampling/sampler.ts'

/** A child while it grows. */
export interface Child {
  request: number
  index: number
  /** Its place among all trunks and children of the call: trunks first. */
  place: number
  /** Its own random numbers, in [0, 1). */
  uniform: () => number
  maxTokens: number
  tokens: number[]
  logProbabilities: number[]
  /** Its text so far, and whether its step has ended. */
  reader: StepReader
  /** The sum over the tokens, in nats; null where nobody asked for it. */
  certainty: number | null
}

/** A path and all its children. */
export interface Trunk {
  path: PathTokens
  place: number
  children: Child[]
}

/** What is known of a path: at least its prompt. */
export type Prefix = Match

/**
 * The distinct paths of the requests in order. A path that fills the model's context has no room for another token: it is left
 * out, and its children are cut before they begin.
 */
export function trunksOf(model: Pick<LoadedModel, 'folder' | 'asked'>, requests: readonly ProposeRequest[]): Trunk[] {
  const { positions } = model.folder
  const { readers, record } = model.asked
  const trunks = new Map<string, Trunk>()
  let place = requests.length
  for (const [request, { path: asked, seeds, maxTokens, certainty }] of requests.entries()) {
    const path = pathTokens(model, asked)
    if (path.length >= positions) continue
    const trunk = trunks.get(path.key) ?? { path, place: trunks.size, children: [] }
    trunks.set(path.key, trunk)
    const readerBehind = readers.behind(asked.steps.map(({ tokenIds }) => tokenIds))
    for (const [index, seed] of seeds.entries()) {
      trunk.children.push({
        request,
        index,
        place: place++,
        uniform: uniformStream(seed),
        maxTokens: Math.min(maxTokens, record.mostStepTokens, positions - path.length),
        reader: readerBehind(),
        tokens: [],
        logProbabilities: [],
        certainty: certainty ? 0 : null,
      })
    }
  }
  return [...trunks.values()]
}

/** What the cache holds of each path; prompts that it lacks are computed. Counts what was found and what was computed, once each. */
export async function findPrefixes(
  model: LoadedModel,
  trunks: readonly Trunk[],
  { usage, signal }: { usage: Usage; signal: AbortSignal },
): Promise<Prefix[]> {
  const prompts = new Map<string, Promise<Piece>>()
  const counted = new Set<Piece>()
  return Promise.all(
    trunks.map(async ({ path }) => {
      const match = model.cache.match(path)
      for (const piece of match.pieces) {
        if (!counted.has(piece)) usage.cachedTokens += piece.tokens.length
        counted.add(piece)
      }
      if (match.length > 0) return match
      const key = path.prompt.join()
      const prompt = prompts.get(key) ?? prefill(model, { prompt: path.prompt, usage, signal })
      prompts.set(key, prompt)
      return { pieces: [await prompt], length: path.prompt.length }
    }),
  )
}
