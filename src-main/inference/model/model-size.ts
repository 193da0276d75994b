// The sizes of a model: as config.json says them, for a graph that somebody else has made,
// or as the design of a written graph has them.
// Knows the fields by their usual names. Does not know architectures.
import { z } from 'zod'
import type { WholeShape } from '../../contract/cost.ts'
import type { ModelDesign } from '../architecture/design.ts'
import { CONFIG_FILE } from './model-config.ts'
import type { ModelConfig } from './model-config.ts'
import { checkedContent } from './json-file.ts'

const Count = z.number().int().positive()

/** Names that GPT-2 and its kin give them. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  hidden_size: 'n_embd',
  num_hidden_layers: 'n_layer',
  num_attention_heads: 'n_head',
  max_position_embeddings: 'n_positions',
}

const Sizes = z
  .object({
    vocab_size: Count,
    hidden_size: Count,
    intermediate_size: Count.nullish(),
    num_hidden_layers: Count,
    num_attention_heads: Count,
    num_key_value_heads: Count.nullish(),
    head_dim: Count.nullish(),
    max_position_embeddings: Count,
  })
  .superRefine(({ num_attention_heads: heads, num_key_value_heads: shared, ...sizes }, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
    if (heads % (shared ?? heads) !== 0) {
      refuse('num_attention_heads', `It must be a multiple of num_key_value_heads, ${shared}, not ${heads}.`)
    }
    if (!sizes.head_dim && sizes.hidden_size % heads !== 0) {
      refuse('hidden_size', `It must be a multiple of num_attention_heads, ${heads}, not ${sizes.hidden_size}.`)
    }
  })

export interface ModelSize {
  layers: number
  keyValueHeads: number
  headSize: number
  vocabulary: number
  /** Longest context, in tokens. */
  positions: number
  /** All of them; those of `shape` are the ones that take part for every token. */
  parameters: number
  shape: WholeShape
}

/** Throws `model-broken` with the field that does not fit. */
export function modelSizeOf(place: string, { content }: ModelConfig): ModelSize {
  const named = Object.entries(OTHER_NAMES).map(([name, other]) => [name, content[name] ?? content[other]])
  const sizes = checkedContent(place, CONFIG_FILE, { ...content, ...Object.fromEntries(named) }, Sizes)
  const { num_hidden_layers: layers, num_attention_heads: heads, hidden_size: width, vocab_size: vocabulary } = sizes
  const headSize = sizes.head_dim ?? width / heads
  const keyValueHeads = sizes.num_key_value_heads ?? heads
  const attentionWidth = heads * headSize
  // Queries and output, keys and values, and a feed-forward part of three matrices; at the end the head.
  const layer = 2 * width * attentionWidth + 2 * width * keyValueHeads * headSize
  const active = layers * (layer + 3 * width * (sizes.intermediate_size ?? 4 * width)) + vocabulary * width
  const isTied = content['tie_word_embeddings'] !== false
  return {
    layers,
    keyValueHeads,
    headSize,
    vocabulary,
    positions: sizes.max_position_embeddings,
    parameters: active + (isTied ? 0 : vocabulary * width),
    shape: { parameters: active, layers, attentionWidth },
  }
}

/** Tensors by their names, as far as sizes go. */
type Shapes = ReadonlyMap<string, { readonly shape: readonly number[] }>

/** The sizes by the design, and the parameters as the weights have them. */
export function designedSize(design: ModelDesign, shapes: Shapes): ModelSize {
  const { layers, keyValueHeads, headSize, heads, vocabulary, positions } = design
  const attentionWidth = heads * headSize
  const tensors = [...shapes].filter(([name]) => !OTHER_SENSES.test(name))
  const active = tensors.filter(([name]) => !isLookedUp(name, design, shapes))
  const [parameters, shape] = [numbersIn(tensors), { parameters: numbersIn(active), layers, attentionWidth }]
  return { layers, keyValueHeads, headSize, vocabulary, positions, parameters, shape }
}

/** Heads that stand in the place of the one over the vocabulary. */
const OTHER_HEADS = /^(score|classifier|v_head)\./
/** Parts of models that also see or hear. */
const OTHER_SENSES = /(^|\.)(vision|visual|audio|multi_modal)/

/** Whether it is the embedding, of which a token takes one row: unless it is the head too. */
function isLookedUp(name: string, { names, prefixes, tiedHead }: ModelDesign, shapes: Shapes): boolean {
  const isHead = tiedHead && ![...shapes.keys()].some((one) => OTHER_HEADS.test(one))
  return !isHead && prefixes.some((prefix) => name === `${prefix}${names.embedding}.weight`)
}

/** At least one: FLOPs are told by them. */
function numbersIn(tensors: readonly (readonly [string, { readonly shape: readonly number[] }])[]): number {
  const sizes = tensors.map(([, { shape }]) => shape.reduce((product, size) => product * size, 1))
  return Math.max(
    1,
    sizes.reduce((sum, size) => sum + size, 0),
  )
}
