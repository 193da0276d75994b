// Moving over a figure's points with the keyboard, and finding the one under the pointer.
// Knows keys and distances. Does not know what a point means.
import { shownX } from './figure.ts'
import type { Figure, FigurePoint, FigureSeries } from './figure.ts'

/** One point of a figure: its panel, its line and its place in the line. */
export interface Spot {
  panel: number
  series: number
  point: number
}

/** The point at a spot; undefined where the figure has changed and has none there any more. */
export function pointAt(figure: Figure, spot: Spot): FigurePoint | undefined {
  return figure.panels[spot.panel]?.series[spot.series]?.points[spot.point]
}

/** The first spot with this key; null where the figure does not show it. */
export function spotOf(figure: Figure, key: number, foreign = false): Spot | null {
  for (const [panel, { series, foreign: quoted }] of figure.panels.entries()) {
    if (quoted !== foreign) continue
    for (const [line, { points }] of series.entries()) {
      const point = points.findIndex((candidate) => candidate.key === key)
      if (point >= 0) return { panel, series: line, point }
    }
  }
  return null
}

/**
 * Where a key leads: left and right along the line, Home and End to its ends, up and down to the next line at about the same
 * place. Null where the key does nothing here.
 */
export function walk(figure: Figure, from: Spot | null, key: string): Spot | null {
  const first = firstSpot(figure)
  if (!from || !pointAt(figure, from))
    return ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'].includes(key) ? first : null
  const line = figure.panels[from.panel]!.series[from.series]!
  const last = line.points.length - 1
  switch (key) {
    case 'ArrowRight':
      return { ...from, point: Math.min(last, from.point + 1) }
    case 'ArrowLeft':
      return { ...from, point: Math.max(0, from.point - 1) }
    case 'Home':
      return { ...from, point: 0 }
    case 'End':
      return { ...from, point: last }
    case 'ArrowDown':
      return otherLine(figure, from, 1)
    case 'ArrowUp':
      return otherLine(figure, from, -1)
    default:
      return null
  }
}

/** The point nearest to a place, within `reach` pixels; null where there is none. */
export function nearest(figure: Figure, x: number, y: number, reach = 16): Spot | null {
  let best: Spot | null = null
  let distance = reach
  for (const [panel, { series }] of figure.panels.entries()) {
    for (const [line, { points }] of series.entries()) {
      for (const [place, point] of points.entries()) {
        const away = Math.hypot(shownX(point) - x, point.y - y)
        if (away < distance) [best, distance] = [{ panel, series: line, point: place }, away]
      }
    }
  }
  return best
}

function firstSpot(figure: Figure): Spot | null {
  const panel = figure.panels.findIndex(({ series }) => series.length > 0)
  return panel < 0 ? null : { panel, series: 0, point: 0 }
}

function otherLine(figure: Figure, from: Spot, step: 1 | -1): Spot {
  const lines = figure.panels.flatMap(({ series }, panel) =>
    series.map((line, place) => ({ panel, series: place, line })),
  )
  const at = lines.findIndex(({ panel, series }) => panel === from.panel && series === from.series)
  const next = lines[(at + step + lines.length) % lines.length]!
  return { panel: next.panel, series: next.series, point: nearestAlong(next.line, pointAt(figure, from)!.x) }
}

function nearestAlong(line: FigureSeries, x: number): number {
  const distances = line.points.map((point) => Math.abs(point.x - x))
  return distances.indexOf(Math.min(...distances))
}
