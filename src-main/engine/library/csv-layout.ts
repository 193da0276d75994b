// CSV: a header row, then a row a problem, parted by commas, semicolons or tabs. Cells in quotes may hold line breaks.
// Knows separators and the header. Does not know how cells are quoted (csv-parse) or what they hold.
import { parse } from 'csv-parse/sync'
import type { CsvError } from 'csv-parse/sync'
import { EspalierError } from '../../contract/errors.ts'
import { RECORD_LIMIT } from './dataset-layout.ts'
import type { DatasetLayout, FoundRecord } from './dataset-layout.ts'
import { isKnownField } from './dataset-mapping.ts'

const SEPARATORS = [',', ';', '\t']

/** Characters a row may have; the longest question has far fewer, and a quotation mark that is never closed far more. */
const ROW_LIMIT = 1_000_000

/** Characters a header may have: a file with longer lines is something else. */
const HEADER_LIMIT = 100_000

interface Row {
  record: string[]
  /** Lines up to the end of the row, and those of them that are empty. */
  info: { lines: number; empty_lines: number }
}

export const CSV_LAYOUT: DatasetLayout = {
  name: 'CSV',
  fits: () => true,
  recordsOf(text) {
    if (firstLineOf(text).length > HEADER_LIMIT) throw noDataset()
    let broken: CsvError | undefined
    const rows = parse(text.replace(/\r\n?/gu, '\n'), {
      delimiter: separatorOf(text),
      record_delimiter: '\n',
      info: true,
      // The header, and one row more than a file may have.
      to: RECORD_LIMIT + 2,
      max_record_size: ROW_LIMIT,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      on_skip: (error) => {
        broken ??= error
        return undefined
      },
    }) as unknown as Row[]
    const header = rows[0]?.record.map((cell) => cell.trim()) ?? []
    if (header.length < 2 && !header.some(isKnownField)) throw noDataset()
    const found = rows.slice(1).map((row, at) => foundIn(row, rows[at]!, header))
    return broken ? [...found, brokenAfter(rows.at(-1), broken)] : found
  },
}

function firstLineOf(text: string): string {
  const trimmed = text.trimStart()
  const end = trimmed.search(/[\r\n]/u)
  return end < 0 ? trimmed : trimmed.slice(0, end)
}

/** The separator that the first line has most of, outside of quotes. */
function separatorOf(text: string): string {
  const bare = firstLineOf(text).replace(/"[^"]*"/gu, '')
  const counts = SEPARATORS.map((separator) => bare.split(separator).length)
  return SEPARATORS[counts.indexOf(Math.max(...counts))]!
}

/** A row as a record; an empty cell is none. */
function foundIn({ record, info }: Row, before: Row, header: readonly string[]): FoundRecord {
  const line = before.info.lines + 1 + info.empty_lines - before.info.empty_lines
  const place = { place: `line ${line}`, id: `line-${line}` }
  if (record.length > header.length) {
    return { ...place, record: `it has ${record.length} cells, the header ${header.length}.` }
  }
  const cells = header.map((name, at) => [name, record[at]] as const)
  return { ...place, record: new Map(cells.filter(([name, cell]) => name !== '' && cell !== undefined && cell !== '')) }
}

/** The row at which reading had to end. */
function brokenAfter(last: Row | undefined, { code }: CsvError): FoundRecord {
  const line = (last?.info.lines ?? 0) + 1
  const why =
    code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE'
      ? 'a quotation mark is not closed, or the row is endless; nothing from here on is read.'
      : 'its quotation marks are in disorder.'
  return { place: `line ${line}`, id: `line-${line}`, record: why }
}

function noDataset(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'This file is neither JSON Lines nor JSON, nor CSV with a header row.',
    advice: 'Choose a file whose records have a question and, if known, an answer.',
  })
}
