// One open ONNX graph: every rule of opening a session of ONNX Runtime is in this file.
// Knows providers, threads and the table of graph kinds. Does not know paths, sampling or rewards. Import it inside a session
// worker only: a run blocks its thread, and the binding must not be loaded twice in one thread.
import * as ort from 'onnxruntime-node'
import { EspalierError } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { Device } from '../device/devices.ts'
import { refusal } from '../device/devices.ts'
import { graphName } from '../model/model-folder.ts'
import type { ModelFolder } from '../model/model-folder.ts'
import type { GraphValue, GraphValues } from './delta-graph-fit.ts'
import { DELTA_GRAPH } from './delta-graph.ts'
import type { GraphKind } from './graph-kind.ts'
import { readGraphNames } from './graph-names.ts'
import type { GraphNames } from './graph-names.ts'
import type { Batch, ModelGraph, Output } from './model-graph.ts'
import { PAST_GRAPH } from './past-graph.ts'

/** Kinds of graphs; the first that fits is taken. */
const KINDS: readonly GraphKind[] = [DELTA_GRAPH, PAST_GRAPH]

export interface OnnxSession extends ModelGraph {
  readonly device: Device
  release(): Promise<void>
}

/**
 * Opens the graph of a folder on one device. Providers are tried alone, so that a refusal is never hidden by a fall-back.
 * Throws `device-refused`, or `model-broken` where the graph cannot be read, is of no known kind, or is not what its folder says.
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
  const kind = KINDS.find(({ fits }) => fits(names))
  if (!kind) throw unknownKind(folder, names)
  // A device refuses a graph that lacks what is to stay on it, so what the names tell is looked at before.
  checkFit(kind, folder, { inputs: names.inputs.map(named), outputs: names.outputs.map(named) })
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
    checkFit(kind, folder, shapesOf(session))
    graph = await kind.open(session, folder, { kept })
  } catch (cause) {
    await session.release()
    throw cause instanceof EspalierError ? cause : refusal(device, cause)
  }
  return {
    ...graph,
    run: device === 'cpu' ? refusedAtFirst(graph, folder) : (batch) => graph.run(batch),
    device,
    async release() {
      if (profile !== undefined) session.endProfiling()
      await graph.release?.()
      await session.release()
    },
  }
}

function checkFit(kind: GraphKind, folder: ModelFolder, values: GraphValues): void {
  const misfit = kind.misfit(values, folder)
  if (misfit === null) return
  throw new EspalierError({
    code: 'model-broken',
    message: `The model “${folder.name}” cannot be used: ${misfit}.`,
    advice: 'Get the folder again from where it came, or choose another model.',
    details: folder.graphFile,
  })
}

function named(name: string): GraphValue {
  return { name }
}

function shapesOf({ inputMetadata, outputMetadata }: ort.InferenceSession): GraphValues {
  const valueOf = (value: ort.InferenceSession.ValueMetadata) =>
    value.isTensor ? { name: value.name, shape: value.shape } : { name: value.name }
  return { inputs: inputMetadata.map(valueOf), outputs: outputMetadata.map(valueOf) }
}

/** Passes of a graph, whose refusal says that the folder is wrong as long as none has come through. */
function refusedAtFirst(graph: ModelGraph, folder: ModelFolder): (batch: Batch) => Promise<Output> {
  let proven = false
  return async (batch) => {
    try {
      const output = await graph.run(batch)
      proven = true
      return output
    } catch (cause) {
      throw proven ? cause : refusedPass(folder, cause)
    }
  }
}

function refusedPass(folder: ModelFolder, cause: unknown): EspalierError {
  const report: ErrorReport = {
    code: 'model-broken',
    message: `The graph ${graphName(folder)} of the model “${folder.name}” refuses its first pass; config.json may not fit it.`,
    advice: 'Get the folder again from where it came, or choose another model.',
    details: `${folder.graphFile}: ${String(cause)}`,
  }
  return new EspalierError(report, { cause })
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
    advice: 'Take an export for text generation with past keys and values, or choose another model.',
    details: `inputs: ${inputs.join(', ')}`,
  })
}
