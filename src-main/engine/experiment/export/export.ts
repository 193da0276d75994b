// The exports of an experiment: which format is which file.
// Knows names and types of files. Does not know what is in them.
import type { ExperimentHeader, ExperimentResult } from '../../../contract/experiment.ts'
import type { ExperimentSummary } from '../../../contract/experiment-summary.ts'
import { csvOf } from './export-csv.ts'
import { htmlOf } from './export-html.ts'
import { jsonLinesOf } from './export-json-lines.ts'
import { latexOf } from './export-latex.ts'
import { summarize } from '../figures/summary.ts'

export const EXPORT_FORMATS = ['csv', 'jsonl', 'latex', 'html', 'spec'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** A file that is not written yet. */
export interface ExportFile {
  /** A name that every file system takes. */
  name: string
  type: string
  text: string
}

/**
 * One export of what an experiment found so far. `seconds`: what each result took, by its place; `figure`: an SVG element for the HTML
 * report, or '' for none; `summary`: that of these results, where it is known already. Throws a RangeError for a figure that is no SVG.
 */
export function exportOf(
  format: ExportFormat,
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
  const name = fileName(header.spec.name)
  switch (format) {
    case 'csv':
      return { name: `${name}.csv`, type: 'text/csv', text: csvOf(summary()) }
    case 'jsonl':
      return {
        name: `${name}.jsonl`,
        type: 'application/x-ndjson',
        text: [...jsonLinesOf(header, results, seconds)].join(''),
      }
    case 'latex':
      return { name: `${name}.tex`, type: 'application/x-tex', text: latexOf(summary()) }
    case 'html':
      return { name: `${name}.html`, type: 'text/html', text: htmlOf(summary(), figure) }
    case 'spec':
      return { name: `${name}.json`, type: 'application/json', text: `${JSON.stringify(header.spec, null, 2)}\n` }
  }
}

/** Letters, digits and hyphens of a name, at most 60; `experiment` where it has none. */
function fileName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '')
  return plain === '' ? 'experiment' : plain
}
