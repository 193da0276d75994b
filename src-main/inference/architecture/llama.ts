// Llama: 1 to 3.x, and all that was built as one (Llemma, SmolLM, DeepSeek's distilled Llamas).
// Knows what its configuration decides.
import type { Architecture } from './architecture.ts'
import { LLAMA_DEFAULTS, LLAMA_NAMES } from './architecture.ts'

export const LLAMA: Architecture = {
  family: 'Llama',
  modelType: 'llama',
  defaults: { ...LLAMA_DEFAULTS, config: { max_position_embeddings: 2048 } },
  particulars: ({ attention_bias, mlp_bias }) => ({
    names: LLAMA_NAMES,
    biases: {
      attention: attention_bias ?? false,
      attentionOutput: attention_bias ?? false,
      feedForward: mlp_bias ?? false,
    },
  }),
}
