// What may become of damaged input: it is read, or refused in a sentence of ours that names its field, in less than a second.
// Knows the rule. Does not know what was read.
import { reportOf } from '../../src-main/contract/errors.ts'

/** Milliseconds of work after which a reader counts as hung: of its thread, since a busy machine says nothing of it. */
export const HANG = 1000

/** The words of zod, in English, and its issues as JSON. */
const FOREIGN =
  /Invalid (?:input|option|key|element)|Too (?:big|small):|expected \w+, received|Unrecognized key|"code": "/
/** A sentence that speaks of no field by its name. */
const NAMELESS = /(?:^|: )It (?:must|is missing|has)/

/** One try of a reader. */
export interface Tried {
  /** Null where it was read. */
  error: unknown
  /** Of its thread. */
  milliseconds: number
}

/**
 * What is wrong with how an error was told; null where nothing is. `fields`: those that lead to the one that was damaged, where it was
 * one. `elsewhere`: where a message may say in other words what is wrong.
 */
export function faultOf(
  { error, milliseconds }: Tried,
  { fields = null, elsewhere = /^$/ }: { fields?: readonly string[] | null; elsewhere?: RegExp } = {},
): string | null {
  if (milliseconds > HANG) return `it took ${Math.round(milliseconds)} ms`
  if (error === null) return null
  const { code, message, details = '' } = reportOf(error)
  const told = `${message} | ${details}`
  if (code === 'internal') return `it crashed: ${details}`
  if (FOREIGN.test(told)) return `it speaks zod’s English: ${told}`
  if (NAMELESS.test(message)) return `it names no field: ${told}`
  const names = fields === null || fields.length === 0 || fields.some((field) => message.includes(field))
  return names || elsewhere.test(message) ? null : `it does not name ${fields.join('.')}: ${told}`
}

/** Reads, and keeps the time. */
export async function tryTo(read: () => unknown): Promise<Tried> {
  const before = process.threadCpuUsage()
  const took = () => {
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1000
  }
  try {
    await read()
    return { error: null, milliseconds: took() }
  } catch (error) {
    return { error: error ?? new Error('It threw nothing.'), milliseconds: took() }
  }
}
