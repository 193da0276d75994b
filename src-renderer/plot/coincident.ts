// Points that lie in one place, best of N under weighted voting for example: they are shown side by side, with a frame around them
// that says that they belong together, so that none hides another.
// Knows places and sizes. Does not know what the points stand for, or drawing.
import type { FigurePanel, FigurePoint } from './figure.ts'

/** Pixels within which two points cannot be told apart. */
const NEAR = 3
/** Pixels between the points of a group, and around them. */
const GAP = 1.5
const MARGIN = 4

/** The panel with its coincident points set apart: each knows the others of its place. */
export function setApart(panel: FigurePanel): FigurePanel {
  const shifted = new Map<FigurePoint, FigurePoint>()
  const frames: NonNullable<FigurePanel['frames']> = []
  for (const group of groupsOf(panel.series.flatMap(({ points }) => points))) {
    const size = Math.max(...group.map((point) => point.size))
    const step = 2 * size + GAP
    const middle = group.reduce((sum, { x }) => sum + x, 0) / group.length
    const y = group.reduce((sum, point) => sum + point.y, 0) / group.length
    for (const [place, point] of group.entries()) {
      const at = middle + (place - (group.length - 1) / 2) * step
      const others = group.filter((other) => other !== point).map(({ key }) => key)
      shifted.set(point, { ...point, shift: at - point.x, together: others })
    }
    const width = (group.length - 1) * step + 2 * (size + MARGIN)
    const height = 2 * (size + MARGIN)
    frames.push({ x: middle - width / 2, y: y - height / 2, width, height })
  }
  if (frames.length === 0) return panel
  const series = panel.series.map((line) => ({
    ...line,
    points: line.points.map((point) => shifted.get(point) ?? point),
  }))
  return { ...panel, series, frames }
}

/** Groups of two or more points within NEAR of the first of them. */
function groupsOf(points: readonly FigurePoint[]): FigurePoint[][] {
  const groups: FigurePoint[][] = []
  for (const point of points) {
    const group = groups.find(([first]) => Math.hypot(first!.x - point.x, first!.y - point.y) <= NEAR)
    if (group) group.push(point)
    else groups.push([point])
  }
  return groups.filter(({ length }) => length > 1)
}
