// Files that appear whole or not at all.
// Knows short writes, flushes and drafts. Does not know what is written.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'

/** Writes a file, in place of one that may be there, and has it on disk. Throws the system's error; then nothing has changed. */
export function writeWhole(path: string, text: string): void {
  const draft = `${path}.part`
  const file = openSync(draft, 'w')
  try {
    writeAll(file, text, 0)
    fsyncSync(file)
  } catch (error) {
    closeSync(file)
    rmSync(draft, { force: true })
    throw error
  }
  closeSync(file)
  renameSync(draft, path)
}

/** All of a text at a place of a file; a short write is continued. Returns the bytes written. */
export function writeAll(file: number, text: string, at: number): number {
  const bytes = Buffer.from(text)
  let done = 0
  while (done < bytes.length) done += writeSync(file, bytes, done, bytes.length - done, at + done)
  return done
}
