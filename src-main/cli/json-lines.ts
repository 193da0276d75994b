// JSON Lines in, JSON Lines out, one at a time, for commands that other programs call.
// Knows files, standard input, bad lines and a reader that waits. Does not know what the lines say.
import { createReadStream } from 'node:fs'
import { once } from 'node:events'
import type { ZodType } from 'zod'
import { EspalierError } from '../contract/errors.ts'

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
  let rest = ''
  let number = 0
  try {
    for await (const chunk of stream) {
      const lines = (rest + String(chunk)).split('\n')
      rest = lines.pop()!
      for (const text of lines) yield* lineOf(++number, text)
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
  yield* lineOf(number + 1, rest)
}

function* lineOf(number: number, line: string): Generator<InputLine> {
  const text = (number === 1 ? line.replace(/^\uFEFF/u, '') : line).trim()
  if (text !== '') yield { number, text }
}

/** A line that is not what it should be. */
export class BadLine extends Error {}

/** The object of a line. Throws a BadLine that says what is wrong with it. */
export function parseLine<Value>(text: string, schema: ZodType<Value>): Value {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new BadLine('this is not JSON.')
  }
  return checked(value, schema)
}

/** A value of the schema. Throws a BadLine that names the field. */
export function checked<Value>(value: unknown, schema: ZodType<Value>): Value {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const field = issue.path.join('.')
  throw new BadLine(`${field === '' ? '' : `field “${field}”: `}${issue.message}`)
}

/** Reports a bad line on standard error; the exit code will be 1. Anything but a BadLine or a RangeError is thrown on. */
export function reportBadLine(number: number, error: unknown): void {
  if (!(error instanceof BadLine || error instanceof RangeError)) throw error
  process.stderr.write(`Line ${number}: ${error.message}\n`)
  process.exitCode = 1
}

/** Turns every line of a file into one line of standard output, in order. Bad lines are reported and left out. */
export async function mapLines<Value>(
  file: string,
  schema: ZodType<Value>,
  turn: (value: Value) => object,
): Promise<void> {
  for await (const { number, text } of linesOf(file)) {
    try {
      await writeLine(turn(parseLine(text, schema)))
    } catch (error) {
      reportBadLine(number, error)
    }
  }
}

/** One JSON object on standard output; waits while the reader cannot keep up. */
export async function writeLine(value: object): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(value)}\n`)) await once(process.stdout, 'drain')
}
