// Where the graph of a session comes from: a file that somebody made, or the weights that one is written over.
// Knows which goes before which. Does not write or open graphs (graph/opened-graph.ts).
import { join } from 'node:path'
import type { Dtype } from '../../contract/model.ts'
import type { ModelDesign } from '../architecture/design.ts'
import type { Gguf } from '../gguf/gguf.ts'
import { designOf } from '../architecture/design-of.ts'
import type { Checkpoint } from '../weights/checkpoint.ts'
import { readForm } from '../weights/form-file.ts'
import { checkLayerCount } from '../weights/layer-count.ts'
import { brokenModel, missingModel } from '../weights/model-faults.ts'
import { hasSafetensors, readCheckpoint } from '../weights/safetensors.ts'
import { findGraph, graphFor, graphForms } from './graph-file.ts'
import type { ModelConfig } from './model-config.ts'

export type GraphSource = FileSource | CheckpointSource | GgufSource

export interface FileSource {
  kind: 'file'
  path: string
}

export interface CheckpointSource {
  kind: 'checkpoint'
  design: ModelDesign
  checkpoint: Checkpoint
  /**
   * SHA-256 of what a form was made of, what its weights are, and whether they were rounded for it (blocks of a GGUF file are not);
   * null where the weights are read as they are stored.
   */
  form: { source: string; weights: string; rounded: boolean } | null
}

/** A GGUF file whose weights are in blocks: they have to be laid out anew, as a form, before a session opens them. */
export interface GgufSource {
  kind: 'gguf'
  design: ModelDesign
  gguf: Gguf
}

/**
 * A form's weights, or the graph that was asked for; else one over the weights, else the most exact one there is. Throws
 * `model-missing` or `model-broken`.
 */
export async function findGraphSource({
  folder,
  names,
  config,
  dtype,
  form,
}: {
  folder: string
  /** The files of the folder. */
  names: readonly string[]
  config: ModelConfig
  dtype: Dtype | null
  form: string | null
}): Promise<GraphSource> {
  if (form !== null) return await formSource(folder, form, config)
  const chosen = dtype ?? (hasSafetensors(names) ? undefined : graphForms(folder)[0])
  const path = chosen === undefined ? null : findGraph(folder, chosen)
  if (path !== null) return { kind: 'file', path }
  if (dtype !== null) throw missingModel(folder, `The graph ${graphFor(dtype)}`, join(folder, graphFor(dtype)))
  checkPlain(folder, config)
  const design = designOf(config.content, folder)
  const checkpoint = await readCheckpoint(folder)
  checkLayerCount(folder, { ...design, names: checkpoint.tensors.keys() })
  return { kind: 'checkpoint', design, checkpoint, form: null }
}

async function formSource(folder: string, form: string, { content }: ModelConfig): Promise<GraphSource> {
  const { checkpoint, facts } = await readForm(form, folder)
  const { source, weights } = facts
  return { kind: 'checkpoint', design: designOf(content, folder), checkpoint, form: { source, weights, rounded: true } }
}

/** Refuses weights that another program has quantised. */
function checkPlain(folder: string, { quantisedBy }: ModelConfig): void {
  if (quantisedBy === null) return
  throw brokenModel(
    folder,
    `its weights are quantised by ${quantisedBy}, which cannot be read`,
    folder,
    'Get the model as it was before that, in float32, float16 or bfloat16, or as a GGUF file.',
  )
}
