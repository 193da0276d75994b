// A weakening: one place of the program made less safe, and the tests that must notice.
// Knows its form. Does not know any.

export interface Weakening {
  /** What would be wrong then. */
  name: string
  file: string
  /** Stands in the file once. */
  text: string
  /** What is put in its place. */
  weaker: string
  /** Files of which one must fail. */
  tests: readonly string[]
  /** The item of Electron's security checklist (checklist.ts) that it breaks. */
  item?: number
}

/** Makes the rows of one file that the same tests watch. */
export function weakeningsOf(file: string, ...tests: string[]) {
  return (name: string, text: string, weaker: string, item?: number): Weakening => ({
    ...{ name, file, text, weaker, tests },
    ...(item !== undefined && { item }),
  })
}
