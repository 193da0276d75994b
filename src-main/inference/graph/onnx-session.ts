// One open ONNX graph: every rule of opening a session of ONNX Runtime is in this file.
// Knows providers, threads and the table of graph kinds. Does not know paths, sampling or rewards, or where a graph comes from
// (opened-graph.ts). Import it inside a session worker only: a run blocks its thread, and the binding must not be loaded twice in one
// thread.
import * as ort from 'onnxruntime-node'
import { EspalierError } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { Device } from '../device/devices.ts'
import { refusal } from '../device/devices.ts'
import type { ModelFolder } from '../model/model-folder.ts'
import { openNativeSession } from '../native/native-session.ts'
import type { GraphValue, GraphValues } from './graph-fit.ts'
import type { FileGraphKind } from './graph-kind.ts'
import { worksInPlace } from './in-place-check.ts'
import { openInPlaceGraph } from './in-place-graph.ts'
import { writeInPlaceGraph } from './in-place-writer.ts'
import type { Batch, ModelGraph, Output } from './model-graph.ts'
import { openGraph, unreadable } from './opened-graph.ts'
import type { OpenedGraph } from './opened-graph.ts'
import { roundsFactors } from './whole-check.ts'
import { PAST_GRAPH } from './past-graph.ts'

/** Kinds of graphs that come in files; the first that fits is taken. */
const KINDS: readonly FileGraphKind[] = [PAST_GRAPH]

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
  /** Whether passes may work on the cache where it lies, if the graph is written here and this machine can; yes if left out. */
  inPlace?: boolean
  /** What `openInPlace` gives for this folder, where somebody has begun with it. */
  begun?: Promise<OnnxSession | null> | null
}): Promise<OnnxSession> {
  const { folder, device, threads, profile } = options
  const begins = device === 'cpu' && options.inPlace !== false && folder.role === 'policy'
  const inPlace = await (options.begun ?? (begins ? openInPlace(folder, { threads, profile }) : null))
  if (inPlace) return inPlace
  const opened = await openGraph(folder, KINDS, device)
  const { kind, names } = opened
  // A device refuses a graph that lacks what is to stay on it, so what the names tell is looked at before.
  if (names) checkFit(opened, folder, { inputs: names.inputs.map(named), outputs: names.outputs.map(named) })
  // ONNX Runtime for Node keeps outputs on the device with WebGPU alone. It refuses a graph that has not all of them.
  const outputs = device === 'webgpu' ? kind.keptOnDevice(folder) : []
  const kept = outputs.length > 0
  let session: ort.InferenceSession
  try {
    session = await opened.create(ort, {
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
    throw device === 'cpu' ? unreadable(folder, opened, cause) : refusal(device, cause)
  }
  let graph: ModelGraph
  try {
    checkFit(opened, folder, shapesOf(session))
    graph = await kind.open(session, folder, { kept })
  } catch (cause) {
    await session.release()
    throw cause instanceof EspalierError ? cause : refusal(device, cause)
  }
  return {
    ...graph,
    run: device === 'cpu' ? refusedAtFirst(graph, folder, opened) : (batch) => graph.run(batch),
    device,
    async release() {
      if (profile !== undefined) session.endProfiling()
      await graph.release?.()
      await session.release()
    },
  }
}

/**
 * A policy's graph that works in place; null where the graph is none that is written here, or ONNX Runtime cannot be called so on this
 * machine or refuses it. Not for a reward model, whose steps go through in chunks side by side. Throws `model-broken` where a tensor is
 * missing or is not what config.json says.
 */
export async function openInPlace(
  { graph, place }: Pick<ModelFolder, 'graph' | 'place'>,
  { threads, profile }: { threads: number; profile?: string | undefined },
): Promise<OnnxSession | null> {
  if (graph.kind !== 'checkpoint') return null
  const { design, checkpoint } = graph
  const { bytes, settings, head } = writeInPlaceGraph({
    design,
    checkpoint,
    model: place,
    rounding: await roundsFactors(graph, 'cpu'),
  })
  try {
    // Whether it works is found out while the weights are laid out.
    const [works, session] = await Promise.all([
      worksInPlace(),
      openNativeSession(bytes, { threads, settings, ...(profile === undefined ? {} : { profile }) }),
    ])
    try {
      if (!works) throw new Error('The library computes other numbers than it should.')
      const opened = openInPlaceGraph(session, design, head)
      const release = async () => {
        await opened.release?.()
        session.release()
      }
      return { ...opened, device: 'cpu', release }
    } catch (error) {
      session.release()
      throw error
    }
  } catch {
    return null
  }
}

function checkFit(opened: OpenedGraph, folder: ModelFolder, values: GraphValues): void {
  const misfit = opened.kind.misfit(values, folder)
  if (misfit === null) return
  throw new EspalierError({
    code: 'model-broken',
    message: `The model “${folder.name}” cannot be used: ${misfit}.`,
    advice: 'Get the folder again from where it came, or choose another model.',
    details: opened.details,
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
function refusedAtFirst(
  graph: ModelGraph,
  folder: ModelFolder,
  opened: OpenedGraph,
): (batch: Batch) => Promise<Output> {
  let proven = false
  return async (batch) => {
    try {
      const output = await graph.run(batch)
      proven = true
      return output
    } catch (cause) {
      throw proven ? cause : refusedPass(folder, opened, cause)
    }
  }
}

function refusedPass({ name }: ModelFolder, { called, details }: OpenedGraph, cause: unknown): EspalierError {
  const report: ErrorReport = {
    code: 'model-broken',
    message: `${called} of the model “${name}” refuses its first pass; config.json may not fit it.`,
    advice: 'Get the folder again from where it came, or choose another model.',
    details: `${details}: ${String(cause)}`,
  }
  return new EspalierError(report, { cause })
}

function onDevice(outputs: readonly string[]): Record<string, 'gpu-buffer'> {
  return Object.fromEntries(outputs.map((name) => [name, 'gpu-buffer']))
}
