// Whether to start without the graphics card: somebody asked for it, or the last start ended before a window was there.
// Knows a word of the command line, and an empty file that stands while a start goes on. Does not know graphics.
import { existsSync, rmSync, writeFileSync } from 'node:fs'

export const SAFE = '--safe'

/** Why the graphics card is to be left alone; null where it is not. From now on the start counts as going on. */
export function reasonToBeSafe(words: readonly string[], file: string): 'asked' | 'last start' | null {
  const cutOff = existsSync(file)
  try {
    writeFileSync(file, '')
  } catch {
    // Then the next start does not know of this one.
  }
  return words.includes(SAFE) ? 'asked' : cutOff ? 'last start' : null
}

/** A window is there: the start is over. */
export function startIsOver(file: string): void {
  rmSync(file, { force: true })
}
