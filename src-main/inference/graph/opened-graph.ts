// A graph as ONNX Runtime is given it: a file, or bytes that the program has written over a checkpoint.
// Knows how each is opened, which device lays weights out anew, and what a person calls it. Does not know what the graph computes.
import type * as ort from 'onnxruntime-node'
import { EspalierError } from '../../contract/errors.ts'
import type { Device } from '../device/devices.ts'
import { graphName } from '../model/graph-file.ts'
import type { ModelFolder } from '../model/model-folder.ts'
import type { CheckpointSource } from '../model/graph-source.ts'
import { brokenModel } from '../weights/model-faults.ts'
import { DELTA_GRAPH } from './delta-graph.ts'
import { writeDeltaGraph } from './graph-writer.ts'
import type { FileGraphKind, GraphKind } from './graph-kind.ts'
import { readGraphNames } from './graph-names.ts'
import type { GraphNames } from './graph-names.ts'
import { roundsFactors } from './whole-check.ts'

export interface OpenedGraph {
  kind: GraphKind
  /** Null for a graph that was written here: what it says of itself needs no check. */
  names: GraphNames | null
  create: (
    library: Pick<typeof ort, 'InferenceSession'>,
    options: ort.InferenceSession.SessionOptions,
  ) => Promise<ort.InferenceSession>
  /** Such as “The graph onnx/model.onnx”, at the beginning of a sentence. */
  called: string
  /** For a bug report. */
  details: string
}

const LAY_OUT = 'Add the model to the program, which does so once.'

/** Finds the kind of a folder's graph, or writes it for a device. Rejects with `model-broken`. */
export async function openGraph(
  folder: ModelFolder,
  kinds: readonly FileGraphKind[],
  device: Device,
): Promise<OpenedGraph> {
  const { graph } = folder
  if (graph.kind === 'checkpoint')
    return writtenGraph(folder, graph, { device, rounding: await roundsFactors(graph, device) })
  if (graph.kind === 'gguf') {
    throw brokenModel(folder.place, 'its weights have not been laid out for this program yet', folder.place, LAY_OUT)
  }
  const { path } = graph
  const names = namesIn(folder, path)
  const kind = kinds.find(({ fits }) => fits(names))
  if (!kind) throw unknownKind(folder, path, names)
  return {
    kind,
    names,
    create: ({ InferenceSession }, options) => InferenceSession.create(path, options),
    called: `The graph ${graphName(path)}`,
    details: path,
  }
}

/**
 * The device reads the weights where they lie: ONNX Runtime is told the folder that their places are told from. Where the weights were
 * rounded to be small and fast, the other factors of their products are rounded too.
 */
function writtenGraph(
  { name, place }: ModelFolder,
  { design, checkpoint }: CheckpointSource,
  { device, rounding }: { device: Device; rounding: boolean },
): OpenedGraph {
  const { bytes, folder, settings } = writeDeltaGraph({
    design,
    checkpoint,
    model: place,
    rounding,
    packing: device === 'cpu',
  })
  return {
    kind: DELTA_GRAPH,
    names: null,
    create: ({ InferenceSession }, options) =>
      InferenceSession.create(bytes, {
        ...options,
        extra: { session: settings },
      }),
    called: 'The graph over the weights',
    details: `${name}: ${folder}`,
  }
}

/** What is told of a graph that ONNX Runtime cannot open. */
export function unreadable(
  { name }: ModelFolder,
  { called, details }: Pick<OpenedGraph, 'called' | 'details'>,
  cause: unknown,
): EspalierError {
  const operator = unknownOperator(String(cause))
  const report =
    operator === null
      ? {
          message: `${called} of the model “${name}” cannot be read.`,
          advice: 'Get the file again from where it came, or choose another model.',
        }
      : {
          message: `${called} of the model “${name}” cannot be computed here: it has the operator “${operator}”, which is not known.`,
          advice: 'Take another form of the model, such as its weights as safetensors or GGUF.',
        }
  return new EspalierError({ code: 'model-broken', ...report, details: `${details}: ${String(cause)}` }, { cause })
}

/** Where ONNX Runtime names an operator that it does not have, or not for the device; the name stands in the first group. */
const UNKNOWN = [
  /Could not find an implementation for (\w+)/,
  /No Op registered for (\w+)/,
  /(\w+)\(-?\d+\) is not a registered function\/op/,
]

/** Null where something else is wrong. */
function unknownOperator(text: string): string | null {
  return UNKNOWN.map((pattern) => pattern.exec(text)?.[1]).find((name) => name !== undefined) ?? null
}

function namesIn(folder: ModelFolder, path: string): GraphNames {
  try {
    return readGraphNames(path)
  } catch (cause) {
    throw unreadable(folder, { called: `The graph ${graphName(path)}`, details: path }, cause)
  }
}

function unknownKind(folder: ModelFolder, path: string, { inputs }: GraphNames): EspalierError {
  return new EspalierError({
    code: 'model-broken',
    message: `The graph ${graphName(path)} of the model “${folder.name}” is of a kind that Espalier does not know.`,
    advice: 'Take an export for text generation with past keys and values, or choose another model.',
    details: `inputs: ${inputs.join(', ')}`,
  })
}
