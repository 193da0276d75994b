// A look into a model's files: what it is, how large, in which forms it can run, and how its files suggest that it be asked.
// Knows who reads which files. Does not open graphs, and keeps nothing.
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { suggestReward } from '../../contract/reward-presets.ts'
import type { ModelRole } from '../../contract/model.ts'
import { isGguf } from '../../inference/gguf/gguf-header.ts'
import { readModelConfig } from '../../inference/model/model-config.ts'
import { readModelFolder } from '../../inference/model/model-folder.ts'
import type { ModelFolder } from '../../inference/model/model-folder.ts'
import { recordOf } from '../../inference/model/prompt.ts'
import { REWARD_FILE } from '../../contract/reward-file.ts'
import { weightBytes } from '../../inference/model/weight-files.ts'
import { modelName } from '../../inference/weights/model-faults.ts'
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
  const { layers, positions, parameters, shape, graph, name, reward, meantFor } = folder
  return {
    name: (isFile ? name : (DOWNLOAD.exec(basename(place))?.[1] ?? name)).slice(0, 400),
    role: folder.role,
    format: isFile ? 'gguf' : graph.kind === 'file' ? 'onnx' : 'safetensors',
    architecture: architectureOf(folder, published),
    parameters,
    layers,
    width: shape.attentionWidth,
    positions,
    licence: isFile ? null : await licenceOf(place),
    bytes: Math.max(1, await weightBytes(graph)),
    forms: await formsOf(folder),
    prompt: folder.role === 'verifier' ? null : recordOf(folder),
    reward,
    ...(meantFor ? { meantFor } : {}),
  }
}

/** By the file that describes a PRM, else by the model's class or name. */
function roleOf(place: string, published: string | null): ModelRole {
  if (published !== null && (existsSync(join(place, REWARD_FILE)) || SCORING.test(published))) return 'verifier'
  // What its tokenizer has is looked at later: here it only has to be of a family that scores.
  const signs = { architecture: published ?? '', name: modelName(place), hasToken: () => true }
  return suggestReward(signs) ? 'verifier' : 'policy'
}

function architectureOf({ graph }: ModelFolder, published: string | null): string {
  return graph.kind === 'file' ? (published ?? '') : graph.design.architecture
}
