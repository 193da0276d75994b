// What became of an experiment's files from version to version: the specification, the header, and a line of the journal.
// Knows the steps. Does not know the files (journal.ts).
import type { FileSteps } from '../../record-steps.ts'

/** A header is handed its specification as the version has it. */
export type ExperimentSteps = FileSteps<'spec' | 'header' | 'entry'>

/** None yet: every released program has written version 1. What it added since may be left out of a line. */
export const EXPERIMENT_STEPS: ExperimentSteps = []
