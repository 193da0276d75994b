// Value and visits of a node's children over the iterations: two panels above each other, a line for each child.
// Knows the series and the layout. Does not know decisions or drawing.
import { linearAxis } from '../../../plot/axis.ts'
import type { Axis } from '../../../plot/axis.ts'
import { linePath } from '../../../plot/figure.ts'
import type { Figure, FigurePanel, FigureSeries } from '../../../plot/figure.ts'
import { MARKERS } from '../../../plot/marker.ts'
import type { Marker } from '../../../plot/marker.ts'
import { COLOURS } from '../../../plot/series-style.ts'
import { emptyPanel } from '../../../plot/summary-figure.ts'
import type { ChildVisits, Visit } from './visit-series.ts'

/** Children that have a line: as many as can be told apart by colour and shape. */
export const LINES = COLOURS.length

/** The look of the child at a place of the list. */
export function lookOfChild(place: number): { colour: number; marker: Marker } {
  return { colour: place % COLOURS.length, marker: MARKERS[place % MARKERS.length]! }
}

interface VisitFigureRequest {
  title: string
  /** No more than LINES. */
  children: readonly ChildVisits[]
  /** Iterations so far, which the axis reaches. */
  iterations: number
  labels: { value: string; count: string; iteration: string }
  width: number
}

const PANEL = { height: 104, left: 40, right: 10, top: 28, between: 36, foot: 46 }
/** Points of one line; its path has all. */
const POINTS = 24

/** Lays the figure out. Keys: place of the child × 10 000 + place of the visit. */
export function visitFigure({ title, children, iterations, labels, width }: VisitFigureRequest): Figure {
  const room = { x: PANEL.left, width: Math.max(60, width - PANEL.left - PANEL.right), height: PANEL.height }
  const boxes = [0, 1].map((place) => ({ ...room, y: PANEL.top + place * (PANEL.height + PANEL.between) }))
  const most = Math.max(1, ...children.flatMap(({ visits }) => visits.map(({ count }) => count)))
  const panel = (place: 0 | 1): FigurePanel => {
    const box = boxes[place]!
    const x = linearAxis({
      low: 0,
      high: Math.max(1, iterations),
      from: box.x,
      to: box.x + box.width,
      count: 4,
      write: whole,
    })
    const ends = { from: box.y + box.height, to: box.y }
    const y =
      place === 0
        ? linearAxis({ low: 0, high: 1, ...ends, count: 2, write: (value) => value.toFixed(1) })
        : linearAxis({ low: 0, high: most, ...ends, count: 3, write: whole })
    const valueOf = (visit: Visit): number => (place === 0 ? visit.value : visit.count)
    return {
      ...emptyPanel(box),
      title: place === 0 ? labels.value : labels.count,
      xLabel: place === 0 ? '' : labels.iteration,
      xTicks: place === 0 ? x.ticks.map(({ at }) => ({ at, text: '' })) : x.ticks,
      yTicks: y.ticks,
      series: children.map((child, line) => seriesOf(child, line, x, y, valueOf)),
    }
  }
  return { width, height: boxes[1]!.y + PANEL.height + PANEL.foot, title, panels: [panel(0), panel(1)], legend: [] }
}

/** Reads a key of the figure. */
export function visitKey(key: number): { child: number; visit: number } {
  return { child: Math.floor(key / 10_000), visit: key % 10_000 }
}

function seriesOf(
  { node, visits }: ChildVisits,
  line: number,
  x: Axis,
  y: Axis,
  valueOf: (visit: Visit) => number,
): FigureSeries {
  const all = visits.map((visit, place) => ({
    key: line * 10_000 + place,
    x: x.place(visit.iteration),
    y: y.place(valueOf(visit)),
    low: null,
    high: null,
    hollow: false,
    size: 3,
  }))
  const every = Math.ceil(all.length / POINTS)
  // The newest is always among them.
  const points = all.filter((_, place) => (all.length - 1 - place) % every === 0)
  return { id: String(node), ...lookOfChild(line), dash: '', path: linePath(all), points }
}

function whole(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en') : ''
}
