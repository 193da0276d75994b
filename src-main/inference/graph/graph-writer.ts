// Writes the delta graph of a model (delta-graph.ts runs it): the whole cache goes in, only the new tokens' keys and values come out.
// Knows inputs, outputs and the order of the parts. Does not know what the parts are made of, or where the graph is opened.
//
// Between the parts stand all tokens of the pass in one column, [tokens, width], because the operator that takes matrices as
// transformers lays them, [outputs, inputs], on every device wants two axes.
import type { ModelDesign } from '../architecture/design.ts'
import type { Checkpoint } from '../weights/checkpoint.ts'
import { neededTensor } from '../weights/needed-tensor.ts'
import { writeAttention } from './written-attention.ts'
import { writeFeedForward } from './written-feed-forward.ts'
import { openWrittenGraph } from './written-graph.ts'
import type { WrittenGraph } from './written-graph.ts'
import { writeHead } from './written-head.ts'
import { inLayer, normed } from './written-layer.ts'
import type { Writing } from './written-layer.ts'
import { openWrittenMasks } from './written-masks.ts'
import { openWrittenRotary } from './written-rotary.ts'
import { commonFolder, openWrittenWeights } from './written-weights.ts'

export interface DeltaGraph {
  /** The graph as ONNX, without the weights. */
  bytes: Uint8Array
  /** The folder that the places of its weights are told from. */
  folder: string
  /** Settings of its session, `extra.session`: that folder, and that ONNX Runtime makes numbers of blocks single ones once. */
  settings: { model_external_initializers_file_folder_path: string; disable_quant_qdq: string }
}

/**
 * `model`: the model's path, for messages. `positions`: the longest context that it is run with, at most the design's. `rounding`:
 * whether factors of matrices in blocks may be rounded to 8 bits; then these stay in blocks in memory, and few rows are several
 * times as fast, but logits move by some tenths. Else they take four bytes a weight in memory, and their products are exact. `packing`:
 * whether the device lays matrices out anew for its products, as the CPU does.
 * Throws `model-broken` where a tensor is missing or is not what config.json says.
 */
export function writeDeltaGraph({
  design,
  checkpoint,
  model,
  positions = design.positions,
  rounding = false,
  packing = true,
}: {
  design: ModelDesign
  checkpoint: Checkpoint
  model: string
  positions?: number
  rounding?: boolean
  packing?: boolean
}): DeltaGraph {
  const folder = commonFolder(checkpoint, model)
  // Where GGUF has added the 1 to the norms, nobody may add it again.
  const held = checkpoint.normsHoldOne ? { ...design, norm: { ...design.norm, addsOne: false } } : design
  const writing = openWriting(held, checkpoint, { folder, model, positions, rounding, packing })
  writeInputs(writing)
  writeHead(writing, writeLayers(writing, writeEmbedding(writing)))
  writeFreshPlanes(writing)
  return {
    bytes: writing.graph.bytes(`espalier_${design.architecture}`),
    folder,
    settings: { model_external_initializers_file_folder_path: folder, disable_quant_qdq: '1' },
  }
}

function openWriting(
  design: ModelDesign,
  checkpoint: Checkpoint,
  { positions, ...place }: { folder: string; model: string; positions: number; rounding: boolean; packing: boolean },
): Writing {
  const graph = openWrittenGraph()
  const weights = openWrittenWeights(graph, { checkpoint, ...place })
  const embeddings = design.prefixes.map((prefix) => `${prefix}${design.names.embedding}.weight`)
  const found = embeddings.findIndex((name) => checkpoint.tensors.has(name))
  if (found < 0) neededTensor(checkpoint, embeddings[0]!, place)
  return {
    graph,
    design,
    weights,
    masks: openWrittenMasks(graph),
    rotary: openWrittenRotary(graph, { design, order: checkpoint.rotary, positions }),
    prefix: design.prefixes[found]!,
    inHeads: openHeadShapes(graph),
  }
}

function openHeadShapes(graph: WrittenGraph): Writing['inHeads'] {
  const known = new Map<string, string>()
  const shape = graph.add('Shape', 'pass.shape', ['input_ids'])
  return (name, x, count, size) => {
    const key = `pass.shape.${count}.${size}`
    const whole = known.get(key) ?? graph.add('Concat', key, [shape, graph.integers(count, size)], { axis: 0 })
    known.set(key, whole)
    return graph.add('Reshape', name, [x, whole])
  }
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

/** [tokens, width] */
function writeEmbedding({ graph, design, weights, prefix }: Writing): string {
  const { width, vocabulary, embeddingScale, names } = design
  const ids = graph.add('Reshape', 'embedding.ids', ['input_ids', graph.integers(-1)])
  const matrix = { name: `${prefix}${names.embedding}.weight`, outputs: vocabulary, inputs: width }
  const rows = weights.rows('embedding.rows', ids, matrix)
  return embeddingScale === 1 ? rows : graph.add('Mul', 'embedding.scaled', [rows, graph.number(embeddingScale)])
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
