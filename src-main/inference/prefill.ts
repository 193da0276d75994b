// Prefill: a prompt goes through the model in one pass, alone, and into the prefix cache.
// Knows that the pass always has the same shape for the same prompt, so that its numbers repeat. Does not know what follows.
import type { Usage } from '../contract/cost.ts'
import { cacheShape, openKeyValueCache } from './kv-cache.ts'
import type { ModelFolder } from './model-folder.ts'
import type { ModelGraph } from './model-graph.ts'
import type { Piece, PrefixCache } from './prefix-cache.ts'
import { logitsOf } from './token-pass.ts'

/** Computes a prompt, keeps it, and counts what it cost. */
export async function prefill(options: {
  session: ModelGraph
  folder: ModelFolder
  cache: PrefixCache
  prompt: readonly number[]
  usage: Usage
}): Promise<Piece> {
  const { session, folder, cache, prompt, usage } = options
  const chunk = prompt.length
  const slab = openKeyValueCache({ shape: cacheShape(folder), rows: 1 })
  slab.reserve(chunk)
  const output = await session.run({
    rows: 1,
    chunk,
    positions: slab.positions,
    tokens: Int32Array.from(prompt),
    pastLengths: Int32Array.of(0),
    keys: slab.keys(1),
    values: slab.values(1),
  })
  slab.append(0, 0, output, { chunk, tokens: chunk })
  const piece = { tokens: prompt, segment: slab.read(0, 0, chunk), logits: logitsOf(output, chunk - 1).slice() }
  cache.insert(null, piece)
  usage.inputTokens += chunk
  usage.attendedTokens += (chunk * (chunk + 1)) / 2
  return piece
}
