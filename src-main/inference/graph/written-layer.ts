// What the parts of a layer have in common: how a norm is written, and what the parts are given.
// Knows names of weights in a layer. Does not know attention or feed-forward.
import type { ModelDesign } from '../architecture/design.ts'
import { float } from './written-graph.ts'
import type { WrittenGraph } from './written-graph.ts'
import type { WrittenMasks } from './written-masks.ts'
import type { WrittenRotary } from './written-rotary.ts'
import type { WrittenWeights } from './written-weights.ts'

export interface Writing {
  graph: WrittenGraph
  design: ModelDesign
  weights: WrittenWeights
  masks: WrittenMasks
  rotary: WrittenRotary
  /** What stands before all names of the body. */
  prefix: string
  /** `name` = `x` [tokens, count * size] as [rows, chunk, count, size]. */
  inHeads(name: string, x: string, count: number, size: number): string
}

/** The full name of a layer's weight, without its ending. */
export function inLayer({ prefix }: Pick<Writing, 'prefix'>, layer: number, name: string): string {
  return `${prefix}layers.${layer}.${name}`
}

/** A product with a layer's matrix, and with its bias if it has one. */
export function linear(
  writing: Pick<Writing, 'weights'>,
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

/** `name` = `x` [..., size] as the norm with the weights of this full name has it. */
export function normed(
  { graph, design: { norm }, weights }: Pick<Writing, 'graph' | 'design' | 'weights'>,
  { name, x, weight, size }: { name: string; x: string; weight: string; size: number },
): string {
  const scale = weights.vector(`${weight}.weight`, size)
  const attributes = { axis: -1, epsilon: float(norm.epsilon) }
  if (norm.kind === 'layer') {
    return graph.add('LayerNormalization', name, [x, scale, weights.vector(`${weight}.bias`, size)], attributes)
  }
  const whole = norm.addsOne ? graph.add('Add', `${name}.scale`, [scale, graph.number(1)]) : scale
  return graph.add('SimplifiedLayerNormalization', name, [x, whole], { ...attributes, stash_type: 1 })
}
