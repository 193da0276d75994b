// What the engine asks of the thread that reads files of other programs.
// Knows the calls of that border. Does not know who makes or answers them.
import type { ErrorReport } from '../../contract/errors.ts'
import type { ResultsPreview } from '../../contract/foreign-results.ts'
import type { RewardSource } from '../../contract/imported.ts'
import type { Problem } from '../../contract/problem.ts'
import type { Placed } from './foreign-file.ts'
import type { ForeignSolution, LabelledTree } from './foreign-problem.ts'

/** A file as its user gave it. */
export interface UploadedFile {
  /** Its name, without a folder. */
  file: string
  bytes: Uint8Array
}

/** A solution with what it answers, by this program's rules. */
export interface GradedSolution extends ForeignSolution {
  answer: string | null
  correct: boolean
}

/** A problem with its solutions. */
export interface SolvedProblem {
  problem: Problem & { answer: string }
  solutions: GradedSolution[]
  /** Tokens of all of them; null where the file does not tell. */
  tokens: number | null
}

export interface ReadSolutions {
  format: string
  sha256: string
  faults: ErrorReport[]
  problems: SolvedProblem[]
}

export interface ReadTrees {
  format: string
  rewards: RewardSource
  /** Those that were asked for, and how many there are. */
  trees: Placed<LabelledTree>[]
  total: number
}

/** Files that cannot be read, or hold the other kind, reject with `bad-input`. */
export type ForeignCalls = {
  preview: (file: UploadedFile) => ResultsPreview
  solutions: (file: UploadedFile) => ReadSolutions
  trees: (what: UploadedFile & { first: number; count: number }) => ReadTrees
}
