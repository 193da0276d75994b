// The design of a model: what its config.json says, in one form for all architectures.
// Knows the record. Does not know config.json (design-of.ts reads it), where weights lie, or graphs.

/** How the halves of queries and keys are turned by their position. */
export interface Rotary {
  /** Numbers of a head that are turned; the rest pass as they are. Even. */
  size: number
  /** Radians a position, of each pair of turned numbers: [size / 2] */
  frequencies: readonly number[]
  /** What turned numbers are multiplied by (YaRN, LongRoPE); 1 for none. */
  factor: number
}

export interface Norm {
  /** `mean-square` divides by the root mean square; `layer` takes the mean away first, and has a bias. */
  kind: 'mean-square' | 'layer'
  epsilon: number
  /** Whether 1 is added to the weights. */
  addsOne: boolean
}

/** What is particular to a layer. */
export interface LayerKind {
  /** Index into the design's rotaries. */
  rotary: number
  /** Positions that a token sees, itself included; null for all before it. */
  window: number | null
}

export type Activation = 'silu' | 'gelu' | 'gelu-tanh' | 'relu'

/** Where queries, keys and values come from. */
export type AttentionNames =
  | { kind: 'apart'; query: string; key: string; value: string }
  /** One matrix: all queries above all keys above all values. */
  | { kind: 'stacked'; all: string }
  /** One matrix: query, key and value of each head in turn. */
  | { kind: 'by-head'; all: string }

export type FeedForwardNames =
  | { kind: 'gated'; gate: string; up: string; down: string }
  /** The gate's rows above the others in one matrix. */
  | { kind: 'stacked'; gateAndUp: string; down: string }
  | { kind: 'plain'; up: string; down: string }

/** Names of weights, without the prefix of the body and without `.weight`. Those of a layer stand behind `layers.N.`. */
export interface WeightNames {
  embedding: string
  norm: string
  /** A matrix of logits that has a name of its own; it stands behind no prefix. */
  head: string
  attention: AttentionNames
  attentionOutput: string
  feedForward: FeedForwardNames
  attentionNorm: string
  feedForwardNorm: string
  /** Norms of what attention and feed-forward give; null for none. */
  afterAttention: string | null
  afterFeedForward: string | null
  /** Norms of each query and each key before they are turned; null for none. */
  queryNorm: string | null
  keyNorm: string | null
}

export interface ModelDesign {
  /** As published, such as `LlamaForCausalLM`. */
  architecture: string
  layers: number
  width: number
  heads: number
  keyValueHeads: number
  headSize: number
  /** Width inside the feed-forward. */
  hidden: number
  vocabulary: number
  /** Longest context, in tokens. */
  positions: number
  norm: Norm
  activation: Activation
  /** What products of queries and keys are multiplied by. */
  queryScale: number
  embeddingScale: number
  /** Bound of the logits, which a hyperbolic tangent bends towards; null for none. */
  logitBound: number | null
  rotaries: readonly Rotary[]
  /** [layers] */
  kinds: readonly LayerKind[]
  /** Whether attention and feed-forward read the same numbers, side by side. */
  parallel: boolean
  /** Whether the embedding is also the matrix of the logits. */
  tiedHead: boolean
  biases: { attention: boolean; attentionOutput: boolean; feedForward: boolean }
  /** What may stand before all names of the body; the first that the weights have is meant. */
  prefixes: readonly string[]
  names: WeightNames
}
