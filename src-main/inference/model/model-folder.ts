// A model folder in the Hugging Face layout, used in place.
// Knows which files it holds, what they must say and how to name what is wrong. Does not open graphs (onnx-session.ts).
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import type { ModelShape } from '../../contract/cost.ts'
import { EspalierError } from '../../contract/errors.ts'
import { sentenceOf } from '../../contract/issue-words.ts'
import type { Dtype, ModelRole } from '../../contract/model.ts'
import type { RewardReader } from './reward-format.ts'
import { REWARD_FILES, rewardFormatsIn } from './reward-formats.ts'
import type { TokenizerFiles } from './tokenizer.ts'

const Config = z
  .object({
    vocab_size: z.number().int().positive(),
    hidden_size: z.number().int().positive(),
    num_hidden_layers: z.number().int().positive(),
    num_attention_heads: z.number().int().positive(),
    num_key_value_heads: z.number().int().positive(),
    head_dim: z.number().int().positive(),
    max_position_embeddings: z.number().int().positive(),
    bos_token_id: z.number().int().nonnegative(),
    eos_token_id: z.number().int().nonnegative(),
    pad_token_id: z.number().int().nonnegative(),
    espalier: z.object({
      prompt_template: z.string().includes('{question}'),
      add_bos: z.boolean(),
      step_separator: z.string().min(1),
      parameters: z.number().int().positive(),
    }),
  })
  .superRefine((config, context) => {
    const { num_attention_heads: heads, num_key_value_heads: shared, vocab_size: vocabulary } = config
    const refuse = (field: keyof typeof config, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message })
    if (heads % shared !== 0) {
      refuse('num_attention_heads', `It must be a multiple of num_key_value_heads, ${shared}, not ${heads}.`)
    }
    for (const field of ['bos_token_id', 'eos_token_id', 'pad_token_id'] as const) {
      if (config[field] >= vocabulary)
        refuse(field, `It must be less than vocab_size, ${vocabulary}, not ${config[field]}.`)
    }
  })

/** What stands behind `model` in the name of a graph file, as in transformers.js (utils/dtypes.js). */
const SUFFIX: Record<Dtype, string> = {
  fp32: '',
  fp16: '_fp16',
  int8: '_int8',
  uint8: '_uint8',
  q8: '_quantized',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
}

/** What a folder says of its model. */
export interface ModelFolder {
  name: string
  graphFile: string
  /** SHA-256 of the graph file and of the data that lie beside it, hexadecimal. */
  sha256: string
  shape: ModelShape
  layers: number
  keyValueHeads: number
  headSize: number
  vocabulary: number
  /** Longest context, in tokens. */
  positions: number
  tokens: { beginning: number; end: number; padding: number }
  prompt: RewardReader['prompt']
  stepSeparator: string
  /** For a PRM; null for a policy. */
  reward: RewardReader | null
  tokenizer: TokenizerFiles
}

/**
 * Reads a folder and checks what it says. `dtype` chooses among its graphs.
 * Throws EspalierError `model-missing` (which file) or `model-broken` (which file, which field).
 */
export async function readModelFolder(folder: string, role: ModelRole, dtype: Dtype = 'fp32'): Promise<ModelFolder> {
  if (!existsSync(folder)) throw missing(folder, 'The folder', folder)
  const config = await readChecked(folder, 'config.json', Config)
  const reward = role === 'verifier' ? await readReward(folder) : null
  const tokenizer = {
    model: await readChecked(folder, 'tokenizer.json', z.looseObject({ model: z.looseObject({}) })),
    settings: await readChecked(folder, 'tokenizer_config.json', z.looseObject({})),
  }
  const graphFile = findGraph(folder, dtype)
  if (!graphFile) throw missing(folder, `The graph ${graphFor(dtype)}`, join(folder, graphFor(dtype)))
  const block = config.espalier
  return {
    name: basename(folder),
    graphFile,
    sha256: await sha256Of(graphFile),
    shape: {
      parameters: block.parameters,
      layers: config.num_hidden_layers,
      attentionWidth: config.num_attention_heads * config.head_dim,
    },
    layers: config.num_hidden_layers,
    keyValueHeads: config.num_key_value_heads,
    headSize: config.head_dim,
    vocabulary: config.vocab_size,
    positions: config.max_position_embeddings,
    tokens: { beginning: config.bos_token_id, end: config.eos_token_id, padding: config.pad_token_id },
    prompt: reward?.prompt ?? { template: block.prompt_template, addBeginning: block.add_bos },
    stepSeparator: block.step_separator,
    reward,
    tokenizer,
  }
}

