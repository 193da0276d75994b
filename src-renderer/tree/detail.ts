// Level of detail: which form a node takes for the room it has, and how large it is.
// Knows thresholds. Does not know drawing.
import type { Orientation } from './camera.ts'

/** A subtree with less room across than this, in pixels, becomes part of a strip. */
export const STRIP = 3
/** Room across in which a node is drawn longest, pixels. */
const NARROW = 1.5

/** dot: a spot of colour; mark: a disc with room for a sign; pill: the reward as a number; card: the step's text. */
export type Form = 'dot' | 'mark' | 'pill' | 'card'

/** Form and outer size of a node, pixels. */
export interface Shape {
  form: Form
  width: number
  height: number
}

/** `height` is that of `lines` lines; where the camera leaves room, a card has more of both, and is wider. */
export const CARD = {
  least: 116,
  usual: 204,
  most: 344,
  lines: 3,
  mostLines: 12,
  height: 82,
  line: 15,
  padding: 9,
} as const
export const PILL = { width: 42, height: 22 } as const
const MARK = { most: 17, dot: 7 } as const
/** A disc with room for a sign: also what an unscored node is where others show their reward. */
export const MARK_SHAPE: Shape = { form: 'mark', width: MARK.most, height: MARK.most }

/** Lines of text that a card of a height has. */
export function linesIn(height: number): number {
  return CARD.lines + Math.max(0, Math.floor((height - CARD.height) / CARD.line))
}

/** Height of a card with so many lines, pixels. */
export function heightOf(lines: number): number {
  return CARD.height + Math.max(0, lines - CARD.lines) * CARD.line
}

/**
 * The form for a node; a card is the largest that there is room for, and shrinks to its text (card-text.ts).
 * @param span room across, pixels (slots of the subtree times pixels per slot)
 * @param row pixels per level
 */
export function shapeOf(span: number, row: number, orientation: Orientation): Shape {
  const width = orientation === 'top-down' ? span : row
  const height = orientation === 'top-down' ? row : span
  const gap = orientation === 'top-down' ? { x: 12, y: 22 } : { x: 36, y: 8 }
  if (width - gap.x >= CARD.least && height - gap.y >= CARD.height) {
    const lines = Math.min(linesIn(height - gap.y), CARD.mostLines)
    return { form: 'card', width: Math.min(width - gap.x, CARD.most), height: heightOf(lines) }
  }
  if (width >= PILL.width + 6 && height >= PILL.height + 10) return { form: 'pill', ...PILL }
  const size = Math.max(Math.min(span * 0.7, row * 0.5, MARK.most), 1)
  if (size >= MARK.dot) return { form: 'mark', width: size, height: size }
  const length = Math.max(size, cellLength(span, row))
  return orientation === 'top-down'
    ? { form: 'dot', width: size, height: length }
    : { form: 'dot', width: length, height: size }
}

/** The form for a node by id: the root is never a card, its text is the problem, which stands beside the picture. */
export function shapeOfNode(id: number, span: number, row: number, orientation: Orientation): Shape {
  const shape = shapeOf(span, row, orientation)
  if (id !== 0 || (shape.form !== 'card' && shape.form !== 'pill')) return shape
  return span >= 76 || orientation === 'left-right' ? { form: 'pill', width: 68, height: 24 } : MARK_SHAPE
}

/** Length along the levels of a node that is too narrow for a disc: narrow nodes are longer, so their colour still shows. */
export function cellLength(span: number, row: number): number {
  const narrow = Math.max(0, 1 - Math.max(0, span - NARROW) / 9)
  return Math.max(3, Math.min(row * 0.24, 20) * narrow)
}

/** Whether an answer fits under a terminal node. */
export function answerFits(span: number, row: number, orientation: Orientation): boolean {
  return orientation === 'top-down' ? span >= 34 && row >= 40 : span >= 15 && row >= 60
}
