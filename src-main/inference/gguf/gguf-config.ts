// The configuration of a GGUF file's model, as config.json would have it.
// Knows the architectures and what their metadata mean. Does not know tensors' numbers (but for those that turn positions) or graphs.
import { z } from 'zod'
import { unknownGguf } from './gguf-faults.ts'
import { ask, COUNT, SINGLE, written } from './metadata.ts'
import type { Asked } from './metadata.ts'
import type { Metadata } from './gguf-header.ts'

export interface Architecture {
  /** As config.json says it. */
  modelType: string
  class: string
  /** How rows of queries and keys lie: llama.cpp turns those of Llamas. */
  rotary: 'halves' | 'pairs'
  normsHoldOne: boolean
  norms: 'mean-square' | 'layer'
  /** What only this architecture has. */
  own: (asked: Asked, sizes: Sizes) => Config
}

interface Sizes {
  layers: number
  width: number
  heads: number
  headSize: number
}

type Config = Readonly<Record<string, unknown>>

const plain = { rotary: 'halves', normsHoldOne: false, norms: 'mean-square', own: () => ({}) } as const
const LLAMA: Architecture = { ...plain, modelType: 'llama', class: 'LlamaForCausalLM', rotary: 'pairs' }
const QWEN_2: Architecture = { ...plain, modelType: 'qwen2', class: 'Qwen2ForCausalLM' }
const QWEN_3: Architecture = { ...plain, modelType: 'qwen3', class: 'Qwen3ForCausalLM' }

/** By `general.architecture`. Of those that also see, the part that writes: of text alone, all sections of a position are equal. */
export const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  llama: LLAMA,
  qwen2: QWEN_2,
  qwen3: QWEN_3,
  gemma3: { ...plain, modelType: 'gemma3_text', class: 'Gemma3ForCausalLM', normsHoldOne: true, own: gemma3 },
  phi3: { ...plain, modelType: 'phi3', class: 'Phi3ForCausalLM', own: phi3 },
  gptneox: { ...plain, modelType: 'gpt_neox', class: 'GPTNeoXForCausalLM', norms: 'layer', own: gptNeoX },
  internlm2: LLAMA,
  qwen2vl: QWEN_2,
  qwen3vl: QWEN_3,
}

/** What tensors say about the configuration. */
export interface TensorFacts {
  /** Rows of the embedding. */
  vocabulary: number
  has: (name: string) => boolean
  /** Small tensors in single precision, by name: factors of rotary frequencies. */
  factors: ReadonlyMap<string, readonly number[]>
}

/** Throws `model-broken`: unknown architecture with the known ones, or a value that is missing or odd. */
export function findGgufArchitecture(metadata: Metadata, path: string): { name: string; architecture: Architecture } {
  const name = ask(metadata, path).needed('general.architecture', z.string().min(1))
  const architecture = Object.hasOwn(ARCHITECTURES, name) ? ARCHITECTURES[name] : undefined
  if (architecture) return { name, architecture }
  const known = Object.keys(ARCHITECTURES).join(', ')
  throw unknownGguf(path, `its architecture “${name.slice(0, 60)}” is not known; known are ${known}`)
}

/** config.json of the model, without its tokens' ids. Throws `model-broken`. */
export function ggufConfig(metadata: Metadata, facts: TensorFacts, path: string): Config {
  const { name, architecture } = findGgufArchitecture(metadata, path)
  const all = ask(metadata, path)
  const asked: Asked = {
    needed: (key, schema) => all.needed(`${name}.${key}`, schema),
    optional: (key, schema) => all.optional(`${name}.${key}`, schema),
  }
  const experts = asked.optional('expert_count', z.number())
  if (experts) throw unknownGguf(path, `it has ${experts} experts, and mixtures of experts are not known`)
  const [layers, width, heads] = [
    asked.needed('block_count', COUNT),
    asked.needed('embedding_length', COUNT),
    asked.needed('attention.head_count', COUNT),
  ]
  const headSize = asked.optional('attention.key_length', COUNT) ?? Math.floor(width / heads)
  const sizes = { layers, width, heads, headSize }
  return {
    architectures: [architecture.class],
    model_type: architecture.modelType,
    vocab_size: facts.vocabulary,
    hidden_size: width,
    intermediate_size: asked.needed('feed_forward_length', COUNT),
    num_hidden_layers: layers,
    num_attention_heads: heads,
    num_key_value_heads: asked.optional('attention.head_count_kv', COUNT) ?? heads,
    head_dim: headSize,
    max_position_embeddings: asked.needed('context_length', COUNT),
    ...epsilonOf(asked, architecture),
    tie_word_embeddings: !facts.has('output.weight'),
    attention_bias: facts.has('blk.0.attn_q.bias') || facts.has('blk.0.attn_qkv.bias'),
    mlp_bias: facts.has('blk.0.ffn_down.bias'),
    ...rotaryOf(asked, sizes, facts),
    ...architecture.own(asked, sizes),
  }
}

