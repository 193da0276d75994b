// Checkpoints of the tests, with the graph that the program writes for them, opened in this process.
// models/recipe/tiny_checkpoints.py made them, with what transformers says of each.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as ort from 'onnxruntime-node'
import { z } from 'zod'
import type { ModelDesign } from '../../src-main/inference/architecture/design.ts'
import { designOf } from '../../src-main/inference/architecture/design-of.ts'
import { DELTA_GRAPH } from '../../src-main/inference/graph/delta-graph.ts'
import { openInPlaceGraph } from '../../src-main/inference/graph/in-place-graph.ts'
import { writeInPlaceGraph } from '../../src-main/inference/graph/in-place-writer.ts'
import { writeDeltaGraph } from '../../src-main/inference/graph/graph-writer.ts'
import type { ModelGraph } from '../../src-main/inference/graph/model-graph.ts'
import type { ModelFolder } from '../../src-main/inference/model/model-folder.ts'
import type { Checkpoint } from '../../src-main/inference/weights/checkpoint.ts'
import { openNativeSession } from '../../src-main/inference/native/native-session.ts'
import { readCheckpoint } from '../../src-main/inference/weights/safetensors.ts'

export const CHECKPOINTS = resolve('tests/inference/checkpoints')

const Reference = z.object({
  /** Rows of tokens. */
  rows: z.array(z.array(z.number())),
  classes: z.number(),
  /** Of the last eight tokens of each row, or of all if they are fewer: float32, little endian, base64. */
  logits: z.base64(),
  /** What follows the second row, and how far the two best logits lay apart at each token. */
  greedy: z.array(z.number()).default([]),
  margins: z.array(z.number()).default([]),
  /** The case whose weights these are, where it has none of its own. */
  weights: z.string().optional(),
})

export interface WrittenCase {
  folder: string
  /** The folder that holds the weights. */
  weights: string
  rows: readonly (readonly number[])[]
  classes: number
  logits: Float32Array
  greedy: readonly number[]
  margins: readonly number[]
}

export interface WrittenModel {
  design: ModelDesign
  graph: ModelGraph
  /** Bytes of the written graph. */
  bytes: number
  release: () => Promise<void>
}

export function readCase(name: string): WrittenCase {
  const folder = join(CHECKPOINTS, name)
  const { weights, logits, ...said } = Reference.parse(json(join(folder, 'reference.json')))
  const bytes = Buffer.from(logits, 'base64')
  return {
    ...said,
    folder,
    weights: weights === undefined ? folder : join(CHECKPOINTS, weights),
    logits: new Float32Array(Uint8Array.from(bytes).buffer),
  }
}

export function readDesign({ folder }: Pick<WrittenCase, 'folder'>): ModelDesign {
  return designOf(json(join(folder, 'config.json')), folder)
}

/** Opens a case, with other weights or another configuration where they are given. */
export async function openWritten(
  which: WrittenCase,
  changed: {
    checkpoint?: Checkpoint
    design?: ModelDesign
    positions?: number
    rounding?: boolean
    packing?: boolean
  } = {},
): Promise<WrittenModel> {
  const { design = readDesign(which), checkpoint = await readCheckpoint(which.weights), ...options } = changed
  const { bytes, settings } = writeDeltaGraph({ design, checkpoint, model: which.folder, ...options })
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 2,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    extra: { session: settings },
  })
  const graph = await DELTA_GRAPH.open(session, design as unknown as ModelFolder, { kept: false })
  return { design, graph, bytes: bytes.length, release: () => session.release() }
}

/** Opens a case with the graph that works in place. */
export async function openInPlace(
  which: WrittenCase,
  changed: { checkpoint?: Checkpoint; rounding?: boolean } = {},
): Promise<WrittenModel> {
  const design = readDesign(which)
  const { checkpoint = await readCheckpoint(which.weights), ...options } = changed
  const { bytes, settings, head } = writeInPlaceGraph({ design, checkpoint, model: which.folder, ...options })
  const session = await openNativeSession(bytes, { threads: 2, settings: { ...settings } })
  const graph = openInPlaceGraph(session, design, head)
  const release = async () => {
    await graph.release?.()
    session.release()
  }
  return { design, graph, bytes: bytes.length, release }
}

function json(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}
