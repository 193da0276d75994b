// The delta graph: the whole key-value cache goes in, only the new tokens' keys and values come out, so that nothing that grows
// with the cache is copied per token. Knows its inputs and outputs (models/recipe/export.py writes them). Does not know how
// sessions are opened. Like onnx-session.ts, it belongs inside a session worker only.
import * as ort from 'onnxruntime-node'
import type { ModelFolder } from './model-folder.ts'
import type { ModelGraph } from './model-graph.ts'

/** Whether these are the inputs of a delta graph of so many layers: only this kind has `past_lengths`. */
export function isDeltaGraph(inputs: readonly string[], { layers }: Pick<ModelFolder, 'layers'>): boolean {
  return ['input_ids', 'position_ids', 'past_lengths', ...pastNames(layers)].every((name) => inputs.includes(name))
}

export function openDeltaGraph(session: ort.InferenceSession, folder: ModelFolder): ModelGraph {
  const layers = Array.from({ length: folder.layers }, (_, layer) => layer)
  const past = pastNames(folder.layers)
  return {
    async run({ rows, chunk, positions, tokens, pastLengths, keys, values }) {
      const places = new Int32Array(rows * chunk)
      for (let row = 0; row < rows; row++) {
        // Only the padding behind a row's own tokens can lie beyond the longest context; its numbers are never read.
        for (let t = 0; t < chunk; t++) {
          places[row * chunk + t] = Math.min(pastLengths[row]! + t, folder.positions - 1)
        }
      }
      const cache = [rows, folder.keyValueHeads, positions, folder.headSize]
      const feeds: Record<string, ort.Tensor> = {
        input_ids: new ort.Tensor('int64', wide(tokens), [rows, chunk]),
        position_ids: new ort.Tensor('int64', wide(places), [rows, chunk]),
        past_lengths: new ort.Tensor('int64', wide(pastLengths), [rows]),
      }
      for (const layer of layers) {
        feeds[past[layer * 2]!] = new ort.Tensor('float32', keys[layer]!, cache)
        feeds[past[layer * 2 + 1]!] = new ort.Tensor('float32', values[layer]!, cache)
      }
      const output = await session.run(feeds)
      const floats = (name: string) => output[name]!.data as Float32Array
      return {
        logits: floats('logits'),
        classes: output['logits']!.dims[2]!,
        keys: layers.map((layer) => floats(`new_key_values.${layer}.key`)),
        values: layers.map((layer) => floats(`new_key_values.${layer}.value`)),
      }
    },
  }
}

function pastNames(layers: number): string[] {
  return Array.from({ length: layers }, (_, layer) => layer).flatMap((layer) => [
    `past_key_values.${layer}.key`,
    `past_key_values.${layer}.value`,
  ])
}

/** Non-negative 32-bit integers as 64-bit ones, without a BigInt each: the low words, on a little-endian machine as all of ours are. */
function wide(values: Int32Array): BigInt64Array {
  const result = new BigInt64Array(values.length)
  const words = new Int32Array(result.buffer)
  for (let index = 0; index < values.length; index++) words[index * 2] = values[index]!
  return result
}
