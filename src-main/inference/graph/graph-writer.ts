// Writes the delta graph of a model (delta-graph.ts runs it): the whole cache goes in, only the new tokens' keys and values come out.
// Knows inputs, outputs and the order of the parts. Does not know what the parts are made of, or where the graph is opened.
//
// Between the parts stand all tokens of the pass in one column, [tokens, width], because the operator that takes matrices as
// transformers lays them, [outputs, inputs], on every device wants two axes.
import type { ModelDesign } from '../architecture/design.ts'
import { writeAttention } from './written-attention.ts'
import { writeFeedForward } from './written-feed-forward.ts'
import { writeHead } from './written-head.ts'
import { inLayer, normed } from './written-layer.ts'
import type { Writing } from './written-layer.ts'
import { openWrittenMasks } from './written-masks.ts'
import { openLayerWriting, openTokenShapes, writeEmbedding } from './written-model.ts'
import type { GraphOverWeights, WrittenOver } from './written-model.ts'
import { openWrittenRotary } from './written-rotary.ts'

/**
 * `positions`: the longest context that it is run with, at most the design's. `packing`: whether the device lays matrices out anew for
 * its products, as the CPU does. Throws `model-broken` where a tensor is missing or is not what config.json says.
 */
export function writeDeltaGraph({
  positions,
  packing = true,
  ...over
}: WrittenOver & { positions?: number; packing?: boolean }): GraphOverWeights {
  const { finish, ...layers } = openLayerWriting(over, { packing, joining: false })
  const { graph, design } = layers
  const { rotary: order } = over.checkpoint
  const writing: Writing = {
    ...layers,
    masks: openWrittenMasks(graph),
    rotary: openWrittenRotary(graph, { design, order, positions: positions ?? design.positions }),
    inHeads: openTokenShapes(graph),
  }
  writeInputs(writing)
  writeHead(writing, writeLayers(writing, writeEmbedding(writing)))
  writeFreshPlanes(writing)
  return finish()
}

function writeInputs({ graph, design }: Writing): void {
  const { keyValueHeads, headSize } = design
  graph.input('input_ids', { type: 'int64', shape: ['batch', 'chunk'] })
  graph.input('position_ids', { type: 'int64', shape: ['batch', 'chunk'] })
  graph.input('past_lengths', { type: 'int64', shape: ['batch'] })
  graph.input('logit_places', { type: 'int64', shape: ['places'] })
  for (const name of planeNames(design, 'past_key_values')) {
    graph.input(name, { type: 'float32', shape: ['batch', keyValueHeads, 'past', headSize] })
  }
}

function writeFreshPlanes({ graph, design }: Writing): void {
  const { keyValueHeads, headSize } = design
  const fresh = planeNames(design, 'new_key_values')
  for (const name of fresh) {
    graph.output(name, { type: 'float32', shape: ['batch', keyValueHeads, 'chunk', headSize] })
  }
  // All of them in one piece, for callers to whom each output is a copy of its own.
  graph.add('Concat', 'new_key_values', fresh, { axis: 0 })
  graph.output('new_key_values', { type: 'float32', shape: ['planes', keyValueHeads, 'chunk', headSize] })
}

/** Keys and values of each layer in turn. */
function planeNames({ layers }: ModelDesign, prefix: string): string[] {
  return Array.from({ length: layers }, (_, layer) => [`${prefix}.${layer}.key`, `${prefix}.${layer}.value`]).flat()
}

function writeLayers(writing: Writing, embedded: string): string {
  const { graph, design } = writing
  const { width, names, parallel } = design
  let x = embedded
  for (let layer = 0; layer < design.layers; layer++) {
    const n = `layers.${layer}`
    const norm = (which: string, source: string, name: string | null) => {
      if (name === null) return source
      return normed(writing, { name: `${n}.${which}`, x: source, weight: inLayer(writing, layer, name), size: width })
    }
    const before = norm('attention.norm', x, names.attentionNorm)
    const attended = norm('attention.after', writeAttention(writing, layer, before), names.afterAttention)
    const sum = graph.add('Add', `${n}.attended`, [x, attended])
    const opened = norm('feed.norm', parallel ? x : sum, names.feedForwardNorm)
    const fed = norm('feed.after', writeFeedForward(writing, layer, opened), names.afterFeedForward)
    x = graph.add('Add', `${n}.out`, [sum, fed])
  }
  return x
}
