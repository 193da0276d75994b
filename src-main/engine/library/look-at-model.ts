// A look into a model's files: what it is, how large, in which forms it can run, and how its files suggest that it be asked.
// Knows who reads which files. Does not open graphs, and keeps nothing.
import type { ModelFolder } from '../../inference/model/model-folder.ts'
import { readModelFolder } from '../../inference/model/model-folder.ts'
import { recordOf } from '../../inference/model/prompt.ts'
import { weightBytes } from '../../inference/model/weight-files.ts'
import type { ModelLook } from './model-look.ts'
import type { ReadPlace } from './model-reading-calls.ts'

/** Throws `model-missing` or `model-broken`. */
export async function lookAt({ place, role }: ReadPlace): Promise<ModelLook> {
  const folder = await readModelFolder(place, role ?? 'policy')
  const size = await weightBytes(folder.graph)
  const least = size + cacheBytes(folder)
  return {
    name: folder.name,
    role: folder.reward ? 'verifier' : 'policy',
    format: 'onnx',
    architecture: 'LlamaForCausalLM',
    parameters: folder.shape.parameters,
    layers: folder.layers,
    width: folder.shape.attentionWidth,
    positions: folder.positions,
    licence: null,
    bytes: size,
    forms: [
      {
        form: 'as-stored',
        weights: 'float32',
        diskBytes: 0,
        leastBytes: least,
        mostBytes: size + 64 * cacheBytes(folder),
      },
    ],
    prompt: folder.reward ? null : recordOf(folder),
  }
}

/** Keys and values of one row, in single precision. */
function cacheBytes({ layers, keyValueHeads, headSize, positions }: ModelFolder): number {
  return 2 * 4 * layers * keyValueHeads * headSize * positions
}
