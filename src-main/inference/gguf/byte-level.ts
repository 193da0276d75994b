// Vocabularies over bytes (`gpt2` in a GGUF file): texts are cut by a rule that the file names, and byte pairs merged in each piece.
// Knows the frame. Does not know the rules (cutting-rules.ts).
import { z } from 'zod'
import { cuttingRule } from './cutting-rules.ts'
import { brokenGguf } from './gguf-faults.ts'
import type { Asked } from './metadata.ts'
import { TEXTS } from './metadata.ts'
import { vocabularyOf } from './tokens.ts'
import type { Tokens } from './tokens.ts'

/** tokenizer.json but for its added tokens. Throws `model-broken`, also for a rule that is not known. */
export function byteLevelTokenizer(
  { texts, path }: Tokens,
  asked: Asked,
): { tokenizer: object; addsBeginning: boolean } {
  const {
    cuts,
    wholeFirst = false,
    addsBeginning = false,
  } = cuttingRule(asked.optional('tokenizer.ggml.pre', z.string()) ?? 'default', path)
  const merges = asked.needed('tokenizer.ggml.merges', TEXTS)
  const odd = merges.find((merge) => merge.indexOf(' ', 1) < 0)
  if (odd !== undefined) throw brokenGguf(path, `its header holds “${odd.slice(0, 60)}” among the merges of two tokens`)
  const splits = cuts.map((pattern) => ({
    type: 'Split',
    pattern: { Regex: pattern },
    behavior: 'Isolated',
    invert: false,
  }))
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false }
  return {
    addsBeginning,
    tokenizer: {
      normalizer: null,
      pre_tokenizer: { type: 'Sequence', pretokenizers: [...splits, byteLevel] },
      post_processor: null,
      decoder: byteLevel,
      model: {
        type: 'BPE',
        vocab: vocabularyOf(texts),
        merges,
        // A vocabulary over bytes lacks nothing, whatever its header names.
        unk_token: null,
        fuse_unk: false,
        byte_fallback: false,
        ignore_merges: wholeFirst,
      },
    },
  }
}
