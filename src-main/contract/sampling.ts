// How the policy samples: the settings of one run.
// Knows limits and defaults. Does not know the sampler.
import { z } from 'zod'

export const Sampling = z.object({
  /** Softmax temperature, 0 means greedy (argmax). The paper samples at 1.0 (section 4.1). */
  temperature: z.number().min(0).max(5).default(1),
  /** Keep the k most likely tokens, 0 keeps all. */
  topK: z.number().int().min(0).max(1000).default(0),
  /** Keep the smallest set of tokens with this probability mass, 1 keeps all. */
  topP: z.number().gt(0).max(1).default(1),
  /** Keep tokens at least this fraction as likely as the likeliest, 0 keeps all. */
  minP: z.number().min(0).max(1).default(0),
  /**
   * Divides the logits above 0 of all tokens that stand in the prompt or the path already, and multiplies the others by it, as Hugging
   * Face transformers does; 1 leaves them as they are.
   */
  repetitionPenalty: z.number().min(0.5).max(2).default(1),
  /** Tokens a step may have. The paper allows 256. */
  maxStepTokens: z.number().int().min(1).max(4096).default(256),
  /** Tokens a whole solution may have. The paper allows 1024. */
  maxSolutionTokens: z.number().int().min(1).max(32_768).default(1024),
})
export type Sampling = z.infer<typeof Sampling>

type Key = keyof Sampling

/** The same as a caller asks for it: what is left out is the policy's own setting, or the default. */
export const AskedSampling = z
  .object(
    Object.fromEntries(Object.entries(Sampling.shape).map(([key, schema]) => [key, schema.unwrap().optional()])) as {
      [K in Key]: z.ZodOptional<ReturnType<(typeof Sampling.shape)[K]['unwrap']>>
    },
  )
  .strict()
export type AskedSampling = z.infer<typeof AskedSampling>

/** What a run samples with: what is asked for, else what the policy's record says, else the defaults. */
export function samplingOf(asked: AskedSampling, ofPolicy: AskedSampling = {}): Sampling {
  const said = Object.entries(asked).filter(([, value]) => value !== undefined)
  return Sampling.parse({ ...ofPolicy, ...Object.fromEntries(said) })
}
