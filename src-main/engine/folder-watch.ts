// Looks again and again whether a folder is still there: not every system tells it, and none on every disk.
// Knows the pace. Does not know what is done about it.
import { statSync } from 'node:fs'

/** Milliseconds between two looks: what is gone is to be noticed within a second. */
const LOOK_EVERY = 500

/** `look` is told whether there is such a folder. Returns the function that ends it. */
export function watchFolder(path: string, look: (there: boolean) => void): () => void {
  const timer = setInterval(() => look(isFolder(path)), LOOK_EVERY)
  timer.unref()
  return () => clearInterval(timer)
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
