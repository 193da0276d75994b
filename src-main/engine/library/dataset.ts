// Problems from a file's text: its layout falls into records, their format says what they hold, what does not fit is told.
// Knows the two tables, ids and faults. Does not know layouts and formats themselves, or which files exist.
import type { Mapping, Part } from '../../contract/dataset.ts'
import { PARTS } from '../../contract/dataset.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { Problem, QUESTION_LIMIT } from '../../contract/problem.ts'
import { CSV_LAYOUT } from './csv-layout.ts'
import type { DatasetFormat } from './dataset-format.ts'
import { RECORD_LIMIT } from './dataset-layout.ts'
import type { DatasetLayout, DatasetRecord, FoundRecord } from './dataset-layout.ts'
import { suggestMapping } from './dataset-mapping.ts'
import { GSM8K_FORMAT } from './gsm8k-format.ts'
import { JSON_LAYOUT } from './json-layout.ts'
import { JSON_LINES_LAYOUT } from './json-lines-layout.ts'
import { MATH_FORMAT } from './math-format.ts'
import { PLAIN_FORMAT } from './plain-format.ts'

/** The first that fits the text is taken; CSV fits all. A new layout is a file beside these and a row here. */
const LAYOUTS: readonly DatasetLayout[] = [JSON_LINES_LAYOUT, JSON_LAYOUT, CSV_LAYOUT]

/** The first that fits a record is taken; the plain one fits all. A new format is a file beside these and a row here. */
const FORMATS: readonly DatasetFormat[] = [GSM8K_FORMAT, MATH_FORMAT, PLAIN_FORMAT]

/** Longest id, in characters. */
const ID_LIMIT = 200

export interface DatasetContent {
  problems: Problem[]
  /** One report for each record that is left out, with its line and field. */
  faults: ErrorReport[]
  /** What the text was read as. */
  format: string
  /** Fields of the records in the order in which they come. */
  fields: string[]
  mapping: Mapping
}

/**
 * Reads a dataset's text. A bad record never loses the good ones. Without a mapping the fields' names suggest one.
 * Ids that are missing become `line-<number>`, or `item-<number>` in JSON over many lines; of an id that comes twice the first problem is kept and the second told, because runs
 * name problems by id. Throws `bad-input` for a text that holds no records at all.
 */
export function readDataset(source: {
  text: string
  dataset: string
  name: string
  mapping?: Mapping | null
}): DatasetContent {
  const { dataset, name } = source
  const text = source.text.replace(/^\uFEFF/u, '')
  if (text.trim() === '') throw refused(`${name} is empty.`)
  const layout = LAYOUTS.find(({ fits }) => fits(text))!
  const found: FoundRecord[] = []
  for (const record of layout.recordsOf(text)) {
    if (found.push(record) > RECORD_LIMIT)
      throw refused(`${name} holds more than ${RECORD_LIMIT.toLocaleString('en')} records.`)
  }
  if (found.length === 0) throw refused(`${name} holds no records.`)
  const counts = fieldCounts(found)
  const mapping = source.mapping ?? suggestMapping(counts)
  const fields = [...counts.keys()]
  const problems: Problem[] = []
  const faults: ErrorReport[] = []
  const placeOfId = new Map<string, string>()
  const uses = new Map<string, number>()
  // Where nothing is the question, each record would say so; where none could be read, each says why.
  const asked = mapping.question !== null || fields.length === 0
  if (!asked) faults.push(noQuestion(name, fields))
  for (const { place, id: ownId, record } of asked ? found : []) {
    const fault = (part: Part | null, what: string) =>
      faults.push({
        code: 'bad-input',
        message: `${name}, ${place}${part === null ? '' : `, field “${mapping[part] ?? part}”`}: ${what}`,
        advice: 'Correct the line; the other lines are used.',
      })
    if (typeof record === 'string') {
      fault(null, record)
      continue
    }
    const format = FORMATS.find(({ fits }) => fits(record, mapping)) ?? PLAIN_FORMAT
    const parts = format.partsOf(record, mapping)
    const wrong = PARTS.find((part) => wrongIn(part, parts[part]) !== null)
    if (wrong) {
      fault(wrong, wrongIn(wrong, parts[wrong])!)
      continue
    }
    const { id, question, answer, level } = parts
    const parsed = Problem.safeParse({
      id: id ?? ownId,
      question,
      answer: answer ?? null,
      level: level ?? null,
      dataset,
    })
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      fault((issue?.path[0] as Part | undefined) ?? null, issue?.message.replace(/^It /, 'it ') ?? 'it does not fit.')
      continue
    }
    const earlier = placeOfId.get(parsed.data.id)
    if (earlier !== undefined) {
      fault('id', `“${parsed.data.id}” is the id of ${earlier} already.`)
      continue
    }
    placeOfId.set(parsed.data.id, place)
    uses.set(format.name, (uses.get(format.name) ?? 0) + 1)
    problems.push(parsed.data)
  }
  const [most] = [...uses].sort(([, a], [, b]) => b - a)
  return {
    problems,
    faults,
    format: `${most?.[0] ?? PLAIN_FORMAT.name}, ${layout.name}`,
    fields,
    mapping,
  }
}

/** What is wrong with a part's kind, as the end of a sentence; null where the contract may look at it. */
function wrongIn(part: Part, value: unknown): string | null {
  if (value === undefined || value === null) return part === 'question' ? 'it is missing.' : null
  if (part === 'level') return typeof value === 'number' ? null : 'it is not a number.'
  if (typeof value !== 'string') return 'it is neither a text nor a number.'
  if (part === 'id' && value.length > ID_LIMIT) return `it is longer than ${ID_LIMIT} characters.`
  if (part === 'id' && /\p{Cc}/u.test(value)) return 'it holds control characters.'
  if (part === 'answer' && value.length > QUESTION_LIMIT) return 'it is too long for an answer.'
  return value.includes('\0') ? 'it holds a null character.' : null
}

function fieldCounts(found: readonly FoundRecord[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  const records = found
    .map(({ record }) => record)
    .filter((record): record is DatasetRecord => typeof record !== 'string')
  for (const record of records) for (const field of record.keys()) counts.set(field, (counts.get(field) ?? 0) + 1)
  return counts
}

/** Fields that a fault names. */
const NAMED_FIELDS = 12

function noQuestion(name: string, fields: readonly string[]): ErrorReport {
  const named = fields.slice(0, NAMED_FIELDS).map((field) => `“${field.slice(0, 60)}”`)
  const more = fields.length > NAMED_FIELDS ? ` and ${fields.length - NAMED_FIELDS} more` : ''
  return {
    code: 'bad-input',
    message: `${name} has no field that is called like a question.`,
    advice: `Say which is the question: ${named.join(', ')}${more}.`,
  }
}

function refused(message: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message,
    advice: 'Choose a file with problems: JSON Lines, JSON or CSV with a header row.',
  })
}
