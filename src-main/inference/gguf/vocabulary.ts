// The tokenizer of a GGUF file, as tokenizer.json and tokenizer_config.json would have it.
// Knows what all kinds of vocabularies have: kinds of tokens, ids of control tokens, the chat template. Does not know how texts are cut
// (byte-level.ts, sentence-piece.ts).
import { z } from 'zod'
import { byteLevelTokenizer } from './byte-level.ts'
import { brokenGguf, unknownGguf } from './gguf-faults.ts'
import type { Metadata } from './gguf-header.ts'
import { ask, ID, NUMBERS, TEXTS } from './metadata.ts'
import { sentencePieceTokenizer } from './sentence-piece.ts'
import { KINDS } from './tokens.ts'
import type { Tokens } from './tokens.ts'

export interface GgufVocabulary {
  /** As the files of the same names in a model folder. */
  tokenizer: { model: object; settings: object }
  chatTemplate: string | null
  /** Whether a text begins with the beginning token. */
  addsBeginning: boolean
  /** As generation_config.json has them. */
  tokens: { bos_token_id: number | null; eos_token_id: readonly number[]; pad_token_id: number | null }
}

/** Makers by `tokenizer.ggml.model`. */
const MAKERS = { gpt2: byteLevelTokenizer, llama: sentencePieceTokenizer } as const

/** Control tokens that end a turn or a text in the templates of known families; files name only one of them. */
const ENDS = ['<|eot_id|>', '<|eom_id|>', '<|im_end|>', '<|end|>', '<end_of_turn>', '<|endoftext|>', '<|end_of_text|>']

/** Throws `model-broken`: no vocabulary, an unknown kind with the known ones, lists of different lengths, ids that no token has. */
export function ggufVocabulary(metadata: Metadata, path: string): GgufVocabulary {
  const asked = ask(metadata, path)
  if (!metadata.has('tokenizer.ggml.model')) throw brokenGguf(path, 'its file holds no tokenizer')
  const model = asked.needed('tokenizer.ggml.model', z.string())
  if (!Object.hasOwn(MAKERS, model)) {
    const known = Object.keys(MAKERS).join(', ')
    throw unknownGguf(path, `its tokenizer is of the unknown kind “${model.slice(0, 60)}”; known are ${known}`)
  }
  const texts = asked.needed('tokenizer.ggml.tokens', TEXTS)
  const kinds = asked.optional('tokenizer.ggml.token_type', NUMBERS) ?? texts.map(() => KINDS.normal)
  if (texts.length === 0 || kinds.length !== texts.length) {
    throw brokenGguf(path, `its header has ${texts.length} tokens and the kinds of ${kinds.length}`)
  }
  const idOf = (name: string) => {
    const id = asked.optional(`tokenizer.ggml.${name}_token_id`, ID)
    if (id !== undefined && id >= texts.length) {
      throw brokenGguf(path, `its ${name} token is said to be ${id}, and it has ${texts.length} tokens`)
    }
    return id
  }
  const [bos, eos, pad, unknown] = [idOf('bos'), idOf('eos'), idOf('padding'), idOf('unknown')]
  const { tokenizer, addsBeginning } = MAKERS[model as keyof typeof MAKERS]({ texts, kinds, path }, asked, unknown)
  const begins = asked.optional('tokenizer.ggml.add_bos_token', z.boolean()) ?? addsBeginning
  const template = asked.optional('tokenizer.chat_template', z.string()) ?? null
  const textOf = (id: number | undefined) => (id === undefined ? null : texts[id]!)
  const isEnd = (text: string, id: number) => kinds[id] === KINDS.control && ENDS.includes(text)
  const named = [eos, idOf('eot'), idOf('eom')].filter((id) => id !== undefined)
  const ends = texts.flatMap((text, id) => (isEnd(text, id) ? [id] : []))
  return {
    tokenizer: {
      model: { ...tokenizer, added_tokens: addedTokens({ texts, kinds, path }) },
      settings: {
        bos_token: textOf(bos),
        eos_token: textOf(eos),
        pad_token: textOf(pad),
        unk_token: textOf(unknown),
        add_bos_token: begins,
        clean_up_tokenization_spaces: false,
        ...(template === null ? {} : { chat_template: template }),
      },
    },
    chatTemplate: template,
    addsBeginning: begins && bos !== undefined,
    tokens: { bos_token_id: bos ?? null, eos_token_id: [...new Set([...named, ...ends])], pad_token_id: pad ?? null },
  }
}

/** Control tokens are special; those that its publisher defined stand whole in a text too. */
function addedTokens({ texts, kinds }: Tokens): object[] {
  return texts.flatMap((content, id) => {
    const special = kinds[id] === KINDS.control
    if (content === '' || (!special && kinds[id] !== KINDS.defined)) return []
    return [{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special }]
  })
}
