// Mistral: a Llama whose layers may all see a window of tokens only.
// Knows what its configuration decides.
import type { Architecture } from './architecture.ts'
import { LLAMA_DEFAULTS, LLAMA_NAMES, NO_BIASES, sameWindow } from './architecture.ts'

export const MISTRAL: Architecture = {
  family: 'Mistral',
  modelType: 'mistral',
  // A window that is left out is not none: version 0.1 has one, later ones say null.
  defaults: {
    ...LLAMA_DEFAULTS,
    config: { num_key_value_heads: 8, sliding_window: 4096, max_position_embeddings: 131_072 },
  },
  particulars: ({ sliding_window }, { layers }) => ({
    names: LLAMA_NAMES,
    biases: NO_BIASES,
    windows: sameWindow(layers, sliding_window),
  }),
}
