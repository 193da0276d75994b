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
/** An open branch whose node has less room across shows no handle, pixels. */
const LEAST = 22

/** A handle as it was drawn, pixels. */
export interface Handle {
  id: number
  x: number
  y: number
  width: number
  height: number
}

/** Whether there is room for the handle of an open branch. */
export function hasHandle(span: number): boolean {
  return span >= LEAST
}

/** The node whose handle lies at a point; null where none does. */
export function handleAt(handles: readonly Handle[], point: Point): number | null {
  const found = handles.findLast(
    ({ x, y, width, height }) => point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height,
  )
  return found?.id ?? null
}

/**
 * Draws the handles of nodes that are drawn already, and says where they lie. Of those that would lie on each other the first is drawn.
 */
export function drawHandles(
  surface: Surface,
  palette: Palette,
  {
    looks,
    hiddenBelow,
    orientation,
  }: { looks: readonly NodeLook[]; hiddenBelow: (id: number) => number; orientation: Orientation },
): Handle[] {
  const drawn: Handle[] = []
  for (const look of looks) {
    const words = wordsOf(hiddenBelow(look.node.id))
    surface.font = FONT.small(palette)
    const handle = boxOf(look, Math.round(surface.measureText(words).width), orientation)
    if (drawn.some((other) => isOn(handle, other))) continue
    drawn.push(handle)
    drawHandle(surface, palette, { handle, words, visible: look.visible })
  }
  return drawn
}

function wordsOf(hidden: number): string {
  return hidden > 0 ? treeText.collapse.sign(hidden) : '−'
}

function boxOf({ node, shape, x, y }: NodeLook, words: number, orientation: Orientation): Handle {
  const { height } = HANDLE
  const width = Math.max(height, words + 2 * HANDLE.side)
  return orientation === 'top-down'
    ? { id: node.id, x: x - width / 2, y: y + shape.height / 2 + HANDLE.gap, width, height }
    : { id: node.id, x: x + shape.width / 2 + HANDLE.gap, y: y - height / 2, width, height }
}

function isOn(one: Handle, other: Handle): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  )
}

function drawHandle(
  surface: Surface,
  palette: Palette,
  { handle: { x, y, width, height }, words, visible }: { handle: Handle; words: string; visible: number },
): void {
  surface.globalAlpha = visible
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
}
