// What the engine asks of the thread that sums up experiments.
// Knows the calls of that border. Does not know who makes or answers them.
import type { ExperimentHeader, ExperimentResult } from '../../contract/experiment.ts'
import type { ExportFile } from '../../contract/experiment-export.ts'
import type { ExperimentSummary, PointComparison, PointName } from '../../contract/experiment-summary.ts'
import type { SummedFormat } from './export/export.ts'

/** An experiment, and of its results those that the thread does not have yet. */
export interface SumsSource {
  id: string
  header: ExperimentHeader
  /** Place of the first of these results among all that were sent. */
  from: number
  results: ExperimentResult[]
  /** Of each result; null where nobody measured them. */
  seconds: (number | null)[]
}

/** Figures that no report takes, and points that cannot be compared, reject with `bad-input`. */
export type SumsCalls = {
  summary: (what: { source: SumsSource }) => ExperimentSummary
  export: (what: { source: SumsSource; format: SummedFormat; figure: string }) => ExportFile
  compare: (what: { source: SumsSource; first: PointName; second: PointName }) => PointComparison
}

/** What the engine tells: that it will not ask about this experiment again. */
export type SumsTopics = { forget: { id: string } }
