// A model ready for work: what its folder says, its open graph, its tokenizer and a cache of prefixes.
// Knows the parts only. What is done with them is in decoder.ts (policy) and step-scorer.ts (PRM).
import type { ModelFolder } from './model-folder.ts'
import type { ModelGraph } from './model-graph.ts'
import type { PrefixCache } from './prefix-cache.ts'
import type { Tokenizer } from './tokenizer.ts'

export interface LoadedModel {
  folder: ModelFolder
  session: ModelGraph
  tokenizer: Tokenizer
  cache: PrefixCache
}
