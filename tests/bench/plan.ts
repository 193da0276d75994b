// What a run of the benchmark measures: the settings, and what each measure is told.
// Knows the settings and their quick form. Does not know engines or how a measure is taken.
import type { Child } from './child.ts'
import type { EngineId, Forms } from './engine.ts'
import type { Ceilings } from './measure/ceilings.ts'

/** Tokens that are sampled from where nothing else is said: what transformers.js takes if nothing is set. */
export const USUAL_TOP_K = 50

export interface Plan {
  /** Milliseconds after which an engine that does not answer is given up. */
  answerLimit: number
  threads: number
  repeats: number
  batches: number[]
  /** Tokens that decoding samples from, in turn; 0 for all. */
  topK: number[]
  /** Tokens of the prompt, and tokens generated beyond it, so that the context is 128 in the middle. */
  decode: { prompt: number; tokens: number }
  /** Tokens of the prompt. */
  prefill: number
  /** Tokens of the first node. */
  firstNode: number
  /** Width of REBASE, and the limits of MCTS; by model, because a large one is slow. */
  search(model: string): { width: number; expansions: number; maxStepTokens: number; maxSolutionTokens: number }
}

export function fullPlan({ threads, repeats }: { threads: number; repeats: number }): Plan {
  return {
    answerLimit: 900_000,
    threads,
    repeats,
    batches: [1, 4, 16, 64],
    topK: [0, USUAL_TOP_K],
    decode: { prompt: 112, tokens: 32 },
    prefill: 256,
    firstNode: 16,
    search: (model) =>
      model.startsWith('smollm2')
        ? { width: 64, expansions: 16, maxStepTokens: 16, maxSolutionTokens: 64 }
        : { width: 64, expansions: 32, maxStepTokens: 256, maxSolutionTokens: 384 },
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
    search: () => ({ width: 4, expansions: 3, maxStepTokens: 12, maxSolutionTokens: 32 }),
  }
}

/** What a measure works with. */
export interface Bench {
  plan: Plan
  model: string
  forms: Forms
  ceilings: Ceilings
  /** The engines that can be measured. */
  engines: EngineId[]
  /** A fresh child process with this engine open. */
  open(
    id: EngineId,
    options: { rows: number; positions: number; endless: boolean; exact?: boolean; topK?: number },
  ): Promise<Child>
  /** Names an engine that failed, and why; the others go on. */
  failed(id: EngineId, measure: string, error: unknown): void
}
