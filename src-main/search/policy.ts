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
  /** Natural log-probability of each token at temperature 1; left out or empty where they are not known. */
  logProbabilities?: number[] | undefined
  /** The policy's self-certainty, see `ProposeRequest`; left out where nobody asked for it. */
  certainty?: number | undefined
}

/** The step alone, whatever else the value holds. */
export function stepOf({ text, tokenIds, tokens, logProbabilities, certainty }: Step): Step {
  return {
    text,
    tokenIds,
    ...(tokens === undefined ? {} : { tokens }),
    ...(logProbabilities === undefined ? {} : { logProbabilities }),
    ...(certainty === undefined ? {} : { certainty }),
  }
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

/** Whether a step says nothing: the model has ended its solution behind the step before, or had nothing more to say. */
export function isEmpty({ text }: Pick<Step, 'text'>): boolean {
  return text.trim() === ''
}

/** Ask for children of one path. */
export interface ProposeRequest {
  path: Path
  /** One 32-bit seed a child: a child's text depends on path, seed and sampling only, never on its company. */
  seeds: readonly number[]
  /** Tokens a child may have. */
  maxTokens: number
  /**
   * Asks for the self-certainty of each child: how far the policy's distributions over its tokens are from chance, as the mean over the
   * tokens of the Kullback-Leibler divergence from the uniform distribution at temperature 1, in nats (arXiv 2502.18581).
   */
  certainty?: boolean
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
