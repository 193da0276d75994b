// Phi-3, 3.5 and 4-mini: a Llama whose queries, keys and values, and whose gate and its factor, are one matrix each.
// Knows what its configuration decides.
import type { Architecture } from './architecture.ts'
import { LLAMA_DEFAULTS, LLAMA_NAMES, NO_BIASES, sameWindow } from './architecture.ts'
import { ropeSettings, rotaryOf } from './rotary.ts'

export const PHI_3: Architecture = {
  family: 'Phi3',
  modelType: 'phi3',
  defaults: { ...LLAMA_DEFAULTS, epsilon: 1e-5, config: { max_position_embeddings: 4096 } },
  particulars(config, { layers, headSize, positions }) {
    const settings = ropeSettings(config, 'full_attention')
    const type = settings.rope_type ?? settings.type
    // The first configurations call LongRoPE by other names.
    const named = type === 'yarn' ? { ...settings, rope_type: 'longrope' } : settings
    const rotary = rotaryOf(config, named, { theta: 10_000, share: 1, headSize, positions })
    return {
      names: {
        ...LLAMA_NAMES,
        attention: { kind: 'stacked', all: 'self_attn.qkv_proj' },
        feedForward: { kind: 'stacked', gateAndUp: 'mlp.gate_up_proj', down: 'mlp.down_proj' },
      },
      biases: NO_BIASES,
      windows: sameWindow(layers, config.sliding_window),
      rotaries: [rotary],
      positions: rotary.positions,
    }
  },
}
