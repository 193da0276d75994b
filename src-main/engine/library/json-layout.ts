// JSON over many lines: an array of objects, objects one after another, or one object that holds the records in a field.
// Knows brackets, strings and lines, so that a bad record is told by its line and loses no other. Does not know what records hold.
import type { DatasetLayout, FoundRecord } from './dataset-layout.ts'
import { objectOf, recordsInside } from './json-record.ts'

export const JSON_LAYOUT: DatasetLayout = {
  name: 'JSON',
  fits: (text) => /^\s*[[{]/u.test(text),
  *recordsOf(text) {
    let first: Piece | null = null
    let count = 0
    for (const piece of piecesOf(text)) {
      if (count === 1) yield foundIn(first!, 0)
      if (count > 0) yield foundIn(piece, count)
      else first = piece
      count += 1
    }
    // One value alone may hold the records.
    if (first && count === 1) yield* (first.ends ? recordsInside(first.content) : null) ?? [foundIn(first, 0)]
  },
}

function foundIn({ line, content, ends }: Piece, at: number): FoundRecord {
  const record = ends ? objectOf(content) : 'the file ends before this does.'
  return { place: `line ${line}, item ${at + 1}`, id: `item-${at + 1}`, record }
}

interface Piece {
  line: number
  content: string
  /** False where the text ends in it. */
  ends: boolean
}

const [QUOTE, BACKSLASH, COMMA, FEED, RETURN] = [0x22, 0x5c, 0x2c, 0x0a, 0x0d]
const [LIST, LIST_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d]

/** The values of the text: those of an array that stands at its top, and those that stand there alone. */
export function* piecesOf(text: string): Generator<Piece> {
  /** The array that is open at the top, by its line; null outside of one. */
  let list: number | null = null
  let line = 1
  let start = -1
  let startLine = 1
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === FEED || (code === RETURN && text.charCodeAt(at + 1) !== FEED)) line += 1
    if (inString) {
      if (code === BACKSLASH) at += 1
      else if (code === QUOTE) inString = false
      continue
    }
    if (start < 0) {
      if (code <= 0x20 || code === COMMA || code === 0xfeff) continue
      if (list === null && code === LIST) {
        list = line
        continue
      }
      if (list !== null && code === LIST_END) {
        list = null
        continue
      }
      start = at
      startLine = line
    }
    if (code === QUOTE) inString = true
    else if (code === LIST || code === OBJECT) depth += 1
    else if (depth > 0 && (code === LIST_END || code === OBJECT_END)) {
      depth -= 1
      if (depth > 0) continue
      yield { line: startLine, content: text.slice(start, at + 1), ends: true }
      start = -1
    } else if (depth === 0 && (code === COMMA || code === FEED || code === RETURN || code === LIST_END)) {
      // A value without brackets ends where the next begins, or at the end of its line.
      yield { line: startLine, content: text.slice(start, at), ends: true }
      start = -1
      if (code === LIST_END) list = null
    }
  }
  if (start >= 0) yield { line: startLine, content: text.slice(start), ends: depth === 0 && !inString }
  else if (list !== null) yield { line, content: '', ends: false }
}
