// What the benchmark asks of an engine, and the table of the engines and of the ways in which each is driven.
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

/** Types of matrices in GGUF files, as llama.cpp calls them. */
export const GGUF_TYPES = ['F32', 'Q8_0', 'Q4_0', 'Q4_1'] as const
export type GgufType = (typeof GGUF_TYPES)[number]

/** Forms of weights as Espalier has them. */
export const OWN_FORMS = ['fp32', 'q8', 'int8', 'q4'] as const
export type OwnForm = (typeof OWN_FORMS)[number]

/** The forms of one model's weights; paths of folders and files. */
export interface Forms {
  /** Model folder. */
  espalier: string
  /** Forms of that folder's weights that the program has made. */
  smaller: Record<Exclude<OwnForm, 'fp32'>, string>
  /** The same folder, but for an end and a separator that are never sampled: what it generates has the length that was asked for. */
  endless: string
  /** Hugging Face folder with GroupQueryAttention, in the forms of transformers.js. */
  transformers: string
  /** GGUF files by the type of their matrices. */
  gguf: Record<GgufType, string>
  /** The matrix products of a pass alone, in each of Espalier's forms. */
  products: Record<OwnForm, string>
  /** Numbers in those matrices. */
  productParameters: number
}

export interface EngineOptions {
  forms: Forms
  /** The form that is opened, as the engine calls it. */
  form: string
  /** A Python with the packages of the engines that want one. */
  python: string
  threads: number
  /** Most rows that are generated at once. */
  rows: number
  /** Tokens that a row may hold. */
  positions: number
  /** Open the model whose steps never end. */
  endless: boolean
  /** Keep the cache in float32, where the engine would choose less. */
  exact: boolean
  /** Tokens that are sampled from, at temperature 1; 0 for all, 1 for greedy decoding. */
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
  /** Largest resident memory so far, in bytes, where the engine runs in a process of its own. */
  peakMemory?(): number
  close(): Promise<void>
}

/** A module that opens an engine. */
export interface EngineModule {
  open(options: EngineOptions): Promise<BenchEngine>
}

export const ENGINES = {
  espalier: { name: 'Espalier', colour: '#2f6f4f' },
  transformers: { name: 'transformers.js', colour: '#b3691c' },
  llama: { name: 'llama.cpp', colour: '#5b5f97' },
} as const
export type EngineId = keyof typeof ENGINES
export const ENGINE_IDS = Object.keys(ENGINES) as EngineId[]

/** A form of the weights, and the module that drives the engine over it. */
export interface Way {
  engine: EngineId
  form: string
  module: string
  /** What tables call it. */
  label: string
}

const way = (engine: EngineId, module: string, form: string, label = form): Way => ({ engine, form, module, label })

/** All ways; the first of an engine has the weights in single precision. */
export const WAYS: readonly Way[] = [
  ...OWN_FORMS.map((form) => way('espalier', './espalier.ts', form)),
  ...['fp32', 'fp16', 'q8', 'q4'].map((form) => way('transformers', './peers/transformers.ts', form)),
  ...GGUF_TYPES.map((form) => way('llama', './peers/llama.ts', form)),
  ...GGUF_TYPES.map((form) => way('llama', './peers/llama-server.ts', form, `${form}, server`)),
]

/** The way of an engine that has the weights in single precision. */
export function exactWay(id: EngineId): Way {
  return WAYS.find(({ engine }) => engine === id)!
}

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
