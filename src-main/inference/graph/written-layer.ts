// What the parts of a layer have in common: how a norm is written, and what the parts are given.
// Knows names of weights in a layer. Does not know attention or feed-forward.
import type { ModelDesign } from '../architecture/design.ts'
import { float } from './written-graph.ts'
import type { WrittenGraph } from './written-graph.ts'
import type { WrittenMasks } from './written-masks.ts'
import type { WrittenRotary } from './written-rotary.ts'
import type { WrittenWeights } from './written-weights.ts'

/** What every kind of written graph has. */
export interface LayerWriting {
  graph: WrittenGraph
  design: ModelDesign
  weights: WrittenWeights
  /** What stands before all names of the body. */
  prefix: string
}

/** The delta graph's. */
export interface Writing extends LayerWriting {
  masks: WrittenMasks
  rotary: WrittenRotary
  /** `name` = `x` [tokens, count * size] as [rows, chunk, count, size]. */
  inHeads(name: string, x: string, count: number, size: number): string
}

/** The full name of a layer's weight, without its ending. */
export function inLayer({ prefix }: Pick<LayerWriting, 'prefix'>, layer: number, name: string): string {
  return `${prefix}layers.${layer}.${name}`
}

/** A product with a layer's matrix, and with its bias if it has one. */
export function linear(
  writing: Pick<LayerWriting, 'weights'>,
  {
    name,
    x,
    weight,
    ...matrix
  }: {
    name: string
    x: string
    /** The full name of matrix and bias, without their endings. */
    weight: string
    outputs: number
    inputs: number
    rows?: { from: number; of: number }
    hasBias: boolean
  },
): string {
  const { hasBias, ...part } = matrix
  return writing.weights.product(
    name,
    x,
    { name: `${weight}.weight`, ...part },
    { bias: hasBias ? `${weight}.bias` : null },
  )
}

interface NormOf {
  name: string
  /** The full name of its weights, without their endings. */
  weight: string
  size: number
}

/** `name` = `x` [..., size] as the norm with these weights has it. */
export function normed(
  writing: Pick<LayerWriting, 'graph' | 'design' | 'weights'>,
  of: NormOf & { x: string },
): string {
  const { graph, design } = writing
  const attributes = { axis: -1, epsilon: float(design.norm.epsilon) }
  const inputs = [of.x, ...normWeights(writing, of)]
  if (design.norm.kind === 'layer') return graph.add('LayerNormalization', of.name, inputs, attributes)
  return graph.add('SimplifiedLayerNormalization', of.name, inputs, { ...attributes, stash_type: 1 })
}

/** The same of a sum `x` + `residual`, in one operator that the CPU has. Gives the sum's name, too: `name.sum`. */
export function normedSum(
  writing: Pick<LayerWriting, 'graph' | 'design' | 'weights'>,
  of: NormOf & { x: string; residual: string },
): { even: string; sum: string } {
  const { graph, design } = writing
  const outputs = { even: of.name, sum: `${of.name}.sum` }
  const op = design.norm.kind === 'layer' ? 'SkipLayerNormalization' : 'SkipSimplifiedLayerNormalization'
  graph.addMany(op, [outputs.even, '', '', outputs.sum], [of.x, of.residual, ...normWeights(writing, of)], {
    epsilon: float(design.norm.epsilon),
  })
  return outputs
}

function normWeights(
  { graph, design: { norm }, weights }: Pick<LayerWriting, 'graph' | 'design' | 'weights'>,
  { name, weight, size }: NormOf,
): string[] {
  const scale = weights.vector(`${weight}.weight`, size)
  if (norm.kind === 'layer') return [scale, weights.vector(`${weight}.bias`, size)]
  return [norm.addsOne ? graph.add('Add', `${name}.scale`, [scale, graph.number(1)]) : scale]
}
