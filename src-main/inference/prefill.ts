// Prefill: a prompt goes through the model in one pass, alone, and into the prefix cache.
// Knows that the pass always has the same shape for the same prompt, so that its numbers repeat. Does not know what follows.
import { openKeyValueCache } from './kv-cache.ts'
import type { CacheShape } from './kv-cache.ts'
import type { OnnxSession } from './onnx-session.ts'
import type { Piece, PrefixCache } from './prefix-cache.ts'

/** Computes a prompt and keeps it. */
export async function prefill(options: {
  session: OnnxSession
  shape: CacheShape
  cache: PrefixCache
  prompt: readonly number[]
}): Promise<Piece> {
  const { session, shape, cache, prompt } = options
  const chunk = prompt.length
  const slab = openKeyValueCache({ shape, rows: 1 })
  slab.reserve(chunk)
  const output = await session.run({
    rows: 1,
    chunk,
    positions: slab.positions,
    tokens: BigInt64Array.from(prompt, BigInt),
    pastLengths: BigInt64Array.of(0n),
    keys: slab.keys(1),
    values: slab.values(1),
  })
  slab.append(0, 0, output, { chunk, tokens: chunk })
  const logits = output.logits.slice((chunk - 1) * output.classes, chunk * output.classes)
  const piece = { tokens: prompt, segment: slab.read(0, 0, chunk), logits }
  cache.insert([], piece)
  return piece
}
