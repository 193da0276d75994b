// A file of another program: its bytes become records, each record solutions or a labelled tree; what does not fit is told.
// Knows which layouts and formats there are. Does not know what is made of them.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { EspalierError } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { fieldSentenceOf } from '../../contract/issue-words.ts'
import { textOf } from '../library/dataset-text.ts'
import { parseExactly } from '../library/exact-json.ts'
import { piecesOf } from '../library/json-layout.ts'
import { JSON_LINES_LAYOUT, linesOf } from '../library/json-lines-layout.ts'
import type { ForeignSolutions, LabelledTree } from './foreign-problem.ts'
import { MATH_SHEPHERD } from './math-shepherd-format.ts'
import { PRM800K } from './prm800k-format.ts'
import { SOLUTION_FORMATS, solutionFormatName, solutionFormatOf, solutionSchema } from './solution-formats.ts'

/** Formats of labelled trees; the first that fits is taken. A new one is a file beside these and a row here. */
const TREE_FORMATS = [PRM800K, MATH_SHEPHERD] as const
type TreeFormat = (typeof TREE_FORMATS)[number]

/** Where a record stands, and what it says. */
export interface Placed<Content> {
  /** For a person: `line 7`. */
  place: string
  content: Content
}

interface Told {
  /** What the file was read as. */
  format: string
  faults: ErrorReport[]
  notes: string[]
  /** SHA-256 of the bytes, hexadecimal. */
  sha256: string
}
export type ForeignFile = Told &
  (
    | { kind: 'solutions'; records: Placed<ForeignSolutions>[] }
    | { kind: 'trees'; rewards: TreeFormat['rewards']; together: boolean; records: Placed<LabelledTree>[] }
  )

/** What a record is read as. */
interface Reading {
  name: string
  /** Null for solutions. */
  tree: TreeFormat | null
  schema: z.ZodType<ForeignSolutions | LabelledTree>
}

/**
 * Reads a file. The first record of a known format says whether it holds solutions or trees; records of the other kind, and bad ones,
 * are told and lose no other. Throws `bad-input` where it holds no text, or no record that can be read.
 */
export function readForeignFile(file: string, bytes: Uint8Array): ForeignFile {
  const { text, note } = textOf(bytes, file)
  const source = text.replace(/^\uFEFF/u, '')
  const lines = JSON_LINES_LAYOUT.fits(source)
  const faults: ErrorReport[] = []
  const records: Placed<ForeignSolutions | LabelledTree>[] = []
  let first: Reading | null = null
  const uses = new Map<string, number>()
  for (const { place, content } of lines ? linePieces(source) : arrayPieces(source)) {
    try {
      const value = valueOf(content)
      const reading = readingOf(value)
      first ??= reading
      if (reading.tree !== first.tree) throw new RangeError(`this is ${reading.name}, the file began as ${first.name}.`)
      records.push({ place, content: checked(value, reading.schema) })
      uses.set(reading.name, (uses.get(reading.name) ?? 0) + 1)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      faults.push(faultAt(file, place, error.message))
    }
  }
  if (records.length === 0) throw nothingIn(file, faults)
  const [most] = [...uses].sort(([, a], [, b]) => b - a)
  const told: Told = {
    format: `${most![0]}, ${lines ? 'JSON Lines' : 'JSON'}`,
    faults,
    notes: note === null ? [] : [note],
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }
  return first?.tree
    ? { ...told, kind: 'trees', ...labelsOf(first.tree), records: records as Placed<LabelledTree>[] }
    : { ...told, kind: 'solutions', records: records as Placed<ForeignSolutions>[] }
}

function labelsOf({ rewards, together }: TreeFormat): Pick<TreeFormat, 'rewards' | 'together'> {
  return { rewards, together }
}

/** A record that is left out. */
export function faultAt(file: string, place: string, what: string): ErrorReport {
  return { code: 'bad-input', message: `${file}, ${place}: ${what}`, advice: 'Correct it; the others are used.' }
}

function* linePieces(text: string): Generator<Placed<string>> {
  for (const { number, content } of linesOf(text)) yield { place: `line ${number}`, content }
}

/** Content null: the file ends inside of it. */
function* arrayPieces(text: string): Generator<Placed<string | null>> {
  let item = 0
  for (const { line, content, ends } of piecesOf(text)) {
    item += 1
    yield { place: `line ${line}, item ${item}`, content: ends ? content : null }
  }
}

function valueOf(content: string | null): object {
  if (content === null) throw new RangeError('the file ends before this does.')
  let value: unknown
  try {
    value = parseExactly(content)
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError('it is nested too deeply.', { cause: error })
    const bare = /\b(?:NaN|-?Infinity)\b/.exec(content)?.[0]
    throw new RangeError(bare === undefined ? 'this is not JSON.' : `${bare} is not JSON; write null for it.`, {
      cause: error,
    })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RangeError('this is not a JSON object.')
  return value
}

function readingOf(record: object): Reading {
  const format = solutionFormatOf(record)
  if (format) return { name: solutionFormatName(format), tree: null, schema: solutionSchema(format) }
  const tree = TREE_FORMATS.find(({ fits }) => fits(record))
  if (tree) return { name: tree.name, tree, schema: tree.schema }
  throw new RangeError('it has the fields of no known format.')
}

/** Throws a RangeError that names the field. */
function checked<Value>(record: object, schema: z.ZodType<Value>): Value {
  const result = schema.safeParse(record)
  if (result.success) return result.data
  throw new RangeError(fieldSentenceOf(result.error))
}

/** The names of all formats, for a person. */
const KNOWN = [...SOLUTION_FORMATS.map(solutionFormatName), ...TREE_FORMATS.map(({ name }) => name)].join(', ')

function nothingIn(file: string, faults: readonly ErrorReport[]): EspalierError {
  const [first] = faults
  return new EspalierError({
    code: 'bad-input',
    message: first ? `${file} holds no results that can be read. ${first.message}` : `${file} holds no records.`,
    advice: `Choose a file of results: ${KNOWN}.`,
  })
}
