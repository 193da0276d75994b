// Gemma 3, of which the text part is read: norms before and after each part, windows in five layers of six, two rotary embeddings.
// Knows what its configuration decides.
import type { Architecture } from './architecture.ts'
import { LLAMA_DEFAULTS, LLAMA_NAMES, windowsByLayer } from './architecture.ts'
import { ropeSettings, rotaryOf } from './rotary.ts'

/** Every so many layers one sees all tokens. */
const PATTERN = 6

export const GEMMA_3: Architecture = {
  family: 'Gemma3',
  modelType: 'gemma3_text',
  defaults: {
    ...LLAMA_DEFAULTS,
    theta: 1e6,
    activation: 'gelu_pytorch_tanh',
    tiedHead: true,
    config: {
      vocab_size: 262_208,
      hidden_size: 2304,
      intermediate_size: 9216,
      num_hidden_layers: 26,
      num_attention_heads: 8,
      num_key_value_heads: 4,
      head_dim: 256,
      max_position_embeddings: 131_072,
      query_pre_attn_scalar: 256,
      sliding_window: 4096,
    },
  },
  particulars(config, sizes) {
    const { headSize, width, positions } = sizes
    if (config.use_bidirectional_attention)
      throw new RangeError(
        'in config.json, use_bidirectional_attention says that its tokens also see those behind them',
      )
    const pattern = config.sliding_window_pattern ?? config._sliding_window_pattern ?? PATTERN
    const windows = windowsByLayer(config, sizes, config.sliding_window, (layer) => (layer + 1) % pattern !== 0)
    const types = windowsByLayer(config, sizes, 1, (layer) => (layer + 1) % pattern !== 0)
    const common = { share: 1, headSize, positions }
    const everywhere = rotaryOf(config, ropeSettings(config, 'full_attention'), { ...common, theta: 1e6 })
    // A scaling of version 4's is of the other layers alone.
    const local = config.rope_parameters?.sliding_attention ?? { rope_theta: config.rope_local_base_freq ?? 10_000 }
    const near = rotaryOf(config, { rope_theta: 10_000, ...local }, { ...common, theta: 10_000 })
    const bias = config.attention_bias ?? false
    return {
      names: {
        ...LLAMA_NAMES,
        queryNorm: 'self_attn.q_norm',
        keyNorm: 'self_attn.k_norm',
        afterAttention: 'post_attention_layernorm',
        feedForwardNorm: 'pre_feedforward_layernorm',
        afterFeedForward: 'post_feedforward_layernorm',
      },
      biases: { attention: bias, attentionOutput: bias, feedForward: false },
      norm: { kind: 'mean-square', epsilon: config.rms_norm_eps ?? 1e-6, addsOne: true },
      embeddingScale: Math.sqrt(width),
      queryScale: (config.query_pre_attn_scalar ?? headSize) ** -0.5,
      logitBound: config.final_logit_softcapping ?? null,
      rotaries: [everywhere, near],
      kinds: windows.map((window, layer) => ({ window, rotary: types[layer] === null ? 0 : 1 })),
      positions: Math.min(everywhere.positions, near.positions),
    }
  },
}
