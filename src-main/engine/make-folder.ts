// Makes a folder and those above it that are missing.
// Knows one trap of Node: `mkdir` with `recursive` never returns where the system refuses a name under a folder that is there with
// “no such file” (under /proc, for example). Does not know what the folder is for.
import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Makes the folder if it is missing. Throws the system's error where it cannot, or where a file stands in the way. */
export function makeFolder(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isDirectory()) return
  const parent = dirname(path)
  if (!found && parent !== path) makeFolder(parent)
  try {
    mkdirSync(path)
  } catch (error) {
    // A neighbour may have made it meanwhile.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}
