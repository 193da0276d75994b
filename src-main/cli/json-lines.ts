// JSON Lines in, JSON Lines out, one at a time, for commands that other programs call.
// Knows files, standard input, bad lines and a reader that waits. Does not know what the lines say.
import { createReadStream } from 'node:fs'
import { once } from 'node:events'
import type { ZodType } from 'zod'
import { EspalierError } from '../contract/errors.ts'
import { fieldSentenceOf } from '../contract/issue-words.ts'
import { parseExactly } from '../engine/library/exact-json.ts'
import { BadFile } from './bad-file.ts'
import { outputEnd } from './output.ts'

/** A line that could be read. Numbers count from 1, empty lines included. */
export interface InputLine {
  number: number
  text: string
}

/**
 * The lines of a UTF-8 file, or of standard input for `-`, without loading it whole. Empty lines are left out.
 * Split at line feeds only: U+2028 may stand unescaped in JSON. Throws `not-found` if the file cannot be read.
 */
export async function* linesOf(file: string): AsyncGenerator<InputLine> {
  const stream = file === '-' ? process.stdin : createReadStream(file)
  stream.setEncoding('utf8')
  // A line may come in many chunks: it is put together once, when its end is there.
  let rest: string[] = []
  let number = 0
  try {
    for await (const chunk of stream) {
      const [end, ...lines] = String(chunk).split('\n')
      rest.push(end!)
      for (const next of lines) {
        yield* lineOf(++number, rest.join(''))
        rest = [next]
      }
    }
  } catch (error) {
    throw new EspalierError(
      {
        code: 'not-found',
        message: `The file “${file}” cannot be read.`,
        advice: 'Check that the file is there and may be read.',
        details: error instanceof Error ? error.message : String(error),
      },
      { cause: error },
    )
  }
  yield* lineOf(number + 1, rest.join(''))
}

function* lineOf(number: number, line: string): Generator<InputLine> {
  const text = (number === 1 ? line.replace(/^\uFEFF/u, '') : line).trim()
  if (text !== '') yield { number, text }
}

/** A line that is not what it should be. */
export class BadLine extends Error {}

/** A number of JSON as it is written, for fields in which 12345678901234567891 must not become 12345678901234567000. */
export function asWritten(_: string, value: unknown, { source }: { source: string }): unknown {
  return typeof value === 'number' ? source : value
}

/** The object of a line; of its numbers those that would lose digits, or what the reviver makes of them, as text. Throws a BadLine. */
export function parseLine<Value>(text: string, schema: ZodType<Value>, reviver?: typeof asWritten): Value {
  let value: unknown
  try {
    value = reviver ? JSON.parse(text, reviver as Parameters<typeof JSON.parse>[1]) : parseExactly(text)
  } catch {
    throw new BadLine('this is not JSON.')
  }
  return checked(value, schema)
}

/** A value of the schema. Throws a BadLine that names the field. */
export function checked<Value>(value: unknown, schema: ZodType<Value>): Value {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new BadLine(fieldSentenceOf(result.error))
}

/** Reports a bad line on standard error; the exit code will be 1. Anything but a BadLine or a RangeError is thrown on. */
export function reportBadLine(number: number, error: unknown, what = 'Line'): void {
  if (!(error instanceof BadLine || error instanceof RangeError)) throw error
  process.stderr.write(`${what} ${number}: ${error.message}\n`)
  process.exitCode = 1
}

/** Turns every line of a file into one line of standard output, in order. Bad lines are reported and left out. Throws if there is none. */
export async function mapLines<Value>(
  file: string,
  schema: ZodType<Value>,
  turn: (value: Value) => object,
  reviver?: typeof asWritten,
): Promise<void> {
  let any = false
  for await (const { number, text } of linesOf(file)) {
    any = true
    try {
      await writeLine(turn(parseLine(text, schema, reviver)))
    } catch (error) {
      reportBadLine(number, error)
    }
  }
  if (!any) throw new BadFile(`There is no line in “${file}”.`, 'Give JSON Lines, one object a line.')
}

/** One JSON object on standard output; waits while the reader cannot keep up. Throws `outputEnd`'s reason where it has left. */
export async function writeLine(value: object): Promise<void> {
  outputEnd.throwIfAborted()
  if (!process.stdout.write(`${JSON.stringify(value)}\n`)) await once(process.stdout, 'drain').catch(() => undefined)
  outputEnd.throwIfAborted()
}
