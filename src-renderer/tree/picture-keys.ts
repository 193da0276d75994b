// What a key asks of the picture that has the focus.
// Knows keys. Does not know trees, cameras or who carries it out.
import type { Orientation, Point } from './camera.ts'
import type { Direction } from './navigate.ts'

export type KeyWish =
  | { kind: 'go'; direction: Direction }
  | { kind: 'pan'; by: Point }
  | { kind: 'zoom'; factor: number }
  /** The problem, the answer, the selected node in the middle, its branch, no selection, the whole tree. */
  | { kind: 'root' | 'answer' | 'centre' | 'branch' | 'leave' | 'fit' }

/** By how much a press zooms, and how many pixels it moves the picture. */
export const ZOOM_KEY = 1.35
const PAN_KEY = 80

const ARROWS: Readonly<Record<string, { direction: Direction; by: Point }>> = {
  ArrowUp: { direction: 'up', by: { x: 0, y: PAN_KEY } },
  ArrowDown: { direction: 'down', by: { x: 0, y: -PAN_KEY } },
  ArrowLeft: { direction: 'left', by: { x: PAN_KEY, y: 0 } },
  ArrowRight: { direction: 'right', by: { x: -PAN_KEY, y: 0 } },
}
const WISHES: Readonly<Record<string, KeyWish>> = {
  Home: { kind: 'root' },
  End: { kind: 'answer' },
  Enter: { kind: 'centre' },
  ' ': { kind: 'branch' },
  Escape: { kind: 'leave' },
  '+': { kind: 'zoom', factor: ZOOM_KEY },
  '=': { kind: 'zoom', factor: ZOOM_KEY },
  '-': { kind: 'zoom', factor: 1 / ZOOM_KEY },
  _: { kind: 'zoom', factor: 1 / ZOOM_KEY },
  '0': { kind: 'fit' },
}
// In a left-right picture the levels run sideways, so the arrows turn with them.
const SIDEWAYS: Readonly<Record<Direction, Direction>> = { left: 'up', right: 'down', up: 'left', down: 'right' }

/** Null for a key that asks for nothing here, or belongs to a command. */
export function keyWish(
  press: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  orientation: Orientation = 'top-down',
): KeyWish | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null
  const arrow = ARROWS[press.key]
  if (!arrow) return WISHES[press.key] ?? null
  if (press.shiftKey) return { kind: 'pan', by: arrow.by }
  return { kind: 'go', direction: orientation === 'top-down' ? arrow.direction : SIDEWAYS[arrow.direction] }
}
