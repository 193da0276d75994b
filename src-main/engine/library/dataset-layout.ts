// A layout of a file: how its text falls into records. Each layout is one file and one row of the table in dataset.ts.
// Knows the question. Does not know what the records mean (dataset-format.ts).

/** The fields of one record. Those of an object inside it stand as `outer.inner`. */
export type DatasetRecord = ReadonlyMap<string, unknown>

export interface FoundRecord {
  /** Where it stands, for a person: `line 7`. */
  place: string
  /** Its id where it has none of its own: `line-7`. */
  id: string
  /** The record, or what is wrong with it, as the end of a sentence. */
  record: DatasetRecord | string
}

/** Records that a file may have; the largest published sets of problems have fewer. */
export const RECORD_LIMIT = 500_000

export interface DatasetLayout {
  /** As a person calls it. */
  name: string
  /** Whether the text has this layout, judged by its beginning. */
  fits: (text: string) => boolean
  /** The records in their order. */
  recordsOf: (text: string) => Iterable<FoundRecord>
}
