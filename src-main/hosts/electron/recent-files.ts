// The files of runs that were opened last, newest first.
// Knows a small file. Does not know menus; the system's own list is told by who adds one.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

/** As many as a menu shows at once. */
const MOST = 10
const Paths = z.array(z.string()).max(MOST)

export interface RecentFiles {
  paths: () => readonly string[]
  add: (path: string) => void
  clear: () => void
}

/** The list that is kept in this file. A file that cannot be read is an empty list; one that cannot be written keeps for this session. */
export function openRecentFiles(file: string): RecentFiles {
  let paths = read(file)
  const keep = (next: readonly string[]) => {
    paths = next
    try {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, `${JSON.stringify(paths)}\n`)
    } catch {
      // It is a convenience.
    }
  }
  return {
    paths: () => paths,
    add: (path) => keep([path, ...paths.filter((other) => other !== path)].slice(0, MOST)),
    clear: () => keep([]),
  }
}

function read(file: string): readonly string[] {
  try {
    return Paths.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return []
  }
}
