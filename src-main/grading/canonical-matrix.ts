// The canonical form of a matrix: its cells by rows.
// Knows rows and columns. Does not know how a cell is told (canonical-answer.ts).
import { splitAt } from './answer-parts.ts'

/** Matrices in any brackets, and lists of rows as programs write them; a determinant is none. Null for other texts. */
export function matrix(text: string, valueOf: (text: string) => string): string | null {
  const bare = text.replace(/^[([]\s*(?=\\begin)|(?<=\})\s*[)\]]$/g, '')
  const match = /^\\begin\s*\{([a-zA-Z]*)(matrix|array)\}(?:\{[lcr|]*\})?(.*)\\end\s*\{\1\2\}$/s.exec(bare)
  if (!match) return nested(text, valueOf)
  const rows = splitAt(
    match[3]!
      .replace(/\\\\\s*\[[^\]]*(?:pt|em|ex|mm|cm)\]/g, '\\\\')
      .trim()
      .replace(/\\\\$/, ''),
    /\\\\/y,
  )
  const form = match[1] === 'v' || match[1] === 'V' ? 'determinant' : 'matrix'
  return `${form} ${rows.map((row) => written(splitAt(row, /&/y), valueOf)).join(' ')}`
}

/** [[1, 2], [3, 4]] */
function nested(text: string, valueOf: (text: string) => string): string | null {
  const inside = /^\[\s*(\[.*\])\s*\]$/s.exec(text)?.[1]
  if (inside === undefined) return null
  const rows = splitAt(inside, /,/y).map((row) => /^\s*\[([^[\]]*)\]\s*$/.exec(row)?.[1])
  const cells = rows.map((row) => (row === undefined ? [] : splitAt(row, /,/y)))
  if (cells.some((row) => row.length === 0 || row.length !== cells[0]!.length)) return null
  return `matrix ${cells.map((row) => written(row, valueOf)).join(' ')}`
}

function written(cells: readonly string[], valueOf: (text: string) => string): string {
  return `[${cells.map((cell) => valueOf(cell.trim())).join('; ')}]`
}
