// A model folder in the Hugging Face layout, used in place.
// Knows which files it holds, what they must say and how to name what is wrong. Does not write or open graphs (onnx-session.ts).
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Dtype, ModelRole } from '../../contract/model.ts'
import type { SamplingDefaults } from '../../contract/prompt-record.ts'
import { brokenModel, missingModel, modelName } from '../weights/model-faults.ts'
import { readGenerationDefaults } from './generation-file.ts'
import { findGraphSource } from './graph-source.ts'
import type { GraphSource } from './graph-source.ts'
import { checkedContent, readCheckedFile, readJsonFile } from './json-file.ts'
import { checkIds, readModelConfig } from './model-config.ts'
import type { EspalierBlock, ModelConfig } from './model-config.ts'
import { designedSize, modelSizeOf } from './model-size.ts'
import type { ModelSize } from './model-size.ts'
import type { RewardReader } from './reward-format.ts'
import { REWARD_FILES, rewardFormatsIn } from './reward-formats.ts'
import { endOfSettings, readChatTemplate, readTokenizerFiles } from './tokenizer-files.ts'
import type { TokenizerFiles } from './tokenizer.ts'

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
  const graph = await findGraphSource({ folder, names, config, dtype, form })
  const size = graph.kind === 'file' ? modelSizeOf(folder, config) : designedSize(graph)
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
