// What a model's config.json says, of transformers 4 and 5 alike.
// Knows the fields that every architecture has. Does not know architectures: what a written graph needs is read from the same
// content by architecture/.
import { z } from 'zod'
import { brokenModel } from '../weights/model-faults.ts'
import { checkedContent, readJsonFile } from './json-file.ts'

export const CONFIG_FILE = 'config.json'

const TokenId = z.number().int()

/** The block that the embedded models carry: how they are asked. */
const Block = z.object({
  prompt_template: z.string().includes('{question}'),
  add_bos: z.boolean(),
  step_separator: z.string().min(1),
})
export type EspalierBlock = z.infer<typeof Block>

const Config = z.looseObject({
  architectures: z.array(z.string()).nullish(),
  model_type: z.string().nullish(),
  bos_token_id: TokenId.nullish(),
  eos_token_id: z.union([TokenId, z.array(TokenId).max(1000)]).nullish(),
  pad_token_id: TokenId.nullish(),
  quantization_config: z.looseObject({ quant_method: z.string().optional() }).nullish(),
  espalier: Block.optional(),
})

export interface ModelConfig {
  /** As published, such as `LlamaForCausalLM`; else the model's type, and empty where nothing says it. */
  architecture: string
  /** Ids as written; null where there is none, or where they are none (-1). */
  beginning: number | null
  ends: readonly number[]
  padding: number | null
  block: EspalierBlock | null
  /** The method by which the weights are quantised; null for plain numbers. */
  quantisedBy: string | null
  /** The content that speaks of the text model; of a model for text and pictures the part `text_config`, its class named. */
  content: Readonly<Record<string, unknown>>
}

/** Reads config.json. Throws `model-missing` or `model-broken`. */
export async function readModelConfig(folder: string): Promise<ModelConfig> {
  return modelConfigOf(folder, await readJsonFile(folder, CONFIG_FILE))
}

/** The config that this content is, which may come from another file than config.json. Throws `model-broken`. */
export function modelConfigOf(place: string, written: unknown): ModelConfig {
  const content = textPart(checkedContent(place, CONFIG_FILE, written, z.looseObject({})))
  const config = checkedContent(place, CONFIG_FILE, content, Config)
  const { eos_token_id: ends } = config
  return {
    architecture: config.architectures?.[0] ?? config.model_type ?? '',
    beginning: idOf(config.bos_token_id),
    ends: (Array.isArray(ends) ? ends : [ends]).flatMap((id) => idOf(id) ?? []),
    padding: idOf(config.pad_token_id),
    block: config.espalier ?? null,
    quantisedBy: config.quantization_config ? (config.quantization_config.quant_method ?? 'an unnamed method') : null,
    content,
  }
}

/** Checks ids against the vocabulary. Throws `model-broken`. */
export function checkIds(place: string, { beginning, ends }: ModelConfig, vocabulary: number): void {
  const ids = { bos_token_id: beginning === null ? [] : [beginning], eos_token_id: ends }
  for (const [field, values] of Object.entries(ids)) {
    const stray = values.find((id) => id >= vocabulary)
    if (stray === undefined) continue
    throw brokenModel(
      place,
      `in ${CONFIG_FILE}, ${field} must be less than vocab_size, ${vocabulary}, not ${stray}`,
      place,
    )
  }
}

/** A model for text and pictures has a config of its own for the text, without what the two share. */
function textPart(content: Record<string, unknown>): Record<string, unknown> {
  const text = content['text_config']
  if (typeof text !== 'object' || text === null) return content
  return { ...content, text_config: undefined, ...text, architectures: textClasses(content['architectures']) }
}

/** The class that is for text alone, of the one that also sees. */
function textClasses(architectures: unknown): unknown {
  if (!Array.isArray(architectures)) return architectures
  return architectures.map((name: unknown) =>
    typeof name === 'string' ? name.replace(/ForConditionalGeneration$/, 'ForCausalLM') : name,
  )
}

function idOf(id: number | null | undefined): number | null {
  return id === null || id === undefined || id < 0 ? null : id
}
