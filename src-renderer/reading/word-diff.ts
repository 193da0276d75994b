// How one text became another, word by word.
// Knows the library that compares, and that it may take too long. Does not know whose texts they are.
import { diffWordsWithSpace } from 'diff'

/** A stretch of text: in both, in the second alone, or in the first alone. */
export interface Stretch {
  kind: 'both' | 'added' | 'removed'
  text: string
}

/** Milliseconds that a comparison may take; texts that differ in everything take longest. */
const LIMIT = 200

/**
 * The stretches in order: those of the first text joined are the first, those of the second the second. Texts that take too long to
 * compare are one removed and one added.
 */
export function wordDiff(first: string, second: string): Stretch[] {
  const changes = diffWordsWithSpace(first, second, { timeout: LIMIT })
  if (!changes) {
    return [
      { kind: 'removed' as const, text: first },
      { kind: 'added' as const, text: second },
    ].filter(({ text }) => text !== '')
  }
  return changes.map(({ value, added, removed }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'both',
    text: value,
  }))
}
