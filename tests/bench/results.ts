// The results of a run of the benchmark: what results/benchmark.json holds, and what the report and the plot read.
// Knows the record. Does not know how it is measured or shown.
import type { EngineId } from './engine.ts'
import type { Ceilings, Sizes } from './measure/ceilings.ts'
import type { DecodeResult } from './measure/decode.ts'
import type { FirstNodeResult } from './measure/first-node.ts'
import type { PrefillResult } from './measure/prefill.ts'
import type { ByEngine } from './measure/rounds.ts'
import type { SearchResult } from './measure/search.ts'

export interface ModelResults {
  id: string
  sizes: Sizes
  /** Numbers in the embedding, which is the output matrix too. */
  embeddingNumbers: number
  ceilings: Ceilings
  /** Largest difference of a log-probability from Espalier's. */
  agreement: ByEngine
  decode: DecodeResult[]
  prefill: PrefillResult | null
  firstNode: FirstNodeResult | null
  searches: SearchResult[]
}

export interface Failure {
  model: string
  engine: EngineId
  measure: string
  reason: string
}

export interface Results {
  /** ISO 8601, UTC. */
  date: string
  /** Whether the settings were too small for the numbers to mean anything. */
  quick: boolean
  machine: { processor: string; cores: number; memoryBytes: number; system: string; node: string; loadBefore: number }
  threads: number
  repeats: number
  versions: ByEngine<string>
  models: ModelResults[]
  failures: Failure[]
}
