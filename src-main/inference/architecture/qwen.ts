// Qwen 2 and 2.5 (Math and its reward models too), and Qwen 3, whose queries and keys have norms in place of biases.
// Knows what their configurations decide.
import type { Architecture, Sizes } from './architecture.ts'
import { LLAMA_DEFAULTS, LLAMA_NAMES, windowsByLayer } from './architecture.ts'
import type { Config } from './config.ts'

const DEFAULTS = {
  ...LLAMA_DEFAULTS,
  config: { max_position_embeddings: 32_768, sliding_window: 4096, max_window_layers: 28 },
}

export const QWEN_2: Architecture = {
  family: 'Qwen2',
  modelType: 'qwen2',
  defaults: DEFAULTS,
  particulars: (config, sizes) => ({
    names: LLAMA_NAMES,
    biases: { attention: true, attentionOutput: false, feedForward: false },
    windows: windowsOf(config, sizes),
  }),
}

export const QWEN_3: Architecture = {
  family: 'Qwen3',
  modelType: 'qwen3',
  defaults: { ...DEFAULTS, config: { ...DEFAULTS.config, head_dim: 128 } },
  particulars: (config, sizes) => ({
    names: { ...LLAMA_NAMES, queryNorm: 'self_attn.q_norm', keyNorm: 'self_attn.k_norm' },
    biases: {
      attention: config.attention_bias ?? false,
      attentionOutput: config.attention_bias ?? false,
      feedForward: false,
    },
    windows: windowsOf(config, sizes),
  }),
}

/** The upper layers have a window, if use_sliding_window says so. */
function windowsOf(config: Config, sizes: Sizes): (number | null)[] {
  const window = config.use_sliding_window ? config.sliding_window : null
  return windowsByLayer(config, sizes, window, (layer) => layer >= (config.max_window_layers ?? 0))
}
