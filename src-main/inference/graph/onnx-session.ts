// One open ONNX graph: every rule of opening a session of ONNX Runtime is in this file.
// Knows providers, threads and the table of graph kinds. Does not know paths, sampling or rewards. Import it inside a session
// worker only: a run blocks its thread, and the binding must not be loaded twice in one thread.
import * as ort from 'onnxruntime-node'
import { EspalierError } from '../../contract/errors.ts'
import { deltaOutputs, isDeltaGraph, openDeltaGraph, openDeviceDeltaGraph } from './delta-graph.ts'
import type { Device } from '../device/devices.ts'
import { refusal } from '../device/devices.ts'
import { graphName } from '../model/model-folder.ts'
import type { ModelFolder } from '../model/model-folder.ts'
import type { ModelGraph } from './model-graph.ts'

/** Kinds of graphs, told apart by their inputs; the first that fits is taken. `openOnDevice` is for those that keep outputs there. */
const KINDS: readonly {
  fits: (inputs: readonly string[], folder: ModelFolder) => boolean
  open: (session: ort.InferenceSession, folder: ModelFolder) => ModelGraph
  openOnDevice: (session: ort.InferenceSession, folder: ModelFolder) => Promise<ModelGraph>
}[] = [{ fits: isDeltaGraph, open: openDeltaGraph, openOnDevice: openDeviceDeltaGraph }]

export interface OnnxSession extends ModelGraph {
  readonly device: Device
  release(): Promise<void>
}

/**
 * Opens the graph of a folder on one device. Providers are tried alone, so that a refusal is never hidden by a fall-back.
 * Throws `device-refused`, or `model-broken` where the graph cannot be read or is of no known kind.
 */
export async function openOnnxSession(options: {
  folder: ModelFolder
  device: Device
  threads: number
  /** Beginning of the path of a profile that ONNX Runtime writes until the release; none if left out. */
  profile?: string
}): Promise<OnnxSession> {
  const { folder, device, threads, profile } = options
  // ONNX Runtime for Node keeps outputs on the device with WebGPU alone. It refuses a graph that has not all of them.
  const keeps = device === 'webgpu'
  let session: ort.InferenceSession
  try {
    session = await ort.InferenceSession.create(folder.graphFile, {
      executionProviders: [device],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(keeps ? { preferredOutputLocation: keptOnDevice(folder) } : {}),
      ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
    })
  } catch (cause) {
    // Every machine has a CPU provider, so where it fails, the graph is at fault.
    throw device === 'cpu' ? unreadable(folder, String(cause)) : refusal(device, cause)
  }
  const kind = KINDS.find(({ fits }) => fits(session.inputNames, folder))
  if (!kind) {
    const inputs = session.inputNames.join(', ')
    await session.release()
    throw unknownKind(folder, inputs)
  }
  let graph: ModelGraph
  try {
    graph = await (keeps ? kind.openOnDevice : kind.open)(session, folder)
  } catch (cause) {
    await session.release()
    throw refusal(device, cause)
  }
  return {
    ...graph,
    device,
    async release() {
      if (profile !== undefined) session.endProfiling()
      await graph.release?.()
      await session.release()
    },
  }
}

function keptOnDevice(folder: ModelFolder): Record<string, 'gpu-buffer'> {
  return Object.fromEntries(deltaOutputs(folder).map((name) => [name, 'gpu-buffer']))
}

function unreadable(folder: ModelFolder, details: string): EspalierError {
  return new EspalierError({
    code: 'model-broken',
    message: `The graph ${graphName(folder)} of the model “${folder.name}” cannot be read.`,
    advice: 'Get the file again from where it came, or choose another model.',
    details,
  })
}

function unknownKind(folder: ModelFolder, inputs: string): EspalierError {
  return new EspalierError({
    code: 'model-broken',
    message: `The graph ${graphName(folder)} of the model “${folder.name}” is of a kind that Espalier does not know.`,
    advice: 'Export it as a delta graph with the recipe in models/recipe, or choose another model.',
    details: `inputs: ${inputs}`,
  })
}
