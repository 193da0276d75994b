// Where the card of the tour stands: beside the part that it speaks of, inside the window.
// Knows boxes, in pixels. Does not know the parts or the words.

interface Size {
  width: number
  height: number
}
interface Box extends Size {
  left: number
  top: number
}

/** Pixels between the card and the part, and the window's edge. */
const GAP = 12

/** Right of the part, left of it, below or above it, whichever has room first; else in the middle of the window. */
export function cardPlace(part: Box | null, card: Size, window: Size): { left: number; top: number } {
  const inside = (value: number, size: number, room: number): number =>
    Math.max(GAP, Math.min(value, room - size - GAP))
  const middle = { left: (window.width - card.width) / 2, top: (window.height - card.height) / 2 }
  if (!part) return { left: Math.max(GAP, middle.left), top: Math.max(GAP, middle.top) }
  const right = part.left + part.width + GAP
  const below = part.top + part.height + GAP
  const left = part.left - card.width - GAP
  const above = part.top - card.height - GAP
  const top = inside(part.top, card.height, window.height)
  const start = inside(part.left, card.width, window.width)
  if (right + card.width + GAP <= window.width) return { left: right, top }
  if (left >= GAP) return { left: inside(left, card.width, window.width), top }
  if (below + card.height + GAP <= window.height) return { left: start, top: below }
  if (above >= GAP) return { left: start, top: inside(above, card.height, window.height) }
  return { left: Math.max(GAP, middle.left), top: Math.max(GAP, middle.top) }
}
