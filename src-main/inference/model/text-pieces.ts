// How a text becomes token ids: cut at added tokens, normalised, cut into pieces, and each piece looked up or put together.
// Knows the library @huggingface/tokenizers, which does all but the first, and which added tokens are control tokens.
// Does not know messages for people (tokenizer.ts).
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers'
import { z } from 'zod'
import { cutterAt } from './added-tokens.ts'
import { openBytePairs } from './byte-pairs.ts'
import { sameCut } from './pre-tokenizer.ts'

/** Parsed tokenizer.json and tokenizer_config.json. */
export interface TokenizerFiles {
  model: object
  settings: object
}

const AddedTokens = z.object({
  added_tokens: z
    .array(
      z
        .object({
          id: z.number().int().nonnegative(),
          content: z.string().min(1),
          lstrip: z.boolean().default(false),
          rstrip: z.boolean().default(false),
          special: z.boolean().default(false),
          normalized: z.boolean().optional(),
        })
        .transform((token) => ({ ...token, normalized: token.normalized ?? !token.special })),
    )
    .nullish()
    .transform((tokens) => tokens ?? []),
})
type Added = z.infer<typeof AddedTokens>['added_tokens'][number]

const Templates = z.object({
  chat_template: z
    .union([
      z.string(),
      z.array(z.object({ template: z.string() })).transform((all) => all.map((one) => one.template).join()),
    ])
    .catch(''),
})

export interface TextPieces {
  /** Ids of a text in which every added token counts. */
  encode: (text: string) => number[]
  /** Ids of a text in which no control token counts: what spells one is spelt. */
  encodePlain: (text: string) => number[]
  /** Text of ids, control tokens included. */
  decode: (ids: readonly number[]) => string
  /** Control tokens by their ids: those that are marked as special, and others that the chat template writes. */
  control: ReadonlyMap<number, string>
  /** Those marked as special, which no text shows. */
  special: ReadonlySet<number>
  /** The id of what the vocabulary lacks; undefined where it lacks nothing. */
  unknown: number | undefined
  idOf: (token: string) => number | undefined
}

/** Throws whatever the library or the schemas throw at files that they cannot read. */
export function openPieces({ model, settings }: TokenizerFiles): TextPieces {
  const { added_tokens: added } = AddedTokens.parse(model)
  const { chat_template: template } = Templates.parse(settings)
  const pairs = openBytePairs('model' in model ? model.model : null)
  const inner = new HuggingFaceTokenizer(
    {
      ...model,
      pre_tokenizer: sameCut('pre_tokenizer' in model ? model.pre_tokenizer : null),
      // The library would take seconds to read merges that it is not asked for.
      ...(pairs && 'model' in model ? { model: { ...(model.model as object), merges: [] } } : {}),
    },
    settings,
  )
  const idsOf = pairs ? (pieces: readonly string[]) => pieces.flatMap(pairs) : lookedUp(inner)
  const control = added.filter(
    ({ special, content }) => special || (/\p{L}/u.test(content) && template.includes(content)),
  )
  const isControl = new Map(control.map(({ id, content }) => [id, content]))
  const encode = encoderWith(inner, idsOf, added)
  const withoutControl = encoderWith(
    inner,
    idsOf,
    added.filter(({ id }) => !isControl.has(id)),
  )
  const atControl = cutterAt(control)
  return {
    encode,
    encodePlain(text) {
      const ids = withoutControl(text)
      if (!ids.some((id) => isControl.has(id))) return ids
      // The vocabulary puts such a token together from its parts, too: so it is taken apart behind its first character.
      const parts = atControl(text).flatMap((stretch) => {
        if ('text' in stretch) return [stretch.text]
        const [first = '', ...rest] = isControl.get(stretch.id)!
        return [first, rest.join('')]
      })
      return parts.flatMap(withoutControl)
    },
    decode(ids) {
      if (ids.length === 0) return ''
      return inner.decode([...ids], { skip_special_tokens: false, clean_up_tokenization_spaces: false })
    },
    control: isControl,
    special: new Set(added.filter(({ special }) => special).map(({ id }) => id)),
    unknown: inner.model?.unk_token_id,
    idOf: (token) => inner.token_to_id(token),
  }
}

/** How a text becomes ids where these tokens stand whole in it. */
function encoderWith(
  inner: HuggingFaceTokenizer,
  idsOf: (pieces: string[]) => number[],
  added: readonly Added[],
): (text: string) => number[] {
  const normalise = (text: string) => inner.normalizer?.normalize(text) ?? text
  const inText = cutterAt(added.filter(({ normalized }) => !normalized))
  const inNormalised = cutterAt(
    added.filter(({ normalized }) => normalized).map((token) => ({ ...token, content: normalise(token.content) })),
  )
  const cut = (text: string, isFirst: boolean) =>
    inner.pre_tokenizer?.pre_tokenize(text, { section_index: isFirst ? 0 : 1 }) ?? [text]
  return (text) =>
    inText(text).flatMap((stretch, place) => {
      if ('id' in stretch) return [stretch.id]
      const inside = inNormalised(normalise(stretch.text))
      return inside.flatMap((one, at) => ('id' in one ? [one.id] : idsOf(cut(one.text, place + at === 0))))
    })
}

/** The ids of pieces by the library's model. */
function lookedUp({ model }: HuggingFaceTokenizer): (pieces: string[]) => number[] {
  return (pieces) => (model?.(pieces) ?? []).map((token) => model?.tokens_to_ids.get(token) ?? model?.unk_token_id ?? 0)
}