/** The graph file by its name inside the folder. */
export function graphName({ graphFile }: Pick<ModelFolder, 'graphFile'>): string {
  const name = basename(graphFile)
  return basename(dirname(graphFile)) === 'onnx' ? `onnx/${name}` : name
}

/** Where the graph of a form belongs, from the folder. */
export function graphFor(dtype: Dtype): string {
  return `onnx/model${SUFFIX[dtype]}.onnx`
}

/** The graph file of a form, which may also lie at the top of the folder; null if there is none. */
export function findGraph(folder: string, dtype: Dtype): string | null {
  const name = graphFor(dtype)
  return [join(folder, name), join(folder, basename(name))].find((file) => existsSync(file)) ?? null
}

/** By the first format that fits; where none does, the check of the first whose file is there says why. */
async function readReward(folder: string): Promise<RewardReader> {
  const formats = rewardFormatsIn(folder)
  for (const { file, fits, schema } of formats) {
    const content = await readJson(folder, file)
    if (fits(content)) return checked(folder, file, content, schema)
  }
  const [first] = formats
  if (!first) throw missing(folder, `The file ${REWARD_FILES}`, join(folder, REWARD_FILES))
  return await readChecked(folder, first.file, first.schema)
}

async function readChecked<Schema extends z.ZodType>(folder: string, file: string, schema: Schema) {
  return checked(folder, file, await readJson(folder, file), schema)
}

async function readJson(folder: string, file: string): Promise<unknown> {
  const path = join(folder, file)
  if (!existsSync(path)) throw missing(folder, `The file ${file}`, path)
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw broken(folder, `${file} is not valid JSON`, `${path}: ${String(cause)}`)
  }
}

function checked<Schema extends z.ZodType>(folder: string, file: string, content: unknown, schema: Schema) {
  const result = schema.safeParse(content)
  if (result.success) return result.data
  const fault = sentenceOf(result.error, 'its content').replace(/\.$/, '')
  throw broken(folder, `in ${file}, ${fault}`, join(folder, file))
}

/** Of a graph and, behind it, of what it keeps outside: files named like it with `_data` and perhaps a number, in their order. */
async function sha256Of(graph: string): Promise<string> {
  const folder = dirname(graph)
  const data = (await readdir(folder)).filter((name) => name.startsWith(`${basename(graph)}_data`)).sort()
  const hash = createHash('sha256')
  for (const file of [graph, ...data.map((name) => join(folder, name))]) {
    // In large parts: in small ones the reading takes longer than the sum.
    for await (const part of createReadStream(file, { highWaterMark: 2 ** 22 })) hash.update(part as Buffer)
  }
  return hash.digest('hex')
}

function missing(folder: string, what: string, path: string): EspalierError {
  return new EspalierError({
    code: 'model-missing',
    message: `${what} of the model “${basename(folder)}” is missing.`,
    advice: 'Put it back, or choose another model.',
    details: path,
  })
}

function broken(folder: string, what: string, details: string): EspalierError {
  return new EspalierError({
    code: 'model-broken',
    message: `The model “${basename(folder)}” cannot be used: ${what}.`,
    advice: 'Get the folder again from where it came, or choose another model.',
    details,
  })
}
