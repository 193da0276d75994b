// A panel beside the middle of a page: its words, its width, and how wide it may be.
// Knows pixels. Does not know what is in a panel, or who keeps its width.
import type { Snippet } from 'svelte'

export interface SidePanel {
  label: string
  /** What the edge is called that is dragged. */
  edge: string
  /** The chosen width and the usual one, pixels at the usual size of type. */
  width: number
  usual: number
  /** Takes a new width, in the same pixels; `done` when the edge is let go. */
  onwidth: (width: number, done: boolean) => void
  content: Snippet
  /** The help of its fields is told at its foot. */
  helped?: boolean
  /** A button over the middle of a narrow page opens it; without one, something else in the window does. */
  opener?: boolean
}

export type Side = 'left' | 'right'

/** Narrowest and widest that a panel may be, pixels. */
export interface PanelLimits {
  min: number
  max: number
}

/** theme.css enlarges the type in such wide rooms (pixels); the panels keep pace. */
export function panelScale(room: number): number {
  return room >= 2200 ? 1.2 : 1
}

/** Widest that each of `sides` panels may be so that the middle of the room keeps its pixels; never below the narrowest. */
export function widestPanel(room: number, middle: number, sides: number, { min, max }: PanelLimits): number {
  return Math.max(min, Math.min(max, (room - middle) / Math.max(1, sides)))
}
