// The results of a run of the benchmark: what the files in results hold, and what the report and the plot read.
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
  /** Of an earlier run, where the last one left this model out. */
  earlier?: { date: string; machine: Machine }
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
  form: string
  measure: string
  reason: string
}

export interface Machine {
  processor: string
  cores: number
  memoryBytes: number
  system: string
  node: string
  /** Of the instructions that make products fast, those that the processor has; absent in older results. */
  instructions?: string[]
  loadBefore: number
}

/** Of the record of a run of the benchmark; older records have other figures. */
export const RESULTS_VERSION = 2

export interface Results {
  version: typeof RESULTS_VERSION
  /** ISO 8601, UTC. */
  date: string
  /** Whether the settings were too small for the numbers to mean anything. */
  quick: boolean
  machine: Machine
  threads: number
  repeats: number
  versions: ByEngine<string>
  models: ModelResults[]
  failures: Failure[]
}

/** The results with the models of earlier ones that were left out of them. */
export function withEarlier(results: Results, earlier: Results | null, asked: readonly string[]): Results {
  if (earlier?.version !== RESULTS_VERSION) return results
  const isKept = (id: string) => !asked.includes(id)
  const { date, machine } = earlier
  const models = earlier.models.filter(({ id }) => isKept(id))
  return {
    ...results,
    models: [...results.models, ...models.map((model) => ({ ...model, earlier: model.earlier ?? { date, machine } }))],
    failures: [...results.failures, ...earlier.failures.filter(({ model }) => isKept(model))],
  }
}

/** Where the time of runs goes that ONNX Runtime does not take. */
export interface Overhead {
  method: string
  budget: number
  temperature: number
  /** Threads of ONNX Runtime. */
  threads: number
  /** Rows of a pass, on the average. */
  rows: number
  /** Milliseconds of a run; median. */
  milliseconds: number
  /** Share of a run in which no model computes, 0 to 1. */
  share: { median: number; least: number; most: number }
}

/** What a pass of few rows costs. */
export interface FixedCost {
  graph: 'delta' | 'in place'
  rows: number
  /** Milliseconds of a pass; median. */
  milliseconds: number
  /** The longest first: how many of each a pass has, and the milliseconds that all of them take while they are profiled. */
  operators: { name: string; count: number; milliseconds: number }[]
}

/** Memory of the process over many runs: means over each quarter of them, in bytes. */
export interface Endurance {
  runs: number
  seconds: number
  rss: number[]
  /** Of the engine's own thread. */
  heapUsed: number[]
  external: number[]
  /** What was still open after the engine was closed. */
  open: string[]
}

/** What Espalier is asked alone, without another engine beside it. */
export interface AloneResults {
  date: string
  machine: Machine
  /** With the name of the model, and whether its rows go on to the limit of tokens. */
  overheads: (Overhead & { model: string; endless: boolean })[]
  /** Of SmolLM2 in 4 bits; absent in older results. */
  fixedCosts?: FixedCost[]
  endurance: Endurance
}

/** How one way of drawing a tree did with one size. */
export interface PictureFigures {
  nodes: number
  /** Milliseconds until a whole tree is laid out and first drawn. */
  layout: number
  /** Milliseconds until 1,000 more nodes are laid out and drawn. */
  insert: number
  /** Frames a second while the tree is zoomed to ten times and back. */
  frames: number
  /** Milliseconds of the drawing call, median; where a browser draws later, of the call alone. */
  draw: number
  /** Events a second that a live view takes of 50,000 that come. */
  events: number
  /** Time from an event to its frame that 95 of 100 frames keep within, milliseconds. */
  lag: number
  /** MiB of the page's heap. */
  memory: number
}

/** The pictures of trees, by way and size; null where a way was not done in time. */
export interface PictureResults {
  date: string
  machine: Machine
  browser: string
  view: { width: number; height: number }
  figures: { way: string; nodes: number; figures: PictureFigures | null }[]
}