function epsilonOf(asked: Asked, { norms }: Architecture): Config {
  return norms === 'layer'
    ? { layer_norm_eps: written(asked.needed('attention.layer_norm_epsilon', SINGLE)) }
    : { rms_norm_eps: written(asked.needed('attention.layer_norm_rms_epsilon', SINGLE)) }
}

function rotaryOf(asked: Asked, { headSize }: Sizes, { factors }: TensorFacts): Config {
  const turned = asked.optional('rope.dimension_count', COUNT) ?? headSize
  const theta = asked.optional('rope.freq_base', SINGLE)
  return {
    ...(theta === undefined ? {} : { rope_theta: written(theta) }),
    partial_rotary_factor: turned / headSize,
    rope_scaling: scalingOf(asked, factors),
  }
}

/** Factors of each pair are LongRoPE's, whatever they came from (Llama 3's rule is such a list in a GGUF file). */
function scalingOf(asked: Asked, factors: TensorFacts['factors']): Config | null {
  const positions = asked.needed('context_length', COUNT)
  const original = asked.optional('rope.scaling.original_context_length', COUNT)
  const attention = asked.optional('rope.scaling.attn_factor', SINGLE)
  const frequencies = factors.get('rope_freqs.weight')
  if (frequencies) {
    return {
      rope_type: 'longrope',
      short_factor: frequencies,
      attention_factor: attention ?? 1,
      original_max_position_embeddings: positions,
    }
  }
  const short = factors.get('rope_factors_short.weight')
  if (short) {
    return {
      rope_type: 'longrope',
      short_factor: short,
      ...(attention === undefined ? {} : { attention_factor: written(attention) }),
      original_max_position_embeddings: original ?? positions,
    }
  }
  const type = asked.optional('rope.scaling.type', z.string()) ?? 'none'
  const factor = asked.optional('rope.scaling.factor', z.number())
  if (type === 'none' || !factor) return null
  return {
    rope_type: type,
    factor: written(factor),
    ...(original === undefined ? {} : { original_max_position_embeddings: original }),
  }
}

/** Of 62 layers are the models of 27 billion parameters, whose queries are scaled otherwise (as in llama.cpp). */
function gemma3(asked: Asked, { layers, width, heads, headSize }: Sizes): Config {
  const near = asked.optional('rope.freq_base_swa', SINGLE)
  const bound = asked.optional('final_logit_softcapping', z.number())
  return {
    hidden_activation: 'gelu_pytorch_tanh',
    sliding_window: asked.needed('attention.sliding_window', COUNT),
    query_pre_attn_scalar: layers === 62 ? width / heads : headSize,
    rope_local_base_freq: near === undefined ? 10_000 : written(near),
    ...(bound ? { final_logit_softcapping: bound } : {}),
  }
}

function phi3(asked: Asked): Config {
  const window = asked.optional('attention.sliding_window', z.number().int().nonnegative())
  return { sliding_window: window || null }
}

/** Queries, keys and values are three parts of a matrix in the file, each whole (tensor-names.ts). */
function gptNeoX(asked: Asked): Config {
  return { use_parallel_residual: asked.optional('use_parallel_residual', z.boolean()) ?? true, attention_apart: true }
}
