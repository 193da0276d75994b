// A model folder in the Hugging Face layout, used in place.
// Knows which files it holds, what they must say and how to name what is wrong. Does not write or open graphs (onnx-session.ts).
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Dtype, ModelRole } from '../../contract/model.ts'
import type { SamplingDefaults } from '../../contract/prompt-record.ts'
import type { Checkpoint } from '../weights/checkpoint.ts'
import { readForm } from '../weights/form-file.ts'
import { brokenModel, missingModel, modelName } from '../weights/model-faults.ts'
import { hasSafetensors, readCheckpoint } from '../weights/safetensors.ts'
import { readGenerationDefaults } from './generation-file.ts'
import { findGraph, graphFor, graphForms } from './graph-file.ts'
import { checkedContent, readCheckedFile, readJsonFile } from './json-file.ts'
import { checkIds, readModelConfig } from './model-config.ts'
import type { EspalierBlock, ModelConfig } from './model-config.ts'
import { modelSizeOf } from './model-size.ts'
import type { ModelSize } from './model-size.ts'
import type { RewardReader } from './reward-format.ts'
import { REWARD_FILES, rewardFormatsIn } from './reward-formats.ts'
import { endOfSettings, readChatTemplate, readTokenizerFiles } from './tokenizer-files.ts'
import type { TokenizerFiles } from './tokenizer.ts'

/** What a session runs: a graph that somebody made, or one that is written over a checkpoint. */
export type GraphSource =
  | { kind: 'file'; path: string }
  | {
      kind: 'checkpoint'
      checkpoint: Checkpoint
      /** The content of config.json. */
      config: Readonly<Record<string, unknown>>
      /** SHA-256 of what a form was made of, and what its weights are; null where the weights are read as they are stored. */
      form: { source: string; weights: string } | null
    }

/** What a folder says of its model. */
export interface ModelFolder extends ModelSize {
  /** Path of the folder. */
  place: string
  name: string
  graph: GraphSource
  tokens: {
    /** Null for a model that has none. */
    beginning: number | null
    /** Each of them ends a text. */
    ends: readonly number[]
    padding: number
  }
  prompt: RewardReader['prompt']
  stepSeparator: string
  /** What the folder says of how it wants to be asked. */
  suggested: { block: EspalierBlock | null; chatTemplate: string | null; sampling: SamplingDefaults }
  /** For a PRM; null for a policy. */
  reward: RewardReader | null
  tokenizer: TokenizerFiles
}

/**
 * Reads a folder and checks what it says. `dtype` chooses among its graphs, and `form` names a file in the data folder whose weights
 * are taken in place of the folder's own.
 * Throws EspalierError `model-missing` (which file) or `model-broken` (which file, which field).
 */
export async function readModelFolder(
  folder: string,
  role: ModelRole,
  { dtype = null, form = null }: { dtype?: Dtype | null; form?: string | null } = {},
): Promise<ModelFolder> {
  const names = await namesIn(folder)
  const config = await readModelConfig(folder)
  const { block } = config
  const reward = role === 'verifier' ? await readReward(folder) : null
  const tokenizer = await readTokenizerFiles(folder, names)
  const chatTemplate = await readChatTemplate(folder, names, tokenizer)
  const generation = await readGenerationDefaults(folder, names)
  const graph = form === null ? await findSource(folder, names, config, dtype) : await sourceOf(folder, form, config)
  const size = modelSizeOf(folder, config)
  checkIds(folder, config, size.vocabulary)
  const ends = [...config.ends, ...generation.ends, endOfSettings(tokenizer)]
  return {
    ...size,
    place: folder,
    name: modelName(folder),
    graph,
    tokens: tokensOf(config, ends, size.vocabulary),
    prompt: reward?.prompt ?? {
      template: block?.prompt_template ?? '{question}\n',
      addBeginning: block?.add_bos ?? config.beginning !== null,
    },
    stepSeparator: block?.step_separator ?? '\n',
    suggested: { block, chatTemplate, sampling: generation.sampling },
    reward,
    tokenizer,
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const facts = await stat(folder).catch(() => null)
  if (!facts) throw missingModel(folder, 'The folder', folder)
  if (!facts.isDirectory())
    throw brokenModel(folder, 'it is a file, and neither a model folder nor a GGUF file', folder)
  return await readdir(folder)
}

/** The graph that was asked for; else an embedded model's own, else one over the weights, else the most exact one there is. */
async function findSource(
  folder: string,
  names: readonly string[],
  config: ModelConfig,
  dtype: Dtype | null,
): Promise<GraphSource> {
  const forms = graphForms(folder)
  const chosen = dtype ?? forms[0]
  const path = chosen === undefined ? null : findGraph(folder, chosen)
  if (path !== null && (dtype !== null || config.block || !hasSafetensors(names))) return { kind: 'file', path }
  if (dtype !== null || (config.block && !hasSafetensors(names))) {
    const name = graphFor(dtype ?? 'fp32')
    throw missingModel(folder, `The graph ${name}`, join(folder, name))
  }
  checkPlain(folder, config)
  return { kind: 'checkpoint', checkpoint: await readCheckpoint(folder), config: config.content, form: null }
}

async function sourceOf(folder: string, form: string, { content }: ModelConfig): Promise<GraphSource> {
  const { checkpoint, facts } = await readForm(form, folder)
  return { kind: 'checkpoint', checkpoint, config: content, form: { source: facts.source, weights: facts.weights } }
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

function tokensOf(
  { beginning, padding }: ModelConfig,
  ends: readonly (number | null)[],
  vocabulary: number,
): ModelFolder['tokens'] {
  const known = [...new Set(ends)].filter((id) => id !== null && id < vocabulary) as number[]
  // What stands in the padding is masked, so that any token does.
  const filler = padding !== null && padding < vocabulary ? padding : (known[0] ?? 0)
  return { beginning, ends: known, padding: filler }
}

/** By the first format that fits; where none does, the check of the first whose file is there says why. */
async function readReward(folder: string): Promise<RewardReader> {
  const formats = rewardFormatsIn(folder)
  for (const { file, fits, schema } of formats) {
    const content = await readJsonFile(folder, file)
    if (fits(content)) return checkedContent(folder, file, content, schema)
  }
  const [first] = formats
  if (!first) throw missingModel(folder, `The file ${REWARD_FILES}`, join(folder, REWARD_FILES))
  return await readCheckedFile(folder, first.file, first.schema)
}
