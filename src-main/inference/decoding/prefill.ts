// Prefill: a prompt goes through the model and into the prefix cache.
// Knows that a prompt is cut into the same chunks whoever asks, so that its numbers repeat. Does not know what follows.
import type { Usage } from '../../contract/cost.ts'
import { cacheShape } from '../graph/cache-shape.ts'
import { joinSegments } from '../graph/segment.ts'
import type { Segment } from '../graph/segment.ts'
import type { LoadedModel } from './loaded-model.ts'
import type { LogitRow } from '../graph/model-graph.ts'
import type { Piece } from './prefix-cache.ts'

/** Tokens of a prompt that go through in one pass: enough for fast products, few enough not to hold up who decodes. */
const PROMPT_CHUNK = 256

/** Computes a prompt, keeps it, and counts what it cost. */
export async function prefill(
  { batch, folder, cache }: LoadedModel,
  options: { prompt: readonly number[]; usage: Usage; signal: AbortSignal },
): Promise<Piece> {
  const { prompt, usage, signal } = options
  const segments: Segment[] = []
  let row: LogitRow | null = null
  for (let from = 0; from < prompt.length; from += PROMPT_CHUNK) {
    const fed = await batch.feed({ segments, tokens: prompt.slice(from, from + PROMPT_CHUNK) }, signal)
    segments.push(fed.segment)
    row = fed.row
  }
  const piece = { tokens: prompt, segment: joinSegments(cacheShape(folder), segments), row }
  cache.insert(null, piece)
  usage.inputTokens += prompt.length
  usage.attendedTokens += (prompt.length * (prompt.length + 1)) / 2
  return piece
}
