// The JSON files of a model's folder.
// Knows how they are read, within limits, and checked. Does not know what stands in them.
import type { z } from 'zod'
import { sentenceOf } from '../../contract/issue-words.ts'
import { brokenModel } from '../weights/model-faults.ts'
import { readModelText } from '../weights/model-file.ts'

/** Bytes: a tokenizer of 262,144 tokens takes 33 MB. */
const LIMIT = 150e6

/** Throws `model-missing`, or `model-broken` for a file that cannot be read, is too long or no JSON. */
export async function readJsonFile(folder: string, file: string): Promise<unknown> {
  const text = await readModelText(folder, file, LIMIT)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw brokenModel(folder, `${file} is not valid JSON`, `${folder}: ${String(cause)}`)
  }
}

/** Like `readJsonFile`, and throws `model-broken` with the field that does not fit. */
export async function readCheckedFile<Schema extends z.ZodType>(folder: string, file: string, schema: Schema) {
  return checkedContent(folder, file, await readJsonFile(folder, file), schema)
}

/** The content of a file by its schema. Throws `model-broken` with the field that does not fit. */
export function checkedContent<Schema extends z.ZodType>(
  folder: string,
  file: string,
  content: unknown,
  schema: Schema,
): z.infer<Schema> {
  const result = schema.safeParse(content)
  if (result.success) return result.data
  const fault = sentenceOf(result.error, 'its content').replace(/\.$/, '')
  throw brokenModel(folder, `in ${file}, ${fault}`, `${folder}: ${file}`)
}
