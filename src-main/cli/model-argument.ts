// A model as a command names it: by its id, by the address of a server, or by the path of a folder or file.
// Knows how these are told from each other. Does not know which models there are.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { isPlace } from '../engine/library/model-place.ts'
import { isServerAddress } from '../inference/server/model-server.ts'

/** The absolute path where the text names one: it looks like a path, or is no known id and there is such a file; else null. */
export function pathNamed(text: string, knownIds: readonly string[]): string | null {
  if (isServerAddress(text) || knownIds.includes(text)) return null
  return isPlace(text) || existsSync(text) ? resolve(text) : null
}
