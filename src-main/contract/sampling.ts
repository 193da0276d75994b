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
