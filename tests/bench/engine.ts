// What the benchmark asks of an engine, and the table of the engines.
// Knows the interface. Does not know how an engine is driven (espalier.ts, peers/) or what is measured (measure/).
import type { Path, Step } from '../../src-main/search/policy.ts'

/** A row of a batch: the tokens of a path, prompt included, and how many tokens to generate beyond it. */
export interface Row {
  path: Path
  tokens: number[]
  count: number
}

/** Tokens of the longest of these rows when it is done, in whole blocks as runtimes allot them. */
export function positionsOf(rows: readonly Row[]): number {
  return Math.ceil(Math.max(...rows.map(({ tokens, count }) => tokens.length + count)) / 64) * 64
}

/** The forms of one model's weights; paths of folders and files. */
export interface Forms {
  /** Model folder. */
  espalier: string
  /** The same folder, but for an end and a separator that are never sampled: what it generates has the length that was asked for. */
  endless: string
  /** Hugging Face folder with GroupQueryAttention. */
  transformers: string
  /** GGUF, float32. */
  gguf: string
  /** The matrix products of a pass alone. */
  products: string
  /** Numbers in those matrices. */
  productParameters: number
}

export interface EngineOptions {
  forms: Forms
  threads: number
  /** Most rows that are generated at once. */
  rows: number
  /** Tokens that a row may hold. */
  positions: number
  /** Open the model whose steps never end. */
  endless: boolean
  /** Keep the cache in float32, where the engine would choose less. */
  exact: boolean
  /** Tokens that are sampled from, at temperature 1; 0 for all. */
  topK: number
}

export interface BenchEngine {
  readonly version: string
  /** Generates `count` tokens beyond each row, all rows at once. */
  generate(rows: readonly Row[]): Promise<void>
  /** Forgets what it computed, so that the next row is computed from its first token. */
  forget(): Promise<void>
  /** Natural log-probability of each token from index `from` on, given those before it. */
  logProbabilities(tokens: readonly number[], from: number): Promise<number[]>
  close(): Promise<void>
}

/** A module that opens an engine. */
export interface EngineModule {
  open(options: EngineOptions): Promise<BenchEngine>
}

export const ENGINES = {
  espalier: { name: 'Espalier', module: './espalier.ts', colour: '#2f6f4f' },
  transformers: { name: 'transformers.js', module: './peers/transformers.ts', colour: '#b3691c' },
  llama: { name: 'node-llama-cpp', module: './peers/llama.ts', colour: '#5b5f97' },
} as const
export type EngineId = keyof typeof ENGINES
export const ENGINE_IDS = Object.keys(ENGINES) as EngineId[]

/** A propose call of a search, as the engines are to repeat it. */
export type ProposeCall = Row[]

/** What a search of Espalier leaves for the others to repeat. */
export interface SearchRecord {
  milliseconds: number
  calls: ProposeCall[]
  nodes: number
  /** Tokens that the policy computed or generated. */
  computedTokens: number
  /** Tokens of the prompt and of every node, each counted once. */
  distinctTokens: number
  generatedTokens: number
}

export type { Path, Step }
