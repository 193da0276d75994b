// A model's text as Markdown that other programs read: formulas between dollars, and dollars that are money escaped.
// Knows the marks of formulas. Does not know what else is written.
import { findMaths } from './maths-marks.ts'

/** The same text; only the marks of formulas change. */
export function markdownText(text: string): string {
  return findMaths(text)
    .map((piece) => {
      if (piece.kind === 'maths') return piece.maths.display ? `$$${piece.maths.tex}$$` : `$${piece.maths.tex}$`
      return piece.kind === 'code' ? piece.text : piece.text.replace(/(?<!\\)\$/g, '\\$')
    })
    .join('')
    .trim()
}
