// A format of a dataset's records: how it is recognised, and how its fields become the parts of a problem.
// Knows the questions. Each format answers them in a file of its own, and is one row of the table in dataset.ts.
import type { Mapping, Part } from '../../contract/dataset.ts'
import type { DatasetRecord } from './dataset-layout.ts'

export interface DatasetFormat {
  /** As a person calls it. */
  name: string
  /** Whether a record is of this format, judged by its fields. */
  fits: (record: DatasetRecord, mapping: Mapping) => boolean
  /** The parts as a problem has them, undefined or null where the record has none; values that are none are checked afterwards. */
  partsOf: (record: DatasetRecord, mapping: Mapping) => Record<Part, unknown>
}
