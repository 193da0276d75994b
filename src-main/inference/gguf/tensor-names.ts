// What transformers calls the tensors of a GGUF file.
// Knows the names by architecture. Does not know what they hold.

/** Parts of a layer, as in `blk.0.attn_q.weight`; several where the file has their rows one above the other, as many of each. */
type Parts = Readonly<Record<string, string | readonly string[]>>

interface Names {
  outside: Readonly<Record<string, string>>
  /** What stands before `layers`. */
  body: string
  parts: Parts
}

const LLAMA: Names = {
  outside: {
    'token_embd.weight': 'model.embed_tokens.weight',
    'output_norm.weight': 'model.norm.weight',
    'output.weight': 'lm_head.weight',
  },
  body: 'model',
  parts: {
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
  },
}

/** A Llama's names, but for some parts. */
const llamaWith = (parts: Parts): Names => ({ ...LLAMA, parts: { ...LLAMA.parts, ...parts } })

/** Where an architecture differs from a Llama. */
const OTHERS: Readonly<Record<string, Names>> = {
  gemma3: llamaWith({
    post_attention_norm: 'post_attention_layernorm',
    ffn_norm: 'pre_feedforward_layernorm',
    post_ffw_norm: 'post_feedforward_layernorm',
  }),
  phi3: llamaWith({ attn_qkv: 'self_attn.qkv_proj', ffn_up: 'mlp.gate_up_proj' }),
  gptneox: {
    outside: {
      'token_embd.weight': 'gpt_neox.embed_in.weight',
      'output_norm.weight': 'gpt_neox.final_layer_norm.weight',
      'output_norm.bias': 'gpt_neox.final_layer_norm.bias',
      'output.weight': 'embed_out.weight',
    },
    body: 'gpt_neox',
    parts: {
      attn_norm: 'input_layernorm',
      // transformers has one matrix, head by head; in these files all queries stand above all keys above all values.
      attn_qkv: ['attention.query', 'attention.key', 'attention.value'],
      attn_output: 'attention.dense',
      ffn_norm: 'post_attention_layernorm',
      ffn_up: 'mlp.dense_h_to_4h',
      ffn_down: 'mlp.dense_4h_to_h',
    },
  },
}

/** Tensors that tell how positions are turned, and no weights: the configuration holds what they say. */
export function isRotaryTensor(name: string): boolean {
  return /^(rope_(freqs|factors_long|factors_short)\.weight|blk\.\d+\.attn_rot_embd)$/.test(name)
}

/** One name, or those of equal parts of the rows in their order; none for a tensor that the architecture does not have. */
export function publishedNames(name: string, architecture: string): readonly string[] {
  const { outside, body, parts } = (Object.hasOwn(OTHERS, architecture) ? OTHERS[architecture] : undefined) ?? LLAMA
  if (Object.hasOwn(outside, name)) return [outside[name]!]
  const [, layer, part, end] = /^blk\.(\d{1,5})\.(\w+)\.(weight|bias)$/.exec(name) ?? []
  if (layer === undefined || part === undefined || end === undefined || !Object.hasOwn(parts, part)) return []
  return [parts[part]!].flat().map((own) => `${body}.layers.${layer}.${own}.${end}`)
}
