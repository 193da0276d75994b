// Folders and files for a test, written from a table.
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface Files {
  folder: string
  /** Writes these files; a number is that many bytes. */
  write(files: Readonly<Record<string, string | number>>): void
  /** Makes a link at the first path to the second, both in the folder. */
  link(from: string, to: string): void
  move(from: string, to: string): void
  remove(): void
}

export function temporaryFiles(): Files {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-models-'))
  const place = (path: string) => {
    const whole = join(folder, path)
    mkdirSync(dirname(whole), { recursive: true })
    return whole
  }
  return {
    folder,
    write(files) {
      for (const [path, content] of Object.entries(files)) {
        writeFileSync(place(path), typeof content === 'number' ? Buffer.alloc(content, 1) : content)
      }
    },
    link: (from, to) => symlinkSync(join(folder, to), place(from)),
    move: (from, to) => renameSync(join(folder, from), place(to)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
