// The process reward model (PRM) as the search sees it: given paths, it scores their last step.
// Knows the interface. Does not know models or formats.
import type { ModelShape, Usage } from '../contract/cost.ts'
import type { ErrorReport } from '../contract/errors.ts'
import type { Path } from './policy.ts'

export interface ScoreResult {
  /** Reward of each path's last step, 0 to 1; null where the PRM gave none (the node is marked unscored). Order of the paths. */
  rewards: (number | null)[]
  usage: Usage
  /** What a reader of the run should know and what ends nothing; each kind once in the life of a verifier. */
  notices?: ErrorReport[]
}

export interface Verifier {
  /** Null where it is not known. */
  readonly shape: ModelShape | null
  /** Every path has at least one step. Rejects with the signal's reason when it is aborted. */
  score(paths: readonly Path[], signal: AbortSignal): Promise<ScoreResult>
}
