// A folder in use that somebody may remove or move meanwhile.
// Knows what tells a folder from another one that took its place. Does not know what lies in it.
import { statSync } from 'node:fs'
import { makeFolder } from './make-folder.ts'

export interface OwnFolder {
  /** Whether any folder stands there. */
  isThere(): boolean
  /** Whether the one that was used is not there any more, or another one is. */
  isAway(): boolean
  /** Makes it at the first use, or goes on with the one that took its place. It is not made again: who took it may bring it back. Throws the system's error. */
  use(): void
}

export function ownFolder(path: string): OwnFolder {
  let own = folderAt(path)
  const folder: OwnFolder = {
    isThere: () => folderAt(path) !== null,
    isAway() {
      const there = folderAt(path)
      own ??= there
      return own !== there
    },
    use() {
      if (own === null) makeFolder(path)
      const there = folderAt(path)
      if (there === null) throw Object.assign(new Error(`${path} was taken away.`), { code: 'ENOENT' })
      own = there
    },
  }
  return folder
}

/**
 * What tells the folder at this path from others; null where there is none. A number is given anew once its folder is gone, so the time of
 * its making belongs to it. Where a disk keeps no such time, it may look like another one that holds the same.
 */
function folderAt(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found?.isDirectory() ? `${found.dev}:${found.ino}:${found.birthtimeNs}` : null
}
