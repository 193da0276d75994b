// The graph files that a model's folder may hold.
// Knows their names. Does not know what is in them, or which of them a model uses (model-folder.ts).
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Dtype } from '../../contract/model.ts'

/** What stands behind `model` in the name of a graph file, as in transformers.js (utils/dtypes.js). */
const SUFFIX: Record<Dtype, string> = {
  fp32: '',
  fp16: '_fp16',
  int8: '_int8',
  uint8: '_uint8',
  q8: '_quantized',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
}

/** What graph files are called: by most tools, and by optimum before version 2. */
const NAMES = ['model', 'decoder_model_merged']

/** Where the graph of a form belongs, from the folder. */
export function graphFor(dtype: Dtype): string {
  return `onnx/model${SUFFIX[dtype]}.onnx`
}

/** The graph file of a form, which may also lie at the top of the folder; null if there is none. */
export function findGraph(folder: string, dtype: Dtype): string | null {
  const files = NAMES.map((name) => `${name}${SUFFIX[dtype]}.onnx`)
  const places = files.flatMap((file) => [join(folder, 'onnx', file), join(folder, file)])
  return places.find((place) => existsSync(place)) ?? null
}

/** The forms in which the folder has a graph, the most exact one first. */
export function graphForms(folder: string): readonly Dtype[] {
  return Dtype.options.filter((dtype) => findGraph(folder, dtype) !== null)
}

/** A graph file by its name inside the folder. */
export function graphName(path: string): string {
  const name = basename(path)
  return basename(dirname(path)) === 'onnx' ? `onnx/${name}` : name
}
