// The reports that `espalier experiment` leaves in the folder of the results.
// Knows their files. Does not know what is in them: the engine writes the texts, the window's own layout draws the picture.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExperimentSummary } from '../contract/experiment-summary.ts'
import type { Engine } from '../engine/engine.ts'

/** Exports by file name; the picture stands beside them. */
const REPORTS = { csv: 'points.csv', jsonl: 'answers.jsonl', latex: 'table.tex', html: 'report.html' } as const
const PICTURE = 'figure.svg'

/** Writes every report of an experiment, and resolves to what its results say. */
export async function writeReports(engine: Engine, id: string, folder: string): Promise<ExperimentSummary> {
  const summary = await engine.call('experiments.summary', { id })
  // Loaded here, because no other command draws.
  const { accuracyPicture } = await import('../../src-renderer/plot/accuracy-picture.ts')
  const figure = accuracyPicture(summary)
  writeFileSync(join(folder, PICTURE), figure)
  for (const format of Object.keys(REPORTS) as (keyof typeof REPORTS)[]) {
    const { text } = await engine.call('experiments.export', { id, format, figure: format === 'html' ? figure : '' })
    writeFileSync(join(folder, REPORTS[format]), text)
  }
  return summary
}
