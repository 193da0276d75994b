// config.json as Hugging Face's transformers writes it (4 and 5), as far as a design needs it.
// Knows the fields and their bounds. Does not know architectures, or what fields mean together.
import { z } from 'zod'
import { sentenceOf } from '../../contract/issue-words.ts'
import { brokenModel } from '../weights/model-faults.ts'

const count = (most: number) => z.number().int().positive().max(most)
const factor = z.number().positive()

/** The scaling of a rotary embedding. */
export const RopeSettings = z.object({
  rope_type: z.string().nullish(),
  /** What it was called first. */
  type: z.string().nullish(),
  rope_theta: factor.nullish(),
  partial_rotary_factor: z.number().positive().max(1).nullish(),
  factor: factor.nullish(),
  original_max_position_embeddings: count(1e8).nullish(),
  attention_factor: factor.nullish(),
  beta_fast: factor.nullish(),
  beta_slow: factor.nullish(),
  mscale: z.number().nonnegative().nullish(),
  mscale_all_dim: z.number().nonnegative().nullish(),
  truncate: z.boolean().nullish(),
  low_freq_factor: factor.nullish(),
  high_freq_factor: factor.nullish(),
  short_factor: z.array(factor).max(4096).nullish(),
})
export type RopeSettings = z.infer<typeof RopeSettings>

const RopeByLayers = z.object({
  full_attention: RopeSettings.nullish(),
  sliding_attention: RopeSettings.nullish(),
})

export const Config = z.object({
  architectures: z.array(z.string()).nullish(),
  model_type: z.string().nullish(),
  vocab_size: count(1e7).nullish(),
  hidden_size: count(1e6).nullish(),
  intermediate_size: count(1e7).nullish(),
  num_hidden_layers: count(1000).nullish(),
  num_attention_heads: count(10_000).nullish(),
  num_key_value_heads: count(10_000).nullish(),
  head_dim: count(10_000).nullish(),
  max_position_embeddings: count(1e8).nullish(),
  original_max_position_embeddings: count(1e8).nullish(),
  hidden_act: z.string().nullish(),
  hidden_activation: z.string().nullish(),
  rms_norm_eps: z.number().positive().max(1).nullish(),
  layer_norm_eps: z.number().positive().max(1).nullish(),
  attention_bias: z.boolean().nullish(),
  mlp_bias: z.boolean().nullish(),
  /** Of GGUF files, and in no config.json: queries, keys and values have matrices of their own where the family has one of all. */
  attention_apart: z.boolean().nullish(),
  tie_word_embeddings: z.boolean().nullish(),
  rope_theta: factor.nullish(),
  rope_local_base_freq: factor.nullish(),
  rotary_emb_base: factor.nullish(),
  rotary_pct: z.number().positive().max(1).nullish(),
  partial_rotary_factor: z.number().positive().max(1).nullish(),
  rope_scaling: RopeSettings.nullish(),
  rope_parameters: z.intersection(RopeSettings, RopeByLayers).nullish(),
  sliding_window: count(1e8).nullish(),
  use_sliding_window: z.boolean().nullish(),
  max_window_layers: z.number().int().nonnegative().nullish(),
  sliding_window_pattern: count(1000).nullish(),
  _sliding_window_pattern: count(1000).nullish(),
  layer_types: z.array(z.string()).max(1000).nullish(),
  query_pre_attn_scalar: factor.nullish(),
  final_logit_softcapping: factor.nullish(),
  use_bidirectional_attention: z.boolean().nullish(),
  use_parallel_residual: z.boolean().nullish(),
  quantization_config: z.looseObject({ quant_method: z.string().nullish() }).nullish(),
})
export type Config = z.infer<typeof Config>

/**
 * Reads config.json's content. Of a model for text and pictures the part about text counts. `model`: its path.
 * Throws `model-broken` that names the field.
 */
export function readConfig(content: unknown, model: string): Config {
  const outer = z.looseObject({ text_config: z.looseObject({}).nullish() }).safeParse(content)
  const text = outer.success ? outer.data.text_config : null
  // What the outer part says of the text model too, such as the architecture's name, stays.
  const result = Config.safeParse(text && outer.success ? { ...outer.data, ...text } : content)
  if (result.success) return result.data
  const fault = sentenceOf(result.error, 'its content').replace(/\.$/, '')
  throw brokenModel(model, `in config.json, ${fault}`, model)
}
