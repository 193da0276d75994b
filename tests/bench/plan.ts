// What a run of the benchmark measures: the settings, and what each measure is told.
// Knows the settings and their quick form. Does not know engines or how a measure is taken.
import type { Child } from './child.ts'
import type { EngineId, Forms, Way } from './engine.ts'
import type { Ceilings } from './measure/ceilings.ts'

/** Tokens that are sampled from where nothing else is said: what transformers.js takes if nothing is set. */
export const USUAL_TOP_K = 50

export interface Plan {
  /** Milliseconds after which an engine that does not answer is given up. */
  answerLimit: number
  threads: number
  repeats: number
  batches: number[]
  /** Tokens that decoding samples from, in turn; 0 for all. Under the first one all ways are tried. */
  topK: number[]
  /** Tokens of the prompt, and tokens generated beyond it, so that the context is 128 in the middle. */
  decode: { prompt: number; tokens: number }
  /** Tokens of the prompt. */
  prefill: number
  /** Tokens of the first node. */
  firstNode: number
  /** Width of REBASE, the limits of MCTS, and the tokens of both and of greedy search; by model, because a large one is slow. */
  search(model: string): {
    width: number
    expansions: number
    maxStepTokens: number
    maxSolutionTokens: number
    greedyTokens: number
  }
}

export function fullPlan({ threads, repeats }: { threads: number; repeats: number }): Plan {
  return {
    answerLimit: 900_000,
    threads,
    repeats,
    batches: [1, 4, 16, 64],
    topK: [USUAL_TOP_K, 0],
    decode: { prompt: 112, tokens: 32 },
    prefill: 256,
    firstNode: 16,
    search: (model) =>
      model.startsWith('smollm2')
        ? { width: 64, expansions: 16, maxStepTokens: 16, maxSolutionTokens: 64, greedyTokens: 192 }
        : { width: 64, expansions: 32, maxStepTokens: 256, maxSolutionTokens: 384, greedyTokens: 384 },
  }
}

/** The same measures, too small for their numbers to mean anything: to try whether all of it works. */
export function quickPlan({ threads }: { threads: number }): Plan {
  return {
    ...fullPlan({ threads, repeats: 1 }),
    answerLimit: 60_000,
    batches: [1, 4],
    decode: { prompt: 24, tokens: 4 },
    prefill: 48,
    firstNode: 4,
    search: () => ({ width: 4, expansions: 3, maxStepTokens: 12, maxSolutionTokens: 32, greedyTokens: 32 }),
  }
}

/** What a measure works with. */
export interface Bench {
  plan: Plan
  model: string
  forms: Forms
  ceilings: Ceilings
  /** The engines that are asked for. */
  engines: EngineId[]
  /** The ways that can be measured. */
  ways: Way[]
  /** A fresh child process with this engine open. */
  open(
    way: Way,
    options: { rows: number; positions: number; endless: boolean; exact?: boolean; topK?: number },
  ): Promise<Child>
  /** Names a way that failed, and why; the others go on. */
  failed(way: Way, measure: string, error: unknown): void
}
