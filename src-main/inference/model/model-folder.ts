// A model folder in the Hugging Face layout, or a GGUF file, used in place.
// Knows which files it holds, what they must say and how to name what is wrong. Does not write or open graphs (onnx-session.ts).
import { RewardFile, REWARD_FILE } from '../../contract/reward-file.ts'
import { suggestReward } from '../../contract/reward-presets.ts'
import type { RewardRecord } from '../../contract/reward-record.ts'
import type { Dtype, ModelRole } from '../../contract/model.ts'
import type { SamplingDefaults } from '../../contract/prompt-record.ts'
import { modelName } from '../weights/model-faults.ts'
import { namesInFolder } from '../weights/model-file.ts'
import { isGguf } from '../gguf/gguf-header.ts'
import { readGenerationDefaults } from './generation-file.ts'
import type { GenerationDefaults } from './generation-file.ts'
import { readGgufFiles } from './gguf-files.ts'
import { findGraphSource } from './graph-source.ts'
import type { GraphSource } from './graph-source.ts'
import { readCheckedFile } from './json-file.ts'
import { checkIds, readModelConfig } from './model-config.ts'
import type { EspalierBlock, ModelConfig } from './model-config.ts'
import { designedSize, modelSizeOf } from './model-size.ts'
import type { ModelSize } from './model-size.ts'
import { endOfSettings, readChatTemplate, readTokenizerFiles, spellsToken } from './tokenizer-files.ts'
import type { TokenizerFiles } from './tokenizer.ts'

/** What a folder says of its model. */
export interface ModelFolder extends ModelSize {
  /** Path of the folder or file. */
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
  prompt: { template: string; addBeginning: boolean }
  stepSeparator: string
  /** What the folder says of how it wants to be asked. */
  suggested: { block: EspalierBlock | null; chatTemplate: string | null; sampling: SamplingDefaults }
  role: ModelRole
  /** How a PRM is asked, as its files say or suggest; null where they do not, and for a policy. */
  reward: RewardRecord | null
  /** Of a PRM: the policies whose text it was trained on, by their ids or names, where its files say so. */
  meantFor?: string[] | undefined
  tokenizer: TokenizerFiles
}

/** What the files of a model say, whatever their format. */
interface ModelFiles {
  name: string
  config: ModelConfig
  tokenizer: TokenizerFiles
  /** Whether a text begins with the beginning token, where nothing of the program's own says it. */
  addsBeginning: boolean
  chatTemplate: string | null
  generation: GenerationDefaults
  graph: GraphSource
  /** What the folder's own file says of a PRM; null where there is none. */
  reward: RewardFile | null
}

/**
 * Reads a folder, or a GGUF file, and checks what it says. `dtype` chooses among a folder's graphs, and `form` names a file in the data
 * folder whose weights are taken in place of the model's own. `graphFound` is told of a folder's graph before the tokenizer is read, which
 * takes as long as all else.
 * Throws EspalierError `model-missing` (which file) or `model-broken` (which file, which field).
 */
export async function readModelFolder(
  folder: string,
  role: ModelRole,
  {
    dtype = null,
    form = null,
    graphFound = () => undefined,
  }: { dtype?: Dtype | null; form?: string | null; graphFound?: (graph: GraphSource) => void } = {},
): Promise<ModelFolder> {
  const files = (await isGguf(folder))
    ? { ...(await readGgufFiles(folder, form)), reward: null }
    : await folderFiles(folder, role, { dtype, form, graphFound })
  const { name, config, tokenizer, chatTemplate, generation, graph } = files
  const { block } = config
  const size = sizeOf(folder, config, graph)
  checkIds(folder, config, size.vocabulary)
  const ends = [...config.ends, ...generation.ends, endOfSettings(tokenizer)]
  return {
    ...size,
    place: folder,
    name,
    graph,
    tokens: tokensOf(config, ends, size.vocabulary),
    prompt: {
      template: block?.prompt_template ?? '{question}\n',
      addBeginning: block?.add_bos ?? files.addsBeginning,
    },
    stepSeparator: block?.step_separator ?? '\n',
    suggested: { block, chatTemplate, sampling: generation.sampling },
    role,
    reward: role === 'verifier' ? (files.reward?.record ?? suggestedReward(files)) : null,
    meantFor: files.reward?.meantFor,
    tokenizer,
  }
}

function suggestedReward({ name, config, tokenizer }: ModelFiles): RewardRecord | null {
  const hasToken = (text: string) => spellsToken(tokenizer, text)
  return suggestReward({ architecture: config.architecture, name, hasToken })
}

async function folderFiles(
  folder: string,
  role: ModelRole,
  { dtype, form, graphFound }: { dtype: Dtype | null; form: string | null; graphFound: (graph: GraphSource) => void },
): Promise<ModelFiles> {
  const names = await namesInFolder(folder)
  const config = await readModelConfig(folder)
  const isDescribed = role === 'verifier' && names.includes(REWARD_FILE)
  const reward = isDescribed ? await readCheckedFile(folder, REWARD_FILE, RewardFile) : null
  const graph = await findGraphSource({ folder, names, config, dtype, form })
  graphFound(graph)
  const tokenizer = await readTokenizerFiles(folder, names)
  return {
    name: modelName(folder),
    config,
    tokenizer,
    addsBeginning: config.beginning !== null,
    chatTemplate: await readChatTemplate(folder, names, tokenizer),
    generation: await readGenerationDefaults(folder, names),
    graph,
    reward,
  }
}

function sizeOf(folder: string, config: ModelConfig, graph: GraphSource): ModelSize {
  if (graph.kind === 'file') return modelSizeOf(folder, config)
  return designedSize(graph.design, graph.kind === 'gguf' ? graph.gguf.tensors : graph.checkpoint.tensors)
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
