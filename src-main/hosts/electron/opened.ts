// What the program is started with, or asked for while it runs: files of runs, and links to a run.
// Knows which of a command line's words those are, and what a link may be. Does not know what becomes of them.
import { readFileSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { Order } from '../../contract/bridge.ts'
import { RUN_FILE_BYTES } from '../../contract/run-library.ts'

/** The scheme of links to a run. */
export const LINK_SCHEME = 'espalier'
/** A saved run, a node of it and a moment; nothing that does anything. */
const LINK = new RegExp(`^${LINK_SCHEME}://run/[\\w.!~*'()%-]{1,600}(\\?[a-z]+=\\d{1,9}(&[a-z]+=\\d{1,9}){0,3})?$`)
const RUN_FILE = /\.espalier\.jsonl$/i

/** Whether a path may be of runs, by its ending. */
export function isRunFile(path: string): boolean {
  return RUN_FILE.test(path)
}

export type Opened = { link: string } | { path: string }

/** Links and files among the words of a command line; paths are made absolute from `folder`. Other words are of Chromium or the program. */
export function openedBy(words: readonly string[], folder: string): Opened[] {
  return words.flatMap((word): Opened[] => {
    if (isLink(word)) return [{ link: word }]
    return !word.startsWith('-') && isRunFile(word) ? [{ path: resolve(folder, word) }] : []
  })
}

/** Whether a text is a link that may be followed. */
export function isLink(text: string): boolean {
  return LINK.test(text)
}

/** The order that shows this. A file that cannot be read, or is too large, comes without its bytes, so that the window tells it. */
export function orderOf(opened: Opened): Order {
  if ('link' in opened) return { kind: 'link', link: opened.link }
  const name = basename(opened.path)
  try {
    const found = statSync(opened.path)
    const { size } = found
    if (!found.isFile() || size > RUN_FILE_BYTES) return { kind: 'file', name, size, bytes: null }
    return { kind: 'file', name, size, bytes: new Uint8Array(readFileSync(opened.path)) }
  } catch {
    return { kind: 'file', name, size: 0, bytes: null }
  }
}
