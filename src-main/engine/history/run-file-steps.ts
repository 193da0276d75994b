// What became of the lines of a run's file from version to version.
// Knows the steps. Does not know how a file is read (run-file.ts); the history's own rows are brought up by store-migrations.ts.
import { asBefore } from '../record-steps.ts'
import type { FileSteps } from '../record-steps.ts'

export const RUN_FILE_STEPS: FileSteps<'header' | 'event'> = [
  // Version 2 has the events of a run that was changed by hand. One that was not is the same in both, and keeps its number, so that an
  // older program opens it.
  { header: asBefore, event: asBefore },
]
