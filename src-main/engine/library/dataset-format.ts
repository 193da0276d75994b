// A format of a dataset's lines: how it is recognised, and where a problem stands in it.
// Knows the questions. Each format answers them in a file of its own, and is one row of the table in dataset.ts.

/** The fields of one line, as JSON. */
export type Line = Readonly<Record<string, unknown>>

/** What a line tells of a problem. */
export type Part = 'id' | 'question' | 'answer' | 'level'

export interface DatasetFormat {
  /** Whether a line is of this format, judged by its fields. */
  fits: (line: Line) => boolean
  /** The name of the field that holds each part, for a fault. */
  names: Readonly<Record<Part, string>>
  /** The parts as a problem has them, undefined or null where the line has none; values that are none are checked afterwards. */
  partsOf: (line: Line) => Record<Part, unknown>
}
