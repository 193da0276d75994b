// The width of words where there is no browser to measure them: an estimate that is rather too wide, so that nothing overlaps.
// Knows how wide letters are in the fonts of theme.css. Does not know which of them a reader's machine has.

/**
 * Widths in em, each of the widest letter of its row among DejaVu Sans, Inter Medium, Noto Sans, Cantarell and Liberation Sans, whose
 * own tables say them. The first row that a letter stands in counts.
 */
const ROWS: readonly (readonly [RegExp, number])[] = [
  [/[ijl'’.,:;·I ]/, 0.34],
  [/[-ftr()[\]/\\!"]/, 0.47],
  [/[a-ln-vx-z0-9?*_|{}$–JL]/, 0.66],
  [/[A-LN-VX-Zw&#+<=>^~×]/, 0.84],
]
/** Of m, M, W, % and @, and of every letter of another script. */
const WIDEST = 1.02

/** Width of a text in pixels at `size` pixels, never less than in those fonts, up to a third more. */
export function estimatedWidth(text: string, size: number): number {
  const widths = Array.from(text, (letter) => ROWS.find(([letters]) => letters.test(letter))?.[1] ?? WIDEST)
  return size * widths.reduce((sum, width) => sum + width, 0)
}
