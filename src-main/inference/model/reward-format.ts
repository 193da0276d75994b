// A format of process reward models: how a folder tells that its PRM has it, how a path is laid out for it, and what its logits mean.
// Knows the questions. Each format answers them in a file of its own, and is one row of the table in reward-formats.ts.
import type { z } from 'zod'
import type { Tokenizer } from './tokenizer.ts'

export interface RewardFormat {
  /** Name of the file in a model folder that describes the PRM. */
  file: string
  /** Whether such a file, as parsed, speaks of this format: others may have a file of the same name. */
  fits: (config: unknown) => boolean
  /** Checks the file's content and makes what reads rewards by it. */
  schema: z.ZodType<RewardReader>
}

/** A PRM as its folder describes it. */
export interface RewardReader {
  /** `{question}` is replaced; `addBeginning` puts the beginning token in front. */
  prompt: { template: string; addBeginning: boolean }
  /** The policies whose text it was trained on, by their ids or names, where its file says so. */
  meantFor?: string[] | undefined
  /**
   * The steps of a path as tokens behind the prompt, a chunk each. The score of a step is read behind the last token of its chunk; what
   * a format writes after a score begins the next chunk. Throws `model-broken` where there would not be one score a step.
   */
  stepTokens: (texts: readonly string[], model: ScoredModel) => (readonly number[])[]
  /** Classes that the logits must have, at least. */
  classes: number
  /** The reward of a step, 0 to 1, by the logits at its score: [classes]. */
  rewardOf: (logits: Float32Array, model: ScoredModel) => number
}

/** The PRM that is asked. */
export interface ScoredModel {
  folder: { name: string }
  tokenizer: Tokenizer
}
