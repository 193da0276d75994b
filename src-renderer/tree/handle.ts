// The handle of a branch, at the foot of its node: how many nodes a collapsed branch hides, or, under the pointer, that it can be
// collapsed.
// Knows where it lies and how it looks. Does not know what a press on it does.
import type { Palette } from '../ui/palette.ts'
import { treeText } from '../text/tree.ts'
import type { Orientation, Point } from './camera.ts'
import { FONT } from './draw-node.ts'
import type { NodeLook } from './draw-node.ts'
import type { Surface } from './surface.ts'

/** Pixels: height, room around the words, and from the node's foot. */
const HANDLE = { height: 16, side: 5, gap: 4 } as const
/** A node with less room across shows no handle, pixels. */
const LEAST = 22

/** A handle as it was drawn, pixels. */
export interface Handle {
  id: number
  x: number
  y: number
  width: number
  height: number
}

/** Whether there is room for a handle: `hidden` nodes in a collapsed branch, 0 in an open one. */
export function hasHandle(span: number, hidden: number): boolean {
  return span >= (hidden > 0 ? LEAST / 2 : LEAST)
}

/** The node whose handle lies at a point; null where none does. */
export function handleAt(handles: readonly Handle[], point: Point): number | null {
  const found = handles.findLast(
    ({ x, y, width, height }) => point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height,
  )
  return found?.id ?? null
}

/** Draws the handle of a node that is drawn already, and says where it lies. */
export function drawHandle(
  surface: Surface,
  palette: Palette,
  { look, hidden, orientation }: { look: NodeLook; hidden: number; orientation: Orientation },
): Handle {
  const words = hidden > 0 ? treeText.collapse.sign(hidden) : '−'
  const { shape, node } = look
  surface.font = FONT.small(palette)
  const { height } = HANDLE
  const width = Math.max(height, Math.round(surface.measureText(words).width) + 2 * HANDLE.side)
  const upright = orientation === 'top-down'
  const x = upright ? look.x - width / 2 : look.x + shape.width / 2 + HANDLE.gap
  const y = upright ? look.y + shape.height / 2 + HANDLE.gap : look.y - height / 2
  surface.globalAlpha = look.visible
  surface.fillStyle = palette.panel
  surface.strokeStyle = palette.inkQuiet
  surface.lineWidth = 1
  surface.beginPath()
  surface.roundRect(x, y, width, height, height / 2)
  surface.fill()
  surface.beginPath()
  surface.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, height / 2 - 0.5)
  surface.stroke()
  surface.fillStyle = palette.ink
  surface.textAlign = 'center'
  surface.textBaseline = 'middle'
  surface.fillText(words, x + width / 2, y + height / 2 + 0.5)
  return { id: node.id, x, y, width, height }
}
