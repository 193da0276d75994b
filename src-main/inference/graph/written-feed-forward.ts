// The feed-forward part of a written graph's layers.
// Knows its kinds and activations. Does not know what stands around it.
import type { Activation, FeedForwardNames } from '../architecture/design.ts'
import type { WrittenGraph } from './written-graph.ts'
import { inLayer, linear } from './written-layer.ts'
import type { LayerWriting } from './written-layer.ts'

/** Adds a layer's feed-forward to `x` [tokens, width]: what is to be added to the residual, before any norm. */
export function writeFeedForward(writing: LayerWriting, layer: number, x: string): string {
  const { graph, design } = writing
  const { width, hidden, names, biases } = design
  const n = `layers.${layer}`
  const part = names.feedForward
  const active = (which: string, source: string) => activated(graph, `${n}.${which}.active`, source, design.activation)
  const opened = () => {
    if (part.kind === 'plain') {
      const weight = inLayer(writing, layer, part.up)
      const up = { name: `${n}.up`, x, weight, outputs: hidden, inputs: width, hasBias: biases.feedForward }
      return active('up', linear(writing, up))
    }
    const [gate, up] = gateAndUp(writing, layer, x, part)
    return graph.add('Mul', `${n}.gated`, [active('gate', gate), up])
  }
  return linear(writing, {
    name: `${n}.down`,
    x: opened(),
    weight: inLayer(writing, layer, part.down),
    outputs: width,
    inputs: hidden,
    hasBias: biases.feedForward,
  })
}

function gateAndUp(
  writing: LayerWriting,
  layer: number,
  x: string,
  part: Exclude<FeedForwardNames, { kind: 'plain' }>,
): readonly [gate: string, up: string] {
  const { graph, design, weights } = writing
  const { width, hidden, biases } = design
  const n = `layers.${layer}`
  const sources =
    part.kind === 'gated'
      ? ([{ name: part.gate }, { name: part.up }] as const)
      : ([0, hidden].map((from) => ({ name: part.gateAndUp, rows: { from, of: 2 * hidden } })) as [Source, Source])
  const places = sources.map(({ name, ...rows }) => ({ weight: inLayer(writing, layer, name), ...rows }))
  const sizes = { outputs: hidden, inputs: width }
  if (!biases.feedForward) {
    const parts = places.map(({ weight, ...rows }) => ({ name: `${weight}.weight`, ...sizes, ...rows }))
    const both = weights.joined(`${n}.gate.and.up`, x, parts)
    if (both !== null) {
      const halves = [`${n}.gate`, `${n}.up`] as const
      graph.addMany('Split', halves, [both, graph.integers(hidden, hidden)], { axis: -1 })
      return halves
    }
  }
  const [gate, up] = places.map((place, index) =>
    linear(writing, {
      name: index === 0 ? `${n}.gate` : `${n}.up`,
      x,
      ...place,
      ...sizes,
      hasBias: biases.feedForward,
    }),
  )
  return [gate!, up!]
}

interface Source {
  name: string
  rows?: { from: number; of: number }
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
