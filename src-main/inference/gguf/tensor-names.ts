// What transformers calls the tensors of a GGUF file.
// Knows the names by architecture. Does not know what they hold.

/** Parts of a layer, as in `blk.0.attn_q.weight`. */
const COMMON: Readonly<Record<string, string>> = {
  attn_norm: 'input_layernorm',
  attn_q: 'self_attn.q_proj',
  attn_k: 'self_attn.k_proj',
  attn_v: 'self_attn.v_proj',
  attn_output: 'self_attn.o_proj',
  attn_q_norm: 'self_attn.q_norm',
  attn_k_norm: 'self_attn.k_norm',
  ffn_norm: 'post_attention_layernorm',
  ffn_gate: 'mlp.gate_proj',
  ffn_up: 'mlp.up_proj',
  ffn_down: 'mlp.down_proj',
}

/** Where an architecture differs. */
const OWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gemma3: {
    post_attention_norm: 'post_attention_layernorm',
    ffn_norm: 'pre_feedforward_layernorm',
    post_ffw_norm: 'post_feedforward_layernorm',
  },
  phi3: { attn_qkv: 'self_attn.qkv_proj', ffn_up: 'mlp.gate_up_proj' },
}

const OUTSIDE: Readonly<Record<string, string>> = {
  'token_embd.weight': 'model.embed_tokens.weight',
  'output_norm.weight': 'model.norm.weight',
  'output.weight': 'lm_head.weight',
}

/** Tensors that tell how positions are turned, and no weights: the configuration holds what they say. */
export function isRotaryTensor(name: string): boolean {
  return /^(rope_(freqs|factors_long|factors_short)\.weight|blk\.\d+\.attn_rot_embd)$/.test(name)
}

/** Null for a tensor that the architecture does not have. */
export function publishedName(name: string, architecture: string): string | null {
  const outside = Object.hasOwn(OUTSIDE, name) ? OUTSIDE[name]! : null
  if (outside !== null) return outside
  const [, layer, part, end] = /^blk\.(\d{1,5})\.(\w+)\.(weight|bias)$/.exec(name) ?? []
  if (layer === undefined || part === undefined || end === undefined) return null
  const names = { ...COMMON, ...(Object.hasOwn(OWN, architecture) ? OWN[architecture] : {}) }
  return Object.hasOwn(names, part) ? `model.layers.${layer}.${names[part]!}.${end}` : null
}
