// Whether `npm start` should fetch Electron: what the command line says, and what became of it the last time.
// Knows the two words, and a small file beside the packages. Does not know the download.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'

/** Milliseconds after which it is tried again by itself. */
const REMEMBERED = 7 * 24 * 3600 * 1000

export const FETCH_AGAIN = '--electron'
export const WITHOUT = '--browser'

const Skipped = z.object({ at: z.number(), reason: z.string() })

/** Why Electron is not fetched at this start; null where it should be. */
export function reasonToGoWithout(root: string, words: readonly string[], now = Date.now()): string | null {
  if (words.includes(WITHOUT)) return `${WITHOUT} was given`
  if (words.includes(FETCH_AGAIN)) return null
  try {
    const { at, reason } = Skipped.parse(JSON.parse(readFileSync(fileOf(root), 'utf8')))
    return now - at < REMEMBERED ? `at the last try ${reason}` : null
  } catch {
    return null
  }
}

/** Remembers for a week that it could not be had, or was not wanted. */
export function rememberToGoWithout(root: string, reason: string, now = Date.now()): void {
  try {
    mkdirSync(dirname(fileOf(root)), { recursive: true })
    writeFileSync(fileOf(root), JSON.stringify({ at: now, reason }))
  } catch {
    // Then it is tried again at the next start.
  }
}

export function forgetToGoWithout(root: string): void {
  rmSync(fileOf(root), { force: true })
}

/** With the packages, so that `npm ci` begins anew. */
function fileOf(root: string): string {
  return join(root, 'node_modules', '.cache', 'espalier-electron.json')
}
