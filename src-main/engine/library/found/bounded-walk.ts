// A walk through folders that other programs fill: as deep and as far as it may, and never twice through one.
// Knows folders and links. Does not know which files are wanted.
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'

export interface FoundFile {
  path: string
  /** Of the file itself, links followed. */
  bytes: number
}

/** Entries that one walk looks at. */
const MOST_ENTRIES = 20_000

/**
 * The files at most `depth` folders below this one whose names are wanted, in the order of their names. What cannot be read is
 * passed over; links are followed, but a folder is entered once.
 */
export async function walk(
  folder: string,
  { depth, wanted, most = MOST_ENTRIES }: { depth: number; wanted: (name: string) => boolean; most?: number },
): Promise<FoundFile[]> {
  const entered = new Set<string>()
  const found: FoundFile[] = []
  let left = most

  const enter = async (path: string, level: number): Promise<void> => {
    const real = await realpath(path).catch(() => null)
    if (real === null || entered.has(real)) return
    entered.add(real)
    for (const name of await namesIn(path)) {
      if (left-- <= 0) return
      await look(join(path, name), name, level)
    }
  }
  const look = async (path: string, name: string, level: number): Promise<void> => {
    const facts = await stat(path).catch(() => null)
    if (facts?.isDirectory() && level < depth) await enter(path, level + 1)
    if (facts?.isFile() && wanted(name)) found.push({ path, bytes: facts.size })
  }

  await enter(folder, 0)
  return found
}

/** The names in a folder, sorted; none where it cannot be read. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort()
}
