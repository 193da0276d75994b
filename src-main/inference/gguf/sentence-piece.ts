// Vocabularies of SentencePiece (`llama` in a GGUF file): byte pairs over whole texts, merged in the order of the tokens' scores.
// Knows Llama's and Gemma's. Does not know how pairs are merged (model/byte-pairs.ts).
import { z } from 'zod'
import { brokenGguf } from './gguf-faults.ts'
import type { Asked } from './metadata.ts'
import { NUMBERS } from './metadata.ts'
import { KINDS, vocabularyOf } from './tokens.ts'
import type { Tokens } from './tokens.ts'

const MARK = '▁'

/** tokenizer.json but for its added tokens. */
export function sentencePieceTokenizer(
  { texts, kinds, path }: Tokens,
  asked: Asked,
  unknown: number | undefined,
): { tokenizer: object; addsBeginning: boolean } {
  const scores = asked.needed('tokenizer.ggml.scores', NUMBERS)
  if (scores.length !== texts.length) {
    throw brokenGguf(path, `its header has ${texts.length} tokens and the scores of ${scores.length}`)
  }
  const prefix = asked.optional('tokenizer.ggml.add_space_prefix', z.boolean()) ?? true
  // Runs of spaces, which a Gemma defines, are spaces in the file; in a text they are marks by then.
  const spelt = texts.map((text) => (/^ +$/.test(text) ? MARK.repeat(text.length) : text))
  const marks = { type: 'Replace', pattern: { String: ' ' }, content: MARK }
  const spaces = { type: 'Replace', pattern: { String: MARK }, content: ' ' }
  const [bytes, fuse] = [{ type: 'ByteFallback' }, { type: 'Fuse' }]
  const strip = { type: 'Strip', content: ' ', start: 1, stop: 0 }
  return {
    addsBeginning: true,
    tokenizer: {
      normalizer: prefix ? { type: 'Sequence', normalizers: [{ type: 'Prepend', prepend: MARK }, marks] } : marks,
      pre_tokenizer: null,
      post_processor: null,
      decoder: { type: 'Sequence', decoders: [spaces, bytes, fuse, ...(prefix ? [strip] : [])] },
      model: {
        type: 'BPE',
        vocab: vocabularyOf(spelt),
        merges: [],
        ranks: ranksOf(kinds, scores),
        unk_token: unknown === undefined ? null : texts[unknown]!,
        fuse_unk: true,
        byte_fallback: true,
      },
    },
  }
}

/**
 * The order in which tokens arise from their parts: tokens that the publisher defined first, as they stand, then by score, of equal
 * scores the first token first. Control tokens and bytes never do.
 */
function ranksOf(kinds: readonly number[], scores: readonly number[]): number[] {
  const ranks = kinds.map(() => Infinity)
  const arising = kinds.flatMap((kind, id) => (kind === KINDS.normal || kind === KINDS.defined ? [id] : []))
  const scoreOf = (id: number) => (kinds[id] === KINDS.defined ? Infinity : scores[id]!)
  arising.sort((one, other) => (scoreOf(one) === scoreOf(other) ? one - other : scoreOf(other) - scoreOf(one)))
  for (const [rank, id] of arising.entries()) ranks[id] = rank
  return ranks
}
