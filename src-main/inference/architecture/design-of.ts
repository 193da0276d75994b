// The design of a model, read from its config.json.
// Knows what all architectures have, and that numbers must not contradict each other. Does not know what sets architectures apart.
import { brokenModel } from '../weights/model-faults.ts'
import type { Architecture, Particulars, Sizes } from './architecture.ts'
import { findArchitecture } from './architectures.ts'
import { readConfig } from './config.ts'
import type { Config } from './config.ts'
import type { Activation, ModelDesign } from './design.ts'
import { ropeSettings, rotaryOf } from './rotary.ts'

/** By the name that transformers has for them. */
const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  silu: 'silu',
  swish: 'silu',
  relu: 'relu',
  gelu: 'gelu',
  gelu_python: 'gelu',
  gelu_new: 'gelu-tanh',
  gelu_fast: 'gelu-tanh',
  gelu_pytorch_tanh: 'gelu-tanh',
}

/** In the order in which a model's weights are looked for: alone, or beside those that see pictures. */
const PREFIXES = ['model.', 'gpt_neox.', 'language_model.model.', 'model.language_model.', '']

/**
 * Reads config.json's content. `model`: the model's path, for messages. Throws `model-broken`: unknown architecture (with those
 * that are known), a field that is missing, of the wrong kind or contradicts another.
 */
export function designOf(content: unknown, model: string): ModelDesign {
  const read = readConfig(content, model)
  const { row, name } = findArchitecture(read, model)
  const config = { ...row.defaults.config, ...read }
  try {
    refuseQuantised(config)
    const sizes = sizesOf(config)
    const particulars = row.particulars(config, sizes)
    const { rotaries, kinds, positions } = particulars.rotaries
      ? { rotaries: particulars.rotaries, kinds: particulars.kinds, positions: particulars.positions }
      : commonRotary(config, row, sizes)
    const { biases, names, windows } = particulars
    return {
      architecture: name,
      ...sizes,
      positions: positions ?? sizes.positions,
      norm: particulars.norm ?? normOf(config, row),
      activation: activationOf(config, row),
      queryScale: particulars.queryScale ?? sizes.headSize ** -0.5,
      embeddingScale: particulars.embeddingScale ?? 1,
      logitBound: particulars.logitBound ?? null,
      rotaries,
      kinds: kinds ?? kindsOf(sizes, windows),
      parallel: particulars.parallel ?? false,
      tiedHead: config.tie_word_embeddings ?? row.defaults.tiedHead,
      biases,
      prefixes: PREFIXES,
      names,
    }
  } catch (cause) {
    throw cause instanceof RangeError ? brokenModel(model, cause.message, model) : cause
  }
}

function refuseQuantised({ quantization_config }: Config): void {
  const method = quantization_config?.quant_method
  if (method)
    throw new RangeError(
      `in config.json, quantization_config says that its weights were made smaller by the method “${method}”, which is not known here`,
    )
}

function sizesOf(config: Config): Sizes {
  const sizes = {
    layers: needed(config, 'num_hidden_layers'),
    width: needed(config, 'hidden_size'),
    heads: needed(config, 'num_attention_heads'),
    hidden: needed(config, 'intermediate_size'),
    vocabulary: needed(config, 'vocab_size'),
    positions: needed(config, 'max_position_embeddings'),
  }
  const { width, heads } = sizes
  const keyValueHeads = config.num_key_value_heads ?? heads
  if (heads % keyValueHeads !== 0) {
    throw new RangeError(
      `in config.json, num_attention_heads ${heads} is no multiple of num_key_value_heads ${keyValueHeads}`,
    )
  }
  if (!config.head_dim && width % heads !== 0) {
    throw new RangeError(`in config.json, hidden_size ${width} is no multiple of num_attention_heads ${heads}`)
  }
  return { ...sizes, keyValueHeads, headSize: config.head_dim ?? width / heads }
}

function needed(
  config: Config,
  field:
    | 'num_hidden_layers'
    | 'hidden_size'
    | 'num_attention_heads'
    | 'intermediate_size'
    | 'vocab_size'
    | 'max_position_embeddings',
): number {
  const value = config[field]
  if (value === null || value === undefined) throw new RangeError(`in config.json, ${field} is missing`)
  return value
}

function activationOf(config: Config, { defaults }: Architecture): Activation {
  const name = config.hidden_activation ?? config.hidden_act ?? defaults.activation
  const activation = Object.hasOwn(ACTIVATIONS, name) ? ACTIVATIONS[name] : undefined
  if (activation) return activation
  const field = config.hidden_activation ? 'hidden_activation' : 'hidden_act'
  const known = Object.keys(ACTIVATIONS).join(', ')
  throw new RangeError(`in config.json, ${field}: its activation “${name}” is not known; known are ${known}`)
}

function normOf(config: Config, { defaults }: Architecture): ModelDesign['norm'] {
  return { kind: 'mean-square', epsilon: config.rms_norm_eps ?? defaults.epsilon, addsOne: false }
}

function commonRotary(
  config: Config,
  { defaults }: Architecture,
  { headSize, positions }: Sizes,
): Pick<Particulars, 'rotaries' | 'kinds' | 'positions'> & Pick<ModelDesign, 'rotaries'> {
  const { theta, share } = defaults
  const rotary = rotaryOf(config, ropeSettings(config, 'full_attention'), { theta, share, headSize, positions })
  return { rotaries: [rotary], positions: rotary.positions }
}

function kindsOf({ layers }: Sizes, windows: Particulars['windows']): ModelDesign['kinds'] {
  return Array.from({ length: layers }, (_, layer) => ({ rotary: 0, window: windows?.[layer] ?? null }))
}
