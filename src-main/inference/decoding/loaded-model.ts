// A model ready for work: what its folder says, its tokenizer, how it is asked, the batch that everything goes through, and a cache of prefixes.
// Knows the parts only. What is done with them is in decoder.ts (policy) and step-scorer.ts (PRM).
import type { ContinuousBatch } from './continuous-batch.ts'
import type { ModelFolder } from '../model/model-folder.ts'
import type { AskedModel } from '../model/prompt.ts'
import type { RewardReader } from '../model/reward-reader.ts'
import type { PrefixCache } from './prefix-cache.ts'
import type { Tokenizer } from '../model/tokenizer.ts'

export interface LoadedModel {
  folder: ModelFolder
  tokenizer: Tokenizer
  /** How the client asks it. */
  asked: AskedModel
  /** How a PRM reads what the client asks; null for a policy. */
  reward: RewardReader | null
  /** One for the model, shared by all its clients. */
  batch: ContinuousBatch
  /** One for each client. */
  cache: PrefixCache
}
