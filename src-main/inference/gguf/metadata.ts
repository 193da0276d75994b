// The metadata of a GGUF file, asked by name.
// Knows kinds and bounds of values, and how a missing or odd one is said. Does not know what they mean.
import { z } from 'zod'
import { sentenceOf } from '../../contract/issue-words.ts'
import { brokenGguf } from './gguf-faults.ts'
import type { Metadata } from './gguf-header.ts'

export interface Asked {
  /** Throws `model-broken` that names the key where it is missing or does not fit. */
  needed: <Schema extends z.ZodType>(key: string, schema: Schema) => z.infer<Schema>
  /** Undefined where it is missing; throws like `needed` where it does not fit. */
  optional: <Schema extends z.ZodType>(key: string, schema: Schema) => z.infer<Schema> | undefined
}

/** `path`: the file's, for messages. */
export function ask(metadata: Metadata, path: string): Asked {
  const needed = <Schema extends z.ZodType>(key: string, schema: Schema): z.infer<Schema> => {
    const result = schema.safeParse(metadata.get(key))
    if (result.success) return result.data
    throw brokenGguf(path, `in its header, ${sentenceOf(result.error, key).replace(/\.$/, '')}`, `${path}: ${key}`)
  }
  return {
    needed,
    optional: (key, schema) => (metadata.has(key) ? needed(key, schema) : undefined),
  }
}

export const COUNT = z.number().int().positive().max(1e9)
export const SINGLE = z.number().positive()
export const ID = z.number().int().nonnegative().max(1e8)
/** Lists are up to half a million entries long, so that they are looked at without copies. */
export const TEXTS = z.custom<readonly string[]>(isListOf('string'))
export const NUMBERS = z.custom<readonly number[]>(isListOf('number'))

function isListOf(kind: 'string' | 'number'): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every((entry) => typeof entry === kind)
}

/** A number of single precision as a person would write it: 1e-5, not 9.999999747378752e-6. */
export function written(single: number): number {
  return (
    [6, 7, 8].map((digits) => Number(single.toPrecision(digits))).find((short) => Math.fround(short) === single) ??
    single
  )
}
