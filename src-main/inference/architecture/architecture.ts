// An architecture: what sets the models of one family apart, as one row of the table in architectures.ts.
// Knows the record, and what most families share. Does not know any family.
import type { Config } from './config.ts'
import type { ModelDesign, WeightNames } from './design.ts'
import type { RotaryDefaults } from './rotary.ts'

/** What config.json leaves to the family: the defaults of the family's class in transformers. */
export interface Defaults extends Pick<RotaryDefaults, 'theta' | 'share'> {
  activation: string
  epsilon: number
  tiedHead: boolean
  /** Other fields that the class has values for. */
  config?: Config
}

/** Numbers that every model has. */
export type Sizes = Pick<
  ModelDesign,
  'layers' | 'width' | 'heads' | 'keyValueHeads' | 'headSize' | 'hidden' | 'vocabulary'
> & {
  /** max_position_embeddings */
  positions: number
}

/** What a family decides; the rest is as `designOf` has it. */
export type Particulars = Pick<ModelDesign, 'biases' | 'names'> &
  Partial<
    Pick<
      ModelDesign,
      'norm' | 'queryScale' | 'embeddingScale' | 'logitBound' | 'rotaries' | 'kinds' | 'parallel' | 'positions'
    >
  > & {
    /** Window of every layer; by default none. */
    windows?: readonly (number | null)[]
  }

export interface Architecture {
  /** As the names of its classes begin: `Llama` of `LlamaForCausalLM`. */
  family: string
  /** As config.json says it. */
  modelType: string
  defaults: Defaults
  /** Throws a RangeError with the middle of a sentence where config.json asks for what is not known here. */
  particulars: (config: Config, sizes: Sizes) => Particulars
}

/** Names of a Llama's weights, which most families took over. */
export const LLAMA_NAMES: WeightNames = {
  embedding: 'embed_tokens',
  norm: 'norm',
  head: 'lm_head',
  attention: { kind: 'apart', query: 'self_attn.q_proj', key: 'self_attn.k_proj', value: 'self_attn.v_proj' },
  attentionOutput: 'self_attn.o_proj',
  feedForward: { kind: 'gated', gate: 'mlp.gate_proj', up: 'mlp.up_proj', down: 'mlp.down_proj' },
  attentionNorm: 'input_layernorm',
  feedForwardNorm: 'post_attention_layernorm',
  afterAttention: null,
  afterFeedForward: null,
  queryNorm: null,
  keyNorm: null,
}

export const LLAMA_DEFAULTS: Defaults = {
  theta: 10_000,
  share: 1,
  activation: 'silu',
  epsilon: 1e-6,
  tiedHead: false,
}

export const NO_BIASES = { attention: false, attentionOutput: false, feedForward: false }

/** One window for all layers. */
export function sameWindow(layers: number, window: number | null | undefined): (number | null)[] {
  return Array.from({ length: layers }, () => window ?? null)
}

/** Windows of the layers that `layer_types` names, or, where it is left out, of the layers that slide. */
export function windowsByLayer(
  config: Config,
  { layers }: Sizes,
  window: number | null | undefined,
  slides: (layer: number) => boolean,
): (number | null)[] {
  const types = config.layer_types
  if (types && types.length !== layers) {
    throw new RangeError(
      `in config.json, layer_types has the length ${types.length}, and num_hidden_layers is ${layers}`,
    )
  }
  const odd = types?.find((type) => type !== 'full_attention' && type !== 'sliding_attention')
  if (odd !== undefined) throw new RangeError(`in config.json, layer_types has the kind “${odd}”, which is not known`)
  const isSliding = (layer: number) => (types ? types[layer] === 'sliding_attention' : slides(layer))
  return Array.from({ length: layers }, (_, layer) => (isSliding(layer) ? (window ?? null) : null))
}
