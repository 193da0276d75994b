// How a text is cut before its pieces become tokens, as tokenizer.json says it.
// Knows where the library @huggingface/tokenizers cuts otherwise than Hugging Face's own (Rust) does, and says the same cut in parts that
// both read alike. Does not know vocabularies.
import { z } from 'zod'

/** GPT-2's cut, which `ByteLevel` does by itself: contractions, words, numbers and signs, each with a space before it, then spaces. */
const GPT2_CUT = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`

const Part = z.looseObject({ type: z.string() })
const Sequence = z.looseObject({ type: z.literal('Sequence'), pretokenizers: z.array(z.unknown()) })
const Digits = z.looseObject({ type: z.literal('Digits'), individual_digits: z.boolean().default(false) })
const ByteLevel = z.looseObject({
  type: z.literal('ByteLevel'),
  add_prefix_space: z.literal(false),
  use_regex: z.literal(true).default(true),
})
const Metaspace = z.looseObject({
  type: z.literal('Metaspace'),
  replacement: z.literal('▁').default('▁'),
  split: z.literal(true).default(true),
})

/**
 * The pre-tokenizer of a tokenizer.json, in parts that the library cuts as Rust does:
 * - `Digits` means every number of Unicode, also ½, ² and ④; the library takes ASCII digits alone.
 * - the cut inside `ByteLevel` takes U+0085 for a space and U+FEFF for none; the library does the opposite, but not in a `Split`.
 * - `Metaspace` cuts before each of its marks unless `split` is false; the library never does.
 */
export function sameCut(preTokenizer: unknown): unknown {
  if (!Part.safeParse(preTokenizer).success) return preTokenizer
  const sequence = Sequence.safeParse(preTokenizer)
  if (sequence.success) return { ...sequence.data, pretokenizers: sequence.data.pretokenizers.map(sameCut) }
  const digits = Digits.safeParse(preTokenizer)
  if (digits.success) return cutAt(digits.data.individual_digits ? String.raw`\p{N}` : String.raw`\p{N}+`)
  const byteLevel = ByteLevel.safeParse(preTokenizer)
  if (byteLevel.success) return inTurn(cutAt(GPT2_CUT), { ...byteLevel.data, use_regex: false })
  const metaspace = Metaspace.safeParse(preTokenizer)
  if (metaspace.success) return inTurn(metaspace.data, cutAt('▁[^▁]*'))
  return preTokenizer
}

/** Pieces that match stand alone, and so does what lies between them. */
function cutAt(pattern: string): object {
  return { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false }
}

function inTurn(...pretokenizers: unknown[]): object {
  return { type: 'Sequence', pretokenizers }
}
