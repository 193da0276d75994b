// GPT-NeoX, such as Pythia: whole layer norms, biases everywhere, attention and feed-forward side by side, a part of each head turned.
// Knows what its configuration decides.
import type { Architecture } from './architecture.ts'
import { LLAMA_DEFAULTS, LLAMA_NAMES } from './architecture.ts'
import type { AttentionNames } from './design.ts'
import { ropeSettings, rotaryOf } from './rotary.ts'

const APART: AttentionNames = {
  kind: 'apart',
  query: 'attention.query',
  key: 'attention.key',
  value: 'attention.value',
}

export const GPT_NEOX: Architecture = {
  family: 'GPTNeoX',
  modelType: 'gpt_neox',
  defaults: { ...LLAMA_DEFAULTS, activation: 'gelu', config: { max_position_embeddings: 2048 } },
  particulars(config, { width, heads, headSize, keyValueHeads, positions }) {
    if (heads * headSize !== width || keyValueHeads !== heads) {
      throw new RangeError(
        `in config.json, num_attention_heads: its ${heads} heads of ${headSize} numbers do not make its width of ${width}`,
      )
    }
    const rotary = rotaryOf(config, ropeSettings(config, 'full_attention'), {
      theta: config.rotary_emb_base ?? 10_000,
      share: config.rotary_pct ?? 0.25,
      headSize,
      positions,
    })
    const bias = config.attention_bias ?? true
    return {
      names: {
        ...LLAMA_NAMES,
        embedding: 'embed_in',
        norm: 'final_layer_norm',
        head: 'embed_out',
        attention: config.attention_apart ? APART : { kind: 'by-head', all: 'attention.query_key_value' },
        attentionOutput: 'attention.dense',
        feedForward: { kind: 'plain', up: 'mlp.dense_h_to_4h', down: 'mlp.dense_4h_to_h' },
      },
      biases: { attention: bias, attentionOutput: bias, feedForward: true },
      norm: { kind: 'layer', epsilon: config.layer_norm_eps ?? 1e-5, addsOne: false },
      parallel: config.use_parallel_residual ?? true,
      rotaries: [rotary],
      positions: rotary.positions,
    }
  },
}
