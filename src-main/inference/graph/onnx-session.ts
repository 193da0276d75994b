// One open ONNX graph: every rule of opening a session of ONNX Runtime is in this file.
// Knows providers, threads and the table of graph kinds. Does not know paths, sampling or rewards. Import it inside a session
// worker only: a run blocks its thread, and the binding must not be loaded twice in one thread.
import * as ort from 'onnxruntime-node'
import { EspalierError } from '../../contract/errors.ts'
import type { Device } from '../device/devices.ts'
import { refusal } from '../device/devices.ts'
import { graphName } from '../model/model-folder.ts'
import type { ModelFolder } from '../model/model-folder.ts'
import { DELTA_GRAPH } from './delta-graph.ts'
import type { GraphKind } from './graph-kind.ts'
import { readGraphNames } from './graph-names.ts'
import type { GraphNames } from './graph-names.ts'
import type { ModelGraph } from './model-graph.ts'

/** Kinds of graphs; the first that fits is taken. */
const KINDS: readonly GraphKind[] = [DELTA_GRAPH]

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
  const names = namesIn(folder)
  const kind = KINDS.find(({ fits }) => fits(names, folder))
  if (!kind) throw unknownKind(folder, names)
  // ONNX Runtime for Node keeps outputs on the device with WebGPU alone. It refuses a graph that has not all of them.
  const outputs = device === 'webgpu' ? kind.keptOnDevice(folder) : []
  const kept = outputs.length > 0
  let session: ort.InferenceSession
  try {
    session = await ort.InferenceSession.create(folder.graphFile, {
      executionProviders: [device],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(kept ? { preferredOutputLocation: onDevice(outputs) } : {}),
      ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
    })
  } catch (cause) {
    // Every machine has a CPU provider, so where it fails, the graph is at fault.
    throw device === 'cpu' ? unreadable(folder, String(cause)) : refusal(device, cause)
  }
  let graph: ModelGraph
  try {
    graph = await kind.open(session, folder, { kept })
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

function onDevice(outputs: readonly string[]): Record<string, 'gpu-buffer'> {
  return Object.fromEntries(outputs.map((name) => [name, 'gpu-buffer']))
}

function namesIn(folder: ModelFolder): GraphNames {
  try {
    return readGraphNames(folder.graphFile)
  } catch (cause) {
    throw unreadable(folder, String(cause))
  }
}

function unreadable(folder: ModelFolder, details: string): EspalierError {
  return new EspalierError({
    code: 'model-broken',
    message: `The graph ${graphName(folder)} of the model “${folder.name}” cannot be read.`,
    advice: 'Get the file again from where it came, or choose another model.',
    details,
  })
}

function unknownKind(folder: ModelFolder, { inputs }: GraphNames): EspalierError {
  return new EspalierError({
    code: 'model-broken',
    message: `The graph ${graphName(folder)} of the model “${folder.name}” is of a kind that Espalier does not know.`,
    advice: 'Export it as a delta graph with the recipe in models/recipe, or choose another model.',
    details: `inputs: ${inputs.join(', ')}`,
  })
}
