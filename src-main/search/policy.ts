// The policy as the search sees it: given paths, it proposes next steps.
// Knows the interface. Does not know models, tokens' meaning or servers.
import type { ModelShape, Usage } from '../contract/cost.ts'
import type { ErrorReport } from '../contract/errors.ts'
import type { Sampling } from '../contract/sampling.ts'

/** A step as the policy generated it. */
export interface Step {
  /** Without its separator. */
  text: string
  /** Separator included; empty where the policy does not tell them. */
  tokenIds: number[]
  /** How many tokens, where their ids are not known. */
  tokens?: number | undefined
}

/** The step alone, whatever else the value holds. */
export function stepOf({ text, tokenIds, tokens }: Step): Step {
  return tokens === undefined ? { text, tokenIds } : { text, tokenIds, tokens }
}

/** How many tokens a step has, separator included. */
export function tokensOf({ tokenIds, tokens }: Step): number {
  return tokens ?? tokenIds.length
}

/** A prefix: the problem and the steps so far, root first. */
export interface Path {
  question: string
  steps: readonly Step[]
}

/** Ask for children of one path. */
export interface ProposeRequest {
  path: Path
  /** One 32-bit seed a child: a child's text depends on path, seed and sampling only, never on its company. */
  seeds: readonly number[]
  /** Tokens a child may have. */
  maxTokens: number
}

/** One proposed step. */
export interface Proposal extends Step {
  /** Natural log-probability of each token at temperature 1; empty if unknown. */
  logProbabilities: number[]
  /** `step`: a separator ended it, more may follow; `solution`: the policy ended the solution; `length`: the token limit cut it. */
  ends: 'step' | 'solution' | 'length'
}

export interface ProposeResult {
  /** Same order as the requests, and within each the same order as its seeds. */
  proposals: Proposal[][]
  usage: Usage
  /** What a reader of the run should know and what ends nothing; each kind once in the life of a policy. */
  notices?: ErrorReport[]
}

export interface Policy {
  /** Null where it is not known. */
  readonly shape: ModelShape | null
  /** Rejects with the signal's reason when it is aborted, within one token. */
  propose(requests: readonly ProposeRequest[], sampling: Sampling, signal: AbortSignal): Promise<ProposeResult>
}
