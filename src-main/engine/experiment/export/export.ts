// The exports of an experiment: which format is which file.
// Knows names and types of files. Does not know what is in them.
import type { ExperimentHeader, ExperimentResult } from '../../../contract/experiment.ts'
import type { ExportFile, ExportFormat } from '../../../contract/experiment-export.ts'
import type { ExperimentSummary } from '../../../contract/experiment-summary.ts'
import { csvOf } from './export-csv.ts'
import { htmlOf } from './export-html.ts'
import { jsonLinesOf } from './export-json-lines.ts'
import { latexOf } from './export-latex.ts'
import { summarize } from '../figures/summary.ts'

/** What an export is made from. */
interface Exported {
  header: ExperimentHeader
  results: readonly ExperimentResult[]
  seconds: readonly (number | null)[] | undefined
  figure: string
  summary: () => ExperimentSummary
}

/** The formats that are made of sums; the paper's is made of one point's solutions (solutions-export.ts). */
export type SummedFormat = Exclude<ExportFormat, 'paper'>

interface Format {
  /** Of the file's name. */
  extension: string
  type: string
  textOf: (exported: Exported) => string
}

const FORMATS: Readonly<Record<SummedFormat, Format>> = {
  csv: { extension: 'csv', type: 'text/csv', textOf: ({ summary }) => csvOf(summary()) },
  jsonl: {
    extension: 'jsonl',
    type: 'application/x-ndjson',
    textOf: ({ header, results, seconds }) => [...jsonLinesOf(header, results, seconds)].join(''),
  },
  latex: { extension: 'tex', type: 'application/x-tex', textOf: ({ summary }) => latexOf(summary()) },
  html: { extension: 'html', type: 'text/html', textOf: ({ summary, figure }) => htmlOf(summary(), figure) },
  spec: {
    extension: 'json',
    type: 'application/json',
    textOf: ({ header }) => `${JSON.stringify(header.spec, null, 2)}\n`,
  },
}

/**
 * One export of what an experiment found so far. `seconds`: what each result took, by its place; `figure`: an SVG element for the HTML
 * report, or '' for none; `summary`: that of these results, where it is known already. Throws a RangeError for a figure that is no SVG.
 */
export function exportOf(
  format: SummedFormat,
  {
    header,
    results,
    seconds,
    figure = '',
    summary = () => summarize(header, results, seconds),
  }: {
    header: ExperimentHeader
    results: readonly ExperimentResult[]
    seconds?: readonly (number | null)[]
    figure?: string
    summary?: () => ExperimentSummary
  },
): ExportFile {
  const { extension, type, textOf } = FORMATS[format]
  const text = textOf({ header, results, seconds, figure, summary })
  return { name: `${fileName(header.spec.name)}.${extension}`, type, text }
}

/** Letters, digits and hyphens of a name, at most 60; `experiment` where it has none. */
export function fileName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '')
  return plain === '' ? 'experiment' : plain
}
