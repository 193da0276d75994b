// What every graph over a checkpoint has, whatever it does with the cache: its weights, its embedding, and how it is opened.
// Knows where weights are told from. Does not know attention, or which graph it is.
import type { ModelDesign } from '../architecture/design.ts'
import type { Checkpoint } from '../weights/checkpoint.ts'
import { neededTensor } from '../weights/needed-tensor.ts'
import { openWrittenGraph } from './written-graph.ts'
import type { WrittenGraph } from './written-graph.ts'
import type { LayerWriting } from './written-layer.ts'
import { commonFolder, openWrittenWeights } from './written-weights.ts'

export interface GraphOverWeights {
  /** The graph as ONNX, without the weights. */
  bytes: Uint8Array
  /** The folder that the places of its weights are told from. */
  folder: string
  /** Settings of its session, `extra.session`: that folder, and that ONNX Runtime makes numbers of blocks single ones once. */
  settings: { model_external_initializers_file_folder_path: string; disable_quant_qdq: string }
}

/** What a graph is written over. */
export interface WrittenOver {
  design: ModelDesign
  checkpoint: Checkpoint
  /** The model's path, for messages. */
  model: string
  /**
   * Whether factors of matrices in blocks may be rounded to 8 bits; then these stay in blocks in memory, and few rows are several
   * times as fast, but logits move by some tenths. Else they take four bytes a weight in memory, and their products are exact.
   */
  rounding?: boolean
}

/** `packing`: whether the device lays matrices out anew for its products. `joining`: whether products of the same numbers may become one. */
export function openLayerWriting(
  { design, checkpoint, model, rounding = false }: WrittenOver,
  { packing, joining }: { packing: boolean; joining: boolean },
): LayerWriting & { finish: () => GraphOverWeights } {
  const folder = commonFolder(checkpoint, model)
  const graph = openWrittenGraph()
  const weights = openWrittenWeights(graph, { checkpoint, folder, model, rounding, packing, joining })
  const embeddings = design.prefixes.map((prefix) => `${prefix}${design.names.embedding}.weight`)
  const found = embeddings.findIndex((name) => checkpoint.tensors.has(name))
  if (found < 0) neededTensor(checkpoint, embeddings[0]!, { model })
  return {
    graph,
    // Where GGUF has added the 1 to the norms, nobody may add it again.
    design: checkpoint.normsHoldOne ? { ...design, norm: { ...design.norm, addsOne: false } } : design,
    weights,
    prefix: design.prefixes[found]!,
    finish: () => ({
      bytes: graph.bytes(`espalier_${design.architecture}`),
      folder,
      settings: { model_external_initializers_file_folder_path: folder, disable_quant_qdq: '1' },
    }),
  }
}

/** [tokens, width] */
export function writeEmbedding({ graph, design, weights, prefix }: LayerWriting): string {
  const { width, vocabulary, embeddingScale, names } = design
  const ids = graph.add('Reshape', 'embedding.ids', ['input_ids', graph.integers(-1)])
  const matrix = { name: `${prefix}${names.embedding}.weight`, outputs: vocabulary, inputs: width }
  const rows = weights.rows('embedding.rows', ids, matrix)
  return embeddingScale === 1 ? rows : graph.add('Mul', 'embedding.scaled', [rows, graph.number(embeddingScale)])
}

/** Gives `name` = `x`, whose first axis is of tokens, as [rows, chunk, ...sizes]. */
export function openTokenShapes(graph: WrittenGraph): (name: string, x: string, ...sizes: number[]) => string {
  const known = new Map<string, string>()
  const shape = graph.add('Shape', 'pass.shape', ['input_ids'])
  return (name, x, ...sizes) => {
    const key = ['pass.shape', ...sizes].join('.')
    const whole = known.get(key) ?? graph.add('Concat', key, [shape, graph.integers(...sizes)], { axis: 0 })
    known.set(key, whole)
    return graph.add('Reshape', name, [x, whole])
  }
}
