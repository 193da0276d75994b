// Several experiments as one table of CSV: the columns of each, with its name and whether its problems are the first one's.
// Knows names of columns and files. Does not know how a row comes about (export-csv.ts).
import type { ExportFile } from '../../../contract/experiment-export.ts'
import type { ExperimentSummary } from '../../../contract/experiment-summary.ts'
import { sameProblems } from '../../../contract/same-problems.ts'
import { csvText, rowsOf } from './export-csv.ts'
import { fileName } from './export.ts'

/**
 * The rows of all experiments, those of the first one first. `same_problems` is 1 where an experiment ran the problems of the first
 * one, and 0 where accuracies may not be set against its; a column that one experiment lacks is empty in its rows.
 */
export function joinedCsv(summaries: readonly ExperimentSummary[]): ExportFile {
  const rows = summaries.flatMap((summary) => {
    const same = sameProblems(summaries[0]!.header, summary.header)
    const { name } = summary.header.spec
    return rowsOf(summary).map((row) => ({ experiment: name, same_problems: Number(same), ...row }))
  })
  const names = summaries.map(({ header }) => header.spec.name).join(' and ')
  return { name: `${fileName(names)}.csv`, type: 'text/csv', text: csvText(rows) }
}
