// A kind of graph: how a file of it is recognised, what it keeps on a device, and how a session over it becomes a ModelGraph.
// Knows the questions. Each kind answers them in a file of its own; those that come in files are rows of the table in onnx-session.ts.
import type * as ort from 'onnxruntime-node'
import type { ModelFolder } from '../model/model-folder.ts'
import type { GraphNames } from './graph-names.ts'
import type { GraphValues } from './graph-fit.ts'
import type { ModelGraph } from './model-graph.ts'

export interface GraphKind {
  /** What the folder says of such a graph and is not so, for the middle of a sentence; null where they agree. */
  misfit: (values: GraphValues, folder: ModelFolder) => string | null
  /** The outputs that stay on a device which can keep them; empty for a kind that keeps none. The graph must have them all. */
  keptOnDevice: (folder: ModelFolder) => readonly string[]
  /** `kept`: whether those outputs stay on the session's device. */
  open: (
    session: ort.InferenceSession,
    folder: ModelFolder,
    options: { kept: boolean },
  ) => ModelGraph | Promise<ModelGraph>
}

/** A kind that comes in files. */
export interface FileGraphKind extends GraphKind {
  /** Whether a graph with these inputs and outputs is of this kind. */
  fits: (names: GraphNames) => boolean
}
