// The feed-forward part of a written graph's layers.
// Knows its kinds and activations. Does not know what stands around it.
import type { Activation } from '../architecture/design.ts'
import type { WrittenGraph } from './written-graph.ts'
import { inLayer, linear } from './written-layer.ts'
import type { Writing } from './written-layer.ts'

/** Adds a layer's feed-forward to `x` [tokens, width]: what is to be added to the residual, before any norm. */
export function writeFeedForward(writing: Writing, layer: number, x: string): string {
  const { graph, design } = writing
  const { width, hidden, names, biases } = design
  const n = `layers.${layer}`
  const part = names.feedForward
  const opened = (which: string, weight: string, rows?: { from: number; of: number }) =>
    linear(writing, {
      name: `${n}.${which}`,
      x,
      weight: inLayer(writing, layer, weight),
      outputs: hidden,
      inputs: width,
      ...(rows ? { rows } : {}),
      hasBias: biases.feedForward,
    })
  const active = (which: string, source: string) => activated(graph, `${n}.${which}.active`, source, design.activation)
  const gated = (gate: string, up: string) => graph.add('Mul', `${n}.gated`, [active('gate', gate), up])
  const inner =
    part.kind === 'plain'
      ? active('up', opened('up', part.up))
      : part.kind === 'gated'
        ? gated(opened('gate', part.gate), opened('up', part.up))
        : gated(
            opened('gate', part.gateAndUp, { from: 0, of: 2 * hidden }),
            opened('up', part.gateAndUp, { from: hidden, of: 2 * hidden }),
          )
  return linear(writing, {
    name: `${n}.down`,
    x: inner,
    weight: inLayer(writing, layer, part.down),
    outputs: width,
    inputs: hidden,
    hasBias: biases.feedForward,
  })
}

export function activated(graph: WrittenGraph, name: string, x: string, activation: Activation): string {
  switch (activation) {
    case 'silu':
      return graph.add('Mul', name, [x, graph.add('Sigmoid', `${name}.sigmoid`, [x])])
    case 'relu':
      return graph.add('Relu', name, [x])
    case 'gelu':
      return graph.add('Gelu', name, [x])
    case 'gelu-tanh':
      return graph.add('FastGelu', name, [x])
  }
}
