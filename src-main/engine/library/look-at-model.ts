// A look into a model's files: what it is, how large, in which forms it can run, and how its files suggest that it be asked.
// Knows who reads which files. Does not open graphs, and keeps nothing.
import { basename } from 'node:path'
import type { ModelRole } from '../../contract/model.ts'
import { isGguf } from '../../inference/gguf/gguf-header.ts'
import { readModelConfig } from '../../inference/model/model-config.ts'
import { readModelFolder } from '../../inference/model/model-folder.ts'
import type { ModelFolder } from '../../inference/model/model-folder.ts'
import { recordOf } from '../../inference/model/prompt.ts'
import { rewardFormatsIn } from '../../inference/model/reward-formats.ts'
import { weightBytes } from '../../inference/model/weight-files.ts'
import { formsOf } from './look-forms.ts'
import { licenceOf } from './model-licence.ts'
import type { ModelLook } from './model-look.ts'
import type { ReadPlace } from './model-reading-calls.ts'

/** Classes whose heads score instead of writing. */
const SCORING = /RewardModel|ForTokenClassification|ForSequenceClassification|PRM/i
/** A folder of the program's downloads, which is called by owner and name. */
const DOWNLOAD = /^[\w.-]+?--([\w.-]+)$/

/** Throws `model-missing` or `model-broken`. */
export async function lookAt({ place, role }: ReadPlace): Promise<ModelLook> {
  const isFile = await isGguf(place)
  const published = isFile ? null : (await readModelConfig(place)).architecture
  const folder = await readModelFolder(place, role ?? roleOf(place, published))
  const { layers, positions, parameters, shape, graph, name, reward } = folder
  return {
    name: (isFile ? name : (DOWNLOAD.exec(basename(place))?.[1] ?? name)).slice(0, 400),
    role: reward ? 'verifier' : 'policy',
    format: isFile ? 'gguf' : graph.kind === 'file' ? 'onnx' : 'safetensors',
    architecture: architectureOf(folder, published),
    parameters,
    layers,
    width: shape.attentionWidth,
    positions,
    licence: isFile ? null : await licenceOf(place),
    bytes: Math.max(1, await weightBytes(graph)),
    forms: await formsOf(folder),
    prompt: reward ? null : recordOf(folder),
    ...(reward?.meantFor ? { meantFor: reward.meantFor } : {}),
  }
}

/** By the file that describes a PRM, else by the model's class. */
function roleOf(place: string, published: string | null): ModelRole {
  return rewardFormatsIn(place).length > 0 || SCORING.test(published ?? '') ? 'verifier' : 'policy'
}

function architectureOf({ graph }: ModelFolder, published: string | null): string {
  return graph.kind === 'file' ? (published ?? '') : graph.design.architecture
}
