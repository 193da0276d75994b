// How many rows a pass may have: fewer from the moment on in which so many could not be done.
// Knows the limit. Does not know passes.

export interface RowLimit {
  readonly rows: number
  /** A pass of so many rows has failed. Returns whether fewer rows may do: memory may have run out. */
  lower(failed: number): boolean
}

export function openRowLimit(most: number): RowLimit {
  let rows = most
  return {
    get rows() {
      return rows
    },
    lower(failed) {
      if (failed <= 2) return false
      rows = failed >> 1
      return true
    },
  }
}
