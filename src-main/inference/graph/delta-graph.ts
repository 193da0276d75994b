// The delta graph: the whole key-value cache goes in, only the new tokens' keys and values come out, so that nothing that grows
// with the cache is copied per token. Knows its inputs and outputs (graph-writer.ts writes them). Does not know how sessions are
// opened. Like onnx-session.ts, it belongs inside a session worker only.
import type * as ort from 'onnxruntime-node'
import { openCacheGraphs } from './cache-graphs.ts'
import { misfitOf } from './graph-fit.ts'
import { openDeviceRows, planesOf, taken } from './rows-on-device.ts'
import type { DevicePass } from './rows-on-device.ts'
import type { GraphKind } from './graph-kind.ts'
import { int64Tensor } from './int64-tensor.ts'
import { cacheShape } from './cache-shape.ts'
import type { ModelFolder } from '../model/model-folder.ts'
import type { Batch, ModelGraph } from './model-graph.ts'

const PLACES = 'logit_places'
/** Only where the vocabulary is large. */
const MASSES = 'block_masses'
const IN_ONE_PIECE = 'new_key_values'

export const DELTA_GRAPH: GraphKind = {
  misfit: misfitOf,
  keptOnDevice: deltaOutputs,
  open: (session, folder, { kept }) => (kept ? openDeviceDeltaGraph : openDeltaGraph)(session, folder),
}

/** Outputs that may stay on the device. */
function deltaOutputs({ layers }: Pick<ModelFolder, 'layers'>): string[] {
  return planeNames('new_key_values', layers)
}

/** A graph whose outputs come to the CPU. */
function openDeltaGraph(session: ort.InferenceSession, folder: ModelFolder): ModelGraph {
  const shape = cacheShape(folder)
  const pass = openPass(session, folder, [IN_ONE_PIECE])
  const planesFor = rememberedPlanes((batch) => planesOf(batch, shape))
  return {
    async run(batch) {
      const { fresh, ...answer } = await pass(batch, planesFor(batch))
      const planes = partsOf(fresh[0]!.data as Float32Array, folder.layers * 2)
      return {
        ...answer,
        keys: planes.filter((_, plane) => plane % 2 === 0),
        values: planes.filter((_, plane) => plane % 2 === 1),
      }
    },
  }
}

/** A graph whose `deltaOutputs` stay on the device, as what it decodes does. */
async function openDeviceDeltaGraph(session: ort.InferenceSession, folder: ModelFolder): Promise<ModelGraph> {
  const pass = openPass(session, folder, deltaOutputs(folder))
  const shape = cacheShape(folder)
  const graphs = await openCacheGraphs(folder.layers * 2)
  const kept = new Set<ReturnType<typeof openDeviceRows>>()
  return {
    async run(batch) {
      const { fresh, ...answer } = await pass(batch, planesOf(batch, shape))
      return { ...answer, ...(await taken(graphs, fresh)) }
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

function openPass(session: ort.InferenceSession, folder: ModelFolder, fresh: readonly string[]): DevicePass {
  const past = planeNames('past_key_values', folder.layers)
  const tellsMasses = session.outputNames.includes(MASSES)
  // Outputs that are not named are not copied out of ONNX Runtime.
  const wanted = ['logits', ...(tellsMasses ? [MASSES] : []), ...fresh]
  return async ({ rows, chunk, tokens, pastLengths, places }, planes) => {
    const positions = new Int32Array(rows * chunk)
    for (let row = 0; row < rows; row++) {
      // Only the padding behind a row's own tokens can lie beyond the longest context; its numbers are never read.
      for (let t = 0; t < chunk; t++) {
        positions[row * chunk + t] = Math.min(pastLengths[row]! + t, folder.positions - 1)
      }
    }
    const feeds: Record<string, ort.Tensor> = {
      input_ids: int64Tensor(tokens, [rows, chunk]),
      position_ids: int64Tensor(positions, [rows, chunk]),
      past_lengths: int64Tensor(pastLengths, [rows]),
      [PLACES]: int64Tensor(places, [places.length]),
    }
    past.forEach((name, plane) => (feeds[name] = planes[plane]!))
    const output = await session.run(feeds, wanted)
    return {
      logits: output['logits']!.data as Float32Array,
      classes: output['logits']!.dims.at(-1)!,
      masses: tellsMasses ? (output[MASSES]!.data as Float32Array) : null,
      fresh: fresh.map((name) => output[name]!),
    }
  }
}

/** Makes the tensors over a cache anew only where it has given other views of itself. */
function rememberedPlanes(make: (batch: Batch) => readonly ort.Tensor[]): (batch: Batch) => readonly ort.Tensor[] {
  const known = new WeakMap<Batch['keys'], readonly ort.Tensor[]>()
  return (batch) => {
    const planes = known.get(batch.keys) ?? make(batch)
    known.set(batch.keys, planes)
    return planes
  }
}

function partsOf(numbers: Float32Array, count: number): Float32Array[] {
  const size = numbers.length / count
  return Array.from({ length: count }, (_, part) => numbers.subarray(part * size, (part + 1) * size))
}

/** Keys and values of each layer in turn. */
function planeNames(prefix: string, layers: number): string[] {
  return Array.from({ length: layers }, (_, layer) => layer).flatMap((layer) => [
    `${prefix}.${layer}.key`,
    `${prefix}.${layer}.value`,
  ])
}
