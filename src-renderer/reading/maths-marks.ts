// Where a text has maths: in $…$, $$…$$, \(…\), \[…\], \boxed{…} and \begin{…}…\end{…}.
// Knows the marks, that nothing in code is marked, and that $5 is an amount of money. Does not know TeX or Markdown.

export interface Maths {
  /** As it was written, marks included. */
  source: string
  /** Between the marks. */
  tex: string
  /** On a line of its own. */
  display: boolean
}

export type Piece = { kind: 'text' | 'code'; text: string } | { kind: 'maths'; maths: Maths }

/** A piece that begins somewhere, and where it ends. */
interface Found {
  piece: Piece
  end: number
}

const DISPLAY_DOLLARS = /\$\$((?:\\[^]|\$(?!\$)|[^\\$])+)\$\$/y
/** Up to the next dollar, which no digit follows: `$5 or $6` holds no maths. */
const DOLLARS = /\$((?:\\[^]|[^\\$])+)\$(?!\d)/y
const ENVIRONMENT = /\\begin\{((?:align|equation|gather|multline|eqnarray|cases|array|[pbvBV]?matrix)\*?)\}/y
const BOX = /\\boxed\s*(?=\{)/y
const FENCE = /(`{3,}|~{3,})[^\n]*/y
const TICKS = /`+/y

/** The text as pieces in order; their sources joined are the text. */
export function findMaths(text: string): Piece[] {
  const pieces: Piece[] = []
  const mark = /[\\$`~]/g
  let plain = 0
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    const at = found.index
    const here = found[0] === '`' || found[0] === '~' ? codeAt(text, at) : mathsAt(text, at)
    if (here) {
      if (at > plain) pieces.push({ kind: 'text', text: text.slice(plain, at) })
      pieces.push(here.piece)
      plain = here.end
    }
    // A backslash takes the next character with it: `\$` opens nothing.
    mark.lastIndex = here?.end ?? at + (found[0] === '\\' ? 2 : 1)
  }
  if (plain < text.length) pieces.push({ kind: 'text', text: text.slice(plain) })
  return pieces
}

/** A piece as it was written. */
export function sourceOf(piece: Piece): string {
  return piece.kind === 'maths' ? piece.maths.source : piece.text
}

/** Where the brace that opens at a place is closed, one behind it; -1 where it is not. */
export function braceEnd(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    const character = text[at]
    if (character === '\\') at++
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) return at + 1
  }
  return -1
}

function codeAt(text: string, at: number): Found | null {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1
  const fence = /^ {0,3}$/.test(text.slice(lineStart, at)) ? matchAt(FENCE, text, at) : null
  if (fence) {
    const [opening, ticks = ''] = fence
    const closing = new RegExp(`^ {0,3}${ticks[0] ?? ''}{${ticks.length},}[ \\t]*$`, 'gm')
    closing.lastIndex = Math.min(at + opening.length + 1, text.length)
    const closed = closing.exec(text)
    return code(text, at, closed ? closed.index + closed[0].length : text.length)
  }
  const ticks = matchAt(TICKS, text, at)
  if (!ticks) return null
  const { length } = ticks[0]
  for (const run of text.slice(at + length).matchAll(/`+/g)) {
    if (run[0].length === length) return code(text, at, at + length + run.index + length)
  }
  // Ticks that nothing closes are ticks, all of them.
  return { piece: { kind: 'text', text: ticks[0] }, end: at + length }
}

function code(text: string, at: number, end: number): Found {
  return { piece: { kind: 'code', text: text.slice(at, end) }, end }
}

function mathsAt(text: string, at: number): Found | null {
  if (text[at] === '$') {
    const display = matchAt(DISPLAY_DOLLARS, text, at)
    if (display?.[1]?.trim()) return maths(text, at, at + display[0].length, display[1], true)
    const inline = matchAt(DOLLARS, text, at)
    return inline?.[1] !== undefined && isMaths(inline[1])
      ? maths(text, at, at + inline[0].length, inline[1], false)
      : null
  }
  const next = text[at + 1]
  if (next === '(' || next === '[') {
    const end = text.indexOf(next === '(' ? '\\)' : '\\]', at + 2)
    const tex = end < 0 ? '' : text.slice(at + 2, end)
    return tex.trim() === '' ? null : maths(text, at, end + 2, tex, next === '[')
  }
  const box = matchAt(BOX, text, at)
  if (box) {
    const end = braceEnd(text, at + box[0].length)
    return end < 0 ? null : maths(text, at, end, text.slice(at, end), false)
  }
  const environment = matchAt(ENVIRONMENT, text, at)
  if (!environment) return null
  const closing = `\\end{${environment[1] ?? ''}}`
  const close = text.indexOf(closing, at)
  if (close < 0) return null
  const end = close + closing.length
  return maths(text, at, end, text.slice(at, end), true)
}

/** Whether what stands between two dollars is maths, and not words between two amounts of money. */
function isMaths(tex: string): boolean {
  if (/\n[ \t]*\n/.test(tex) || tex.trim() === '') return false
  // Annotated sums of word problems, and the left side of an equation whose right side is an amount: $12 x 5 =$60.
  if (tex.includes('<<') || (/^\d/.test(tex) && /[=+*/-]\s*$/.test(tex))) return false
  const opened = /^\s/.test(tex)
  const closed = /\s$/.test(tex)
  const words = /\p{L}{3,}/u.test(tex.replace(/\\[a-zA-Z]+(?:\{[^{}]*\})?/g, ' '))
  // Spaces inside the marks are written, too; then only what looks like maths is.
  if (opened !== closed) return /^\s*\\[a-zA-Z]/.test(tex) || (!words && /\\[a-zA-Z]|[_^]/.test(tex))
  if (opened) return /[\\^_=+<>]|^\s*[\p{L}\p{N}]\s*$/u.test(tex)
  return !(/^\d[\d.,]*\s/.test(tex) && words && !/[\\^_=]/.test(tex))
}

function maths(text: string, at: number, end: number, tex: string, display: boolean): Found {
  return { piece: { kind: 'maths', maths: { source: text.slice(at, end), tex: tex.trim(), display } }, end }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}
