// The delta graph: the whole key-value cache goes in, only the new tokens' keys and values come out, so that nothing that grows
// with the cache is copied per token. Knows its inputs and outputs (models/recipe/export.py writes them). Does not know how
// sessions are opened. Like onnx-session.ts, it belongs inside a session worker only.
import type * as ort from 'onnxruntime-node'
import { openCacheGraphs } from './cache-graphs.ts'
import { openDeviceRows, planesOf, taken } from './device-rows.ts'
import type { DevicePass } from './device-rows.ts'
import { int64Tensor } from './int64-tensor.ts'
import { cacheShape } from './kv-cache.ts'
import type { ModelFolder } from './model-folder.ts'
import type { ModelGraph } from './model-graph.ts'

/** Whether these are the inputs of a delta graph of so many layers: only this kind has `past_lengths`. */
export function isDeltaGraph(inputs: readonly string[], { layers }: Pick<ModelFolder, 'layers'>): boolean {
  const past = planeNames('past_key_values', layers)
  return ['input_ids', 'position_ids', 'past_lengths', ...past].every((name) => inputs.includes(name))
}

/** Outputs that may stay on the device. */
export function deltaOutputs({ layers }: Pick<ModelFolder, 'layers'>): string[] {
  return planeNames('new_key_values', layers)
}

/** A graph whose outputs come to the CPU. */
export function openDeltaGraph(session: ort.InferenceSession, folder: ModelFolder): ModelGraph {
  const pass = openPass(session, folder)
  const shape = cacheShape(folder)
  return {
    async run(batch) {
      const { logits, classes, fresh } = await pass(batch, planesOf(batch, shape))
      const numbers = fresh.map(({ data }) => data as Float32Array)
      return {
        logits,
        classes,
        keys: numbers.filter((_, plane) => plane % 2 === 0),
        values: numbers.filter((_, plane) => plane % 2 === 1),
      }
    },
  }
}

/** A graph whose `deltaOutputs` stay on the device, as what it decodes does. */
export async function openDeviceDeltaGraph(session: ort.InferenceSession, folder: ModelFolder): Promise<ModelGraph> {
  const pass = openPass(session, folder)
  const shape = cacheShape(folder)
  const graphs = await openCacheGraphs(folder.layers * 2)
  const kept = new Set<ReturnType<typeof openDeviceRows>>()
  return {
    async run(batch) {
      const { logits, classes, fresh } = await pass(batch, planesOf(batch, shape))
      return { logits, classes, ...(await taken(graphs, fresh)) }
    },
    keepRows() {
      const rows = openDeviceRows({ shape, pass, graphs })
      kept.add(rows)
      return rows
    },
    async release() {
      for (const rows of kept) rows.release()
      await graphs.release()
    },
  }
}

function openPass(session: ort.InferenceSession, folder: ModelFolder): DevicePass {
  const past = planeNames('past_key_values', folder.layers)
  const fresh = deltaOutputs(folder)
  return async ({ rows, chunk, tokens, pastLengths }, planes) => {
    const places = new Int32Array(rows * chunk)
    for (let row = 0; row < rows; row++) {
      // Only the padding behind a row's own tokens can lie beyond the longest context; its numbers are never read.
      for (let t = 0; t < chunk; t++) {
        places[row * chunk + t] = Math.min(pastLengths[row]! + t, folder.positions - 1)
      }
    }
    const output = await session.run({
      input_ids: int64Tensor(tokens, [rows, chunk]),
      position_ids: int64Tensor(places, [rows, chunk]),
      past_lengths: int64Tensor(pastLengths, [rows]),
      ...Object.fromEntries(past.map((name, plane) => [name, planes[plane]!])),
    })
    const logits = output['logits']!
    return {
      logits: logits.data as Float32Array,
      classes: logits.dims[2]!,
      fresh: fresh.map((name) => output[name]!),
    }
  }
}

/** Keys and values of each layer in turn. */
function planeNames(prefix: string, layers: number): string[] {
  return Array.from({ length: layers }, (_, layer) => layer).flatMap((layer) => [
    `${prefix}.${layer}.key`,
    `${prefix}.${layer}.value`,
  ])
}
