// What a look into a model's files tells, without opening its graph.
// Knows the record, which the store keeps for the days on which the files are away. Does not know how they are read.
import { z } from 'zod'
import { Form } from '../../contract/model-card.ts'
import { Dtype, ModelRole } from '../../contract/model.ts'
import { PromptRecord } from '../../contract/prompt-record.ts'
import { RewardRecord } from '../../contract/reward-record.ts'

/** A form in which the model can run. */
export const LookForm = z.object({
  form: Form,
  weights: z.string(),
  /** Bytes that it takes where the program makes it; 0 where the files are read in place. */
  diskBytes: z.number().int().nonnegative(),
  leastBytes: z.number().int().nonnegative(),
  mostBytes: z.number().int().nonnegative(),
})
export type LookForm = z.infer<typeof LookForm>

export const ModelLook = z.object({
  name: z.string().min(1).max(400),
  role: ModelRole,
  format: z.enum(['safetensors', 'gguf', 'onnx']),
  /** Of an ONNX folder, which of its graphs. */
  dtype: Dtype.optional(),
  architecture: z.string().max(400),
  parameters: z.number().int().positive(),
  layers: z.number().int().positive(),
  width: z.number().int().positive(),
  positions: z.number().int().positive(),
  licence: z.string().max(400).nullable(),
  /** Of the files of its weights. */
  bytes: z.number().int().positive(),
  /** At least one, the best first. */
  forms: z.array(LookForm).min(1),
  /** How its files suggest that a policy be asked; null for a PRM. */
  prompt: PromptRecord.nullable(),
  /** How its files say or suggest that a PRM be asked; null where they do not, and for a policy. */
  reward: RewardRecord.nullable().default(null),
  /** Of a PRM: the policies whose text it was trained on, where its files say so. */
  meantFor: z.array(z.string()).optional(),
})
export type ModelLook = z.infer<typeof ModelLook>
