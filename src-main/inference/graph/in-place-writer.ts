// Writes the in-place graph of a model (in-place-graph.ts runs it): passes read and write the cache where it lies, and a layer has a third
// of the delta graph's operators, which are what a pass of few rows spends its time on.
// Knows inputs, outputs and the order of the parts. Does not know what the parts are made of, or where the graph is opened.
import { LAST_PLACES, LONGEST, PLANES, TABLES, writeInPlaceAttention } from './in-place-attention.ts'
import type { InPlaceWriting } from './in-place-attention.ts'
import { writeFeedForward } from './written-feed-forward.ts'
import { writeHead } from './written-head.ts'
import type { HeadSizes } from './written-head.ts'
import { inLayer, normed, normedSum } from './written-layer.ts'
import { openLayerWriting, openTokenShapes, writeEmbedding } from './written-model.ts'
import type { GraphOverWeights, WrittenOver } from './written-model.ts'

export interface InPlaceGraph extends GraphOverWeights {
  head: HeadSizes
}

/** Throws `model-broken` where a tensor is missing or is not what config.json says. */
export function writeInPlaceGraph(over: WrittenOver): InPlaceGraph {
  const { finish, ...layers } = openLayerWriting(over, { packing: true, joining: true })
  const writing = { ...layers, order: over.checkpoint.rotary, inRows: openTokenShapes(layers.graph) }
  writePorts(writing)
  const head = writeHead(writing, writeLayers(writing, writeEmbedding(writing)))
  return { ...finish(), head }
}

function writePorts({ graph, design }: InPlaceWriting): void {
  const { layers, keyValueHeads, headSize, rotaries } = design
  graph.input('input_ids', { type: 'int64', shape: ['batch', 'chunk'] })
  graph.input(LAST_PLACES, { type: 'int32', shape: ['batch'] })
  graph.input(LONGEST, { type: 'int32', shape: [1] })
  graph.input('logit_places', { type: 'int64', shape: ['places'] })
  for (const [index, { size }] of rotaries.entries()) {
    for (const name of [TABLES.cosine(index), TABLES.sine(index)]) {
      graph.input(name, { type: 'float32', shape: ['positions', size / 2] })
    }
  }
  for (let layer = 0; layer < layers; layer++) {
    for (const which of ['key', 'value'] as const) {
      graph.input(PLANES.before(layer, which), { type: 'float32', shape: ['batch', keyValueHeads, 'past', headSize] })
      graph.output(PLANES.after(layer, which), { type: 'float32', shape: ['batch', keyValueHeads, 'kept', headSize] })
    }
  }
}

/** The residual while it is not summed up yet: two parts, or one. */
interface Residual {
  sum: string
  added: string | null
}

function writeLayers(writing: InPlaceWriting, embedded: string): string {
  const { graph, design } = writing
  const { width, names, parallel } = design
  let residual: Residual = { sum: embedded, added: null }

  /** The norm of the residual, which is summed up by the way. */
  const evened = (name: string, weight: string): string => {
    const { sum, added } = residual
    if (added === null) return normed(writing, { name, x: sum, weight, size: width })
    const both = normedSum(writing, { name, x: added, residual: sum, weight, size: width })
    residual = { sum: both.sum, added: null }
    return both.even
  }
  const summed = (name: string): string => {
    const { sum, added } = residual
    if (added === null) return sum
    residual = { sum: graph.add('Add', name, [sum, added]), added: null }
    return residual.sum
  }

  for (let layer = 0; layer < design.layers; layer++) {
    const n = `layers.${layer}`
    const before = (which: string, name: string | null) =>
      name === null ? summed(`${n}.${which}.sum`) : evened(`${n}.${which}`, inLayer(writing, layer, name))
    const after = (which: string, x: string, name: string | null) =>
      name === null
        ? x
        : normed(writing, { name: `${n}.${which}`, x, weight: inLayer(writing, layer, name), size: width })
    const attending = before('attention.norm', names.attentionNorm)
    const feeding = parallel ? before('feed.norm', names.feedForwardNorm) : null
    const attended = writeInPlaceAttention(writing, layer, attending)
    residual = { sum: residual.sum, added: after('attention.after', attended, names.afterAttention) }
    if (feeding !== null) summed(`${n}.attended`)
    const fed = writeFeedForward(writing, layer, feeding ?? before('feed.norm', names.feedForwardNorm))
    residual = { sum: residual.sum, added: after('feed.after', fed, names.afterFeedForward) }
  }
  return summed('layers.out')
}
