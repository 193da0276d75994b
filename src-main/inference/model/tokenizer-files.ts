// The files of a model's tokenizer, and the chat template that comes with them.
// Knows which files there are and which goes before which. Does not know what a tokenizer does with them (tokenizer.ts).
import { z } from 'zod'
import { brokenModel } from '../weights/model-faults.ts'
import { readModelText } from '../weights/model-file.ts'
import { readCheckedFile } from './json-file.ts'
import type { TokenizerFiles } from './tokenizer.ts'

const MODEL = 'tokenizer.json'
const SETTINGS = 'tokenizer_config.json'
const SPECIAL = 'special_tokens_map.json'
const TEMPLATE = 'chat_template.jinja'
const TEMPLATE_JSON = 'chat_template.json'
/** Bytes, as a prompt's record allows. */
const TEMPLATE_LIMIT = 200_000
/** Files of tokenizers in formats of their own. */
const OTHERS = ['tokenizer.model', 'vocab.json', 'tekken.json']

const Template = z.union([z.string(), z.array(z.object({ name: z.string(), template: z.string() }))]).nullish()

/** `names`: the files of the folder. Throws `model-missing` or `model-broken`. */
export async function readTokenizerFiles(folder: string, names: readonly string[]): Promise<TokenizerFiles> {
  const other = OTHERS.find((name) => names.includes(name))
  if (!names.includes(MODEL) && other !== undefined) {
    throw brokenModel(
      folder,
      `its tokenizer is in ${other} and not in ${MODEL}`,
      folder,
      `Get ${MODEL} from where the model came, or make it with transformers: AutoTokenizer.from_pretrained(folder).save_pretrained(folder).`,
    )
  }
  const model = await readCheckedFile(folder, MODEL, z.looseObject({ model: z.looseObject({}) }))
  const special = names.includes(SPECIAL) ? await readCheckedFile(folder, SPECIAL, z.looseObject({})) : {}
  const settings = await readCheckedFile(folder, SETTINGS, z.looseObject({}))
  return { model, settings: { ...special, ...settings } }
}

/** The chat template, the one called “default” where there are several; null for a model without one. */
export async function readChatTemplate(
  folder: string,
  names: readonly string[],
  { settings }: TokenizerFiles,
): Promise<string | null> {
  if (names.includes(TEMPLATE)) return await readModelText(folder, TEMPLATE, TEMPLATE_LIMIT)
  const file = names.includes(TEMPLATE_JSON) ? TEMPLATE_JSON : SETTINGS
  const content = names.includes(TEMPLATE_JSON)
    ? await readCheckedFile(folder, file, z.looseObject({ chat_template: z.unknown() }))
    : (settings as { chat_template?: unknown })
  const template = Template.safeParse(content.chat_template)
  if (!template.success) throw brokenModel(folder, `in ${file}, chat_template is no text`, folder)
  if (!template.data) return null
  const chosen = typeof template.data === 'string' ? template.data : named(template.data)
  if (chosen === null || chosen.length <= TEMPLATE_LIMIT) return chosen
  throw brokenModel(folder, `in ${file}, chat_template has more than ${TEMPLATE_LIMIT / 1000} KB`, folder)
}

/** The id of the token that the settings call the end, by the tokenizer's own table; null where they name none. */
export function endOfSettings({ model, settings }: TokenizerFiles): number | null {
  const Token = z.union([z.string(), z.looseObject({ content: z.string() }).transform(({ content }) => content)])
  const end = z.looseObject({ eos_token: Token }).safeParse(settings)
  const table = z.looseObject({ added_tokens: z.array(z.looseObject({ id: z.number(), content: z.string() })) })
  const known = table.safeParse(model)
  if (!end.success || !known.success) return null
  return known.data.added_tokens.find(({ content }) => content === end.data.eos_token)?.id ?? null
}

/** Whether the vocabulary has this text as one token, alone, behind a space, or as an added one; as it is written there. */
export function spellsToken({ model }: TokenizerFiles, text: string): boolean {
  const Added = z.array(z.looseObject({ content: z.string() })).nullish()
  const Vocabulary = z.looseObject({ model: z.looseObject({ vocab: z.custom<object>(isObject) }), added_tokens: Added })
  const known = Vocabulary.safeParse(model)
  if (!known.success) return false
  const { vocab } = known.data.model
  const spellings = [text, `▁${text}`, `Ġ${text}`]
  const listed = Array.isArray(vocab) ? new Set(vocab.map((entry: unknown) => String((entry as unknown[])[0]))) : null
  return (
    spellings.some((one) => listed?.has(one) ?? Object.hasOwn(vocab, one)) ||
    (known.data.added_tokens ?? []).some(({ content }) => content === text)
  )
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function named(templates: readonly { name: string; template: string }[]): string | null {
  return (templates.find(({ name }) => name === 'default') ?? templates[0])?.template ?? null
}
