// What a screen showed last, by its id, so that a reload finds the same.
// Knows reading and writing it. Does not know where it is kept, or whether that still exists.

export interface LastShown {
  read: () => string | null
  write: (id: string | null) => void
}

/** Remembers nothing. */
export const NONE_SHOWN: LastShown = { read: () => null, write: () => undefined }
