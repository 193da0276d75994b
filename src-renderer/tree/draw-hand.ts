// The signs of what was done by hand: a stroke through a node that was pruned, a small diamond at one that came by hand or whose
// reward did. They carry meaning by shape, not by colour.
// Knows strokes. Does not know when a node is drawn.
import type { Palette } from '../ui/palette.ts'
import type { NodeLook } from './draw-node.ts'
import { isByHand } from './hand-words.ts'
import type { Surface } from './surface.ts'

/** How much stays of a node that was pruned, and of the edge to it. */
export const PRUNED = 0.35
/** A node that is narrower than this has no room for a diamond, pixels. */
const LEAST = 9
const DIAMOND = 4

/** Draws the signs over a node that is drawn already. */
export function drawHand(surface: Surface, palette: Palette, { node, shape, x, y, visible }: NodeLook): void {
  surface.globalAlpha = visible
  if (node.pruned === 'here') {
    const half = shape.width / 2 + (shape.form === 'card' ? -6 : 4)
    surface.strokeStyle = palette.ink
    surface.lineWidth = shape.form === 'dot' ? 1 : 1.75
    surface.beginPath()
    surface.moveTo(x - half, y)
    surface.lineTo(x + half, y)
    surface.stroke()
  }
  if (!isByHand(node) || shape.width < LEAST) return
  const [right, top] = [x + shape.width / 2 - 1, y - shape.height / 2 + 1]
  diamond(surface, right, top, DIAMOND + 1.75)
  surface.fillStyle = palette.ground
  surface.fill()
  diamond(surface, right, top, DIAMOND)
  surface.fillStyle = palette.ink
  surface.fill()
}

/** The outline of a diamond around a centre, to be filled. */
export function diamond(surface: Surface, x: number, y: number, reach: number): void {
  surface.beginPath()
  surface.moveTo(x, y - reach)
  surface.lineTo(x + reach, y)
  surface.lineTo(x, y + reach)
  surface.lineTo(x - reach, y)
  surface.lineTo(x, y - reach)
}
