// One open ONNX graph: every rule of opening and running a session of ONNX Runtime is in this file.
// Knows the delta graph: the whole key-value cache goes in, only the new tokens' keys and values come out, so that nothing is
// copied per token. Does not know paths, sampling or rewards. Import it inside a session worker only: a run blocks its thread,
// and the binding must not be loaded twice in one thread.
import * as ort from 'onnxruntime-node'
import { EspalierError } from '../contract/errors.ts'
import type { Device } from './devices.ts'
import { refusal } from './devices.ts'
import type { ModelFolder } from './model-folder.ts'

/** What goes through the model in one pass: `rows` sequences with `chunk` new tokens each, padded on the right. */
export interface Batch {
  rows: number
  chunk: number
  /** Positions that each row of the cache has room for; multiples of 64, see kv-cache.ts. */
  positions: number
  /** [rows, chunk] */
  tokens: BigInt64Array
  /** Valid cache positions of each row: [rows]. New token t of a row stands at position pastLengths[row] + t. */
  pastLengths: BigInt64Array
  /** By layer: [rows, heads, positions, headSize], keys after rotary embedding. */
  keys: readonly Float32Array[]
  values: readonly Float32Array[]
}

/** What came out. */
export interface Output {
  /** [rows, chunk, classes] */
  logits: Float32Array
  classes: number
  /** By layer: [rows, heads, chunk, headSize]. */
  keys: Float32Array[]
  values: Float32Array[]
}

export interface OnnxSession {
  readonly device: Device
  run(batch: Batch): Promise<Output>
  release(): Promise<void>
}

/**
 * Opens the graph of a folder on one device. Providers are tried alone, so that a refusal is never hidden by a fall-back.
 * Throws `device-refused`, or `model-broken` where the graph is not a delta graph.
 */
export async function openOnnxSession(options: {
  folder: ModelFolder
  device: Device
  threads: number
}): Promise<OnnxSession> {
  const { folder, device, threads } = options
  let session: ort.InferenceSession
  try {
    session = await ort.InferenceSession.create(folder.graphFile, {
      executionProviders: [device],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    })
  } catch (cause) {
    throw refusal(device, cause)
  }
  const layers = Array.from({ length: folder.layers }, (_, layer) => layer)
  const wanted = [
    'input_ids',
    'position_ids',
    'past_lengths',
    ...layers.flatMap((layer) => [`past_key_values.${layer}.key`, `past_key_values.${layer}.value`]),
  ]
  const absent = wanted.find((name) => !session.inputNames.includes(name))
  if (absent !== undefined) {
    await session.release()
    throw new EspalierError({
      code: 'model-broken',
      message: `The graph of the model “${folder.name}” has no input “${absent}”, so it is not a delta graph.`,
      advice: 'Export it with the recipe in models/recipe, or choose another model.',
      details: `inputs: ${session.inputNames.join(', ')}`,
    })
  }

  return {
    device,
    async run({ rows, chunk, positions, tokens, pastLengths, keys, values }) {
      const places = new BigInt64Array(rows * chunk)
      for (let row = 0; row < rows; row++) {
        for (let t = 0; t < chunk; t++) places[row * chunk + t] = pastLengths[row]! + BigInt(t)
      }
      const cache = [rows, folder.keyValueHeads, positions, folder.headSize]
      const feeds: Record<string, ort.Tensor> = {
        input_ids: new ort.Tensor('int64', tokens, [rows, chunk]),
        position_ids: new ort.Tensor('int64', places, [rows, chunk]),
        past_lengths: new ort.Tensor('int64', pastLengths, [rows]),
      }
      for (const layer of layers) {
        feeds[`past_key_values.${layer}.key`] = new ort.Tensor('float32', keys[layer]!, cache)
        feeds[`past_key_values.${layer}.value`] = new ort.Tensor('float32', values[layer]!, cache)
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
    release: () => session.release(),
  }
}
