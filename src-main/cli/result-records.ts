// Records of results out of a file: one JSON array, JSON Lines, or runs of Espalier one after the other.
// Knows how a record is found and numbered. Does not know the formats' fields or how votes are counted.
import { z } from 'zod'
import type { RunEvent as Event } from '../contract/event.ts'
import { RunEvent } from '../contract/event.ts'
import { RunHeader } from '../contract/run.ts'
import { foldChanges } from '../contract/tree.ts'
import { BadFile } from './bad-file.ts'
import { gradedSolutions } from '../engine/foreign/graded-solutions.ts'
import { SOLUTION_FORMATS, solutionFormatOf, solutionSchema } from '../engine/foreign/solution-formats.ts'
import { poolOf } from '../search/pool.ts'
import type { PooledSolution } from '../search/pool.ts'
import { BadLine, checked, linesOf, parseLine } from './json-lines.ts'
import type { InputLine } from './json-lines.ts'

export const FORMATS = [...SOLUTION_FORMATS, 'espalier'] as const
export type Format = (typeof FORMATS)[number]

/** A record that is yet to be read, and its number among the lines or in the array. */
interface Numbered {
  number: number
  record: () => PooledSolution[] | null
  what: 'Line' | 'Record'
}

/**
 * The records of a file, or of standard input for `-`; without a format, it is told by each record's fields. A record is read
 * only when it is asked for, and may throw a BadLine or a RangeError, so that a bad one can be reported and left.
 */
export async function* recordsOf(file: string, format?: Format): AsyncGenerator<Numbered> {
  const runs = runReader()
  const isRun = (value: unknown) => format === 'espalier' || (format === undefined && runs.owns(value))
  let last = 0
  const source = await arrayOrLines(linesOf(file), file)
  if ('array' in source) {
    for (const [index, value] of source.array.entries()) {
      yield { number: index + 1, record: () => foreign(value, format), what: 'Record' }
    }
    return
  }
  for await (const { number, text } of source.lines) {
    last = number
    yield {
      number,
      record() {
        const value = parseLine(text, z.unknown())
        return isRun(value) ? runs.line(value) : foreign(value, format)
      },
      what: 'Line',
    }
  }
  yield { number: last, record: () => runs.end(), what: 'Line' }
}

function foreign(value: unknown, named?: Format): PooledSolution[] {
  const format = named ?? solutionFormatOf(value)
  if (format === null || format === 'espalier') {
    throw new BadLine(`this has the fields of no known format (${FORMATS.join(', ')}).`)
  }
  return gradedSolutions(checked(value, solutionSchema(format)))
}

/** The elements of a file that is one JSON array, which is read whole; or the lines of one that is not, as they come. */
async function arrayOrLines(
  lines: AsyncGenerator<InputLine>,
  file: string,
): Promise<{ array: unknown[] } | { lines: AsyncIterable<InputLine> | InputLine[] }> {
  const first = await lines.next()
  if (first.done) return { lines }
  if (!first.value.text.startsWith('[')) return { lines: followedBy(first.value, lines) }
  const all = [first.value]
  for await (const line of lines) all.push(line)
  try {
    return { array: parseLine(all.map(({ text }) => text).join('\n'), z.array(z.unknown())) }
  } catch (error) {
    // JSON Lines with a bad first line: other lines are whole objects.
    if (all.some(({ text }) => isObject(text))) return { lines: all }
    throw new BadFile(
      `“${file}” begins like a JSON array but is none.`,
      'Give JSON Lines, or one whole JSON array.',
      error,
    )
  }
}

async function* followedBy(first: InputLine, rest: AsyncIterable<InputLine>): AsyncGenerator<InputLine> {
  yield first
  yield* rest
}

function isObject(text: string): boolean {
  try {
    return text.startsWith('{') && typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

/** Puts runs together from the lines of run files, one after the other in one stream. */
function runReader() {
  let header: RunHeader | null = null
  let events: Event[] = []
  const end = () => {
    const finished = header
    const changes = events.map(({ change }) => change)
    header = null
    events = []
    if (finished === null) return null
    if (finished.spec.problem.answer === null) throw new BadLine('the run that ends here has no reference answer.')
    return poolOf(foldChanges(changes))
  }
  const isHeader = (value: unknown) =>
    typeof value === 'object' && value !== null && 'schema' in value && value.schema === 'espalier-run'
  return {
    /** Whether a value is a line of a run. */
    owns: (value: unknown) => header !== null || isHeader(value),
    /** Takes a line; gives the run before it where the line begins a new one. */
    line(value: unknown): PooledSolution[] | null {
      if (header !== null && !isHeader(value)) {
        events.push(checked(value, RunEvent))
        return null
      }
      const next = checked(value, RunHeader)
      try {
        return end()
      } finally {
        header = next
      }
    },
    end,
  }
}
