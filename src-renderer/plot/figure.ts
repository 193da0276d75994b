// A figure as data: panels with axes, lines and points in pixels, and a legend. Every plot of the window is laid out as one.
// Knows shapes and places. Does not know how they are drawn (Figure.svelte) or what they mean.
import type { Tick } from './axis.ts'
import type { Marker } from './marker.ts'

export interface FigurePoint {
  /** What the point stands for, for whoever asked for the figure. */
  key: number
  x: number
  y: number
  /** Pixels of the ends of its 95 % interval; null where it has none. */
  low: number | null
  high: number | null
  /** Not all of its work is done. */
  hollow: boolean
  /** Radius, pixels. */
  size: number
  /** Pixels to the right of its place at which it is shown, so that it hides no other point of the place; and the keys of these. */
  shift?: number
  together?: readonly number[]
}

/** Where a point is shown, which is not its place where others have the same. */
export function shownX({ x, shift = 0 }: Pick<FigurePoint, 'x' | 'shift'>): number {
  return x + shift
}

export interface FigureSeries {
  id: string
  /** Place in COLOURS; null for grey. */
  colour: number | null
  marker: Marker
  dash: string
  path: string
  points: FigurePoint[]
}

/** A line that is no series: the frontier, the diagonal, other series as background. */
export interface FigureLine {
  path: string
  tone: 'frontier' | 'guide' | 'quiet'
}

export interface FigurePanel {
  /** The box of the axes. */
  x: number
  y: number
  width: number
  height: number
  title: string
  /** Quieter words below the title; beside it in a quotation. */
  note: string
  xLabel: string
  yLabel: string
  xTicks: Tick[]
  yTicks: Tick[]
  lines: FigureLine[]
  bars: { x: number; y: number; width: number; height: number }[]
  series: FigureSeries[]
  /** Around points that have one place. */
  frames?: { x: number; y: number; width: number; height: number }[]
  words: { x: number; y: number; text: string; end: boolean }[]
  /** A quotation: drawn in grey, its points are not the user's. */
  foreign: boolean
}

export interface LegendEntry {
  kind: 'heading' | 'method' | 'policy' | 'frontier' | 'hollow'
  /** Of a method or a policy; empty for the others. */
  id: string
  text: string
  x: number
  y: number
  width: number
  shown: boolean
  colour: number | null
  marker: Marker | null
  dash: string
  size: number
}

export interface Figure {
  width: number
  height: number
  /** Read out, and the title of a saved picture. */
  title: string
  panels: FigurePanel[]
  legend: LegendEntry[]
}

/** Where the axes' own words stand around a panel's box, pixels. */
export const AROUND = { left: 56, right: 14, top: 30, bottom: 48 } as const

/** A panel's box inside an outer one, with room for its axes. */
export function panelBox(outer: { x: number; y: number; width: number; height: number }) {
  return {
    x: outer.x + AROUND.left,
    y: outer.y + AROUND.top,
    width: Math.max(40, outer.width - AROUND.left - AROUND.right),
    height: Math.max(40, outer.height - AROUND.top - AROUND.bottom),
  }
}

/** Columns and rows for so many panels: as many side by side as have this width. */
export function panelGrid(
  count: number,
  {
    x,
    y,
    width,
    height,
    least,
    rowHeight,
  }: { x: number; y: number; width: number; height: number; least: number; rowHeight: number },
): { boxes: { x: number; y: number; width: number; height: number }[]; height: number } {
  const rows = Math.ceil(count / Math.max(1, Math.min(count, Math.floor(width / least))))
  const columns = Math.ceil(count / rows)
  const high = rows === 1 ? height : Math.max(rowHeight, height / rows)
  const boxes = Array.from({ length: count }, (_, place) => ({
    x: x + ((place % columns) * width) / columns,
    y: y + Math.floor(place / columns) * high,
    width: width / columns,
    height: high,
  }))
  return { boxes, height: rows * high }
}

/** A line through points, `M x y L x y`. */
export function linePath(points: readonly { x: number; y: number }[]): string {
  return points.map(({ x, y }, place) => `${place === 0 ? 'M' : 'L'} ${pixel(x)} ${pixel(y)}`).join(' ')
}

/** A hundredth of a pixel is enough. */
export function pixel(value: number): number {
  return Math.round(value * 100) / 100 || 0
}
