// The picture of the paper: accuracy against compute, a line for each policy and method, the frontier behind them. Of results whose
// costs nobody knows: accuracy over the number of samples.
// Knows the summary and the layout. Does not know colours, drawing or where the figures come from.
import { COST_AXES } from '../../src-main/contract/experiment-summary.ts'
import type { CostAxis, ExperimentSummary } from '../../src-main/contract/experiment-summary.ts'
import { flopsNote } from '../../src-main/contract/flops-note.ts'
import { paretoFrontier } from '../../src-main/contract/frontier.ts'
import { writePercent } from '../../src-main/contract/notation.ts'
import { EXPERIMENT } from '../text/experiment.ts'
import { linearAxis, logAxis, spanOf, writePower } from './axis.ts'
import type { Axis } from './axis.ts'
import { setApart } from './coincident.ts'
import { linePath, panelBox, panelGrid } from './figure.ts'
import type { Figure, FigurePanel, FigureSeries } from './figure.ts'
import { paperPanel } from './paper-panel.ts'
import { stairsPath } from './stairs.ts'
import { emptyPanel, looksOf, withLegend } from './summary-figure.ts'
import type { Looks, SummaryFigureRequest } from './summary-figure.ts'

/** A cost, or the number of samples, which is no cost: methods are not compared on it. */
export type FigureAxis = CostAxis | 'samples'

/** The axes on which these results have points, the first one to begin with. Results of others have the samples, too. */
export function axesOf({ header, points }: ExperimentSummary): readonly FigureAxis[] {
  if (!header.imported) return COST_AXES
  return [...COST_AXES.filter((axis) => points.some(({ cost }) => cost[axis] !== null)), 'samples']
}

/** How the reader looks at it. */
export interface AccuracyView {
  axis: FigureAxis
  /** All policies in one panel, or one panel for each with the others in grey. */
  together: boolean
  intervals: boolean
  /** The paper's own points in a panel below. */
  paper: boolean
}

/** The view before the reader has chosen one, on screen and in a report. */
export const FIRST_VIEW: AccuracyView = { axis: 'paper', together: true, intervals: true, paper: false }

export interface AccuracyFigureRequest extends SummaryFigureRequest, AccuracyView {
  /** Whether the points may be set against each other, so that they have a frontier; true if left out. */
  comparable?: boolean
  /** A sentence that belongs to the figure wherever it goes; none if left out. */
  note?: string
}

/** Narrowest and lowest that one of several panels may be, pixels. */
const PANEL = { width: 270, height: 300 }
const PAPER_HEIGHT = 230
/** Pixels that a written number of samples needs. */
const SAMPLES_ROOM = 32
/** Pixels between the user's picture and the quotation. */
const APART = 8

/** Lays the picture out. A line whose cost is not known on this axis is left out. */
export function accuracyFigure(asked: AccuracyFigureRequest): Figure {
  const main = asked.height - PAPER_HEIGHT - APART
  const request = asked.paper ? { ...asked, height: Math.max(PANEL.height, main) } : asked
  const { summary, axis, together } = request
  const looks = looksOf(request)
  const hollow = summary.points.some(({ complete }) => !complete)
  const frontier = axis !== 'samples' && (request.comparable ?? true)
  const { legend, room, height } = withLegend(request, looks, { policies: together, frontier, hollow })
  const shown = looks.policies.filter((policy) => policy.shown)
  const grid = panelGrid(together ? 1 : Math.max(1, shown.length), {
    x: 0,
    y: 0,
    width: room.width,
    height: room.height,
    least: PANEL.width,
    rowHeight: PANEL.height,
  })
  const below = grid.height - room.height
  const panels = grid.boxes.map((box, place) =>
    setApart(panelOf(request, looks, panelBox(box), together ? null : (shown[place]?.id ?? null))),
  )
  if (request.note && !together && panels[0]) {
    const { x, y, words } = panels[0]
    words.push({ x: x + 8, y: y + 14, text: request.note, end: false })
  }
  // Panels beside each other share their scale, so only the first of a row names it.
  for (const [place, panel] of panels.entries()) if (place > 0 && panel.y === panels[place - 1]!.y) panel.yLabel = ''
  const moved = room.width === request.width ? legend.map((entry) => ({ ...entry, y: entry.y + below })) : legend
  const total = Math.max(height, height + below)
  if (request.paper) panels.push(paperPanel({ x: 0, y: total + APART, width: room.width, height: PAPER_HEIGHT }))
  return {
    width: request.width,
    height: request.paper ? total + APART + PAPER_HEIGHT : total,
    title:
      axis === 'samples'
        ? EXPERIMENT.plot.samplesTitle(summary.header.spec.name)
        : EXPERIMENT.plot.accuracyTitle(summary.header.spec.name, EXPERIMENT.axis[axis].label),
    panels,
    legend: moved,
  }
}

function panelOf(
  request: AccuracyFigureRequest,
  looks: Looks,
  box: { x: number; y: number; width: number; height: number },
  only: string | null,
): FigurePanel {
  const { summary, axis, hidden, intervals } = request
  const visible = summary.points.map(
    (point) => !hidden.methods.has(point.method) && !hidden.policies.has(point.policy) && placeOn(axis, point) !== null,
  )
  const seen = summary.points.filter((_, place) => visible[place])
  const cost = spanOf(seen.map((point) => placeOn(axis, point)))
  if (!cost) return { ...emptyPanel(box), words: [nothing(box, request)] }
  const low = Math.min(...seen.map(({ accuracy }) => (intervals ? accuracy.low : accuracy.value)))
  const high = Math.max(...seen.map(({ accuracy }) => (intervals ? accuracy.high : accuracy.value)))
  const x = logAxis({
    ...cost,
    from: box.x,
    to: box.x + box.width,
    write: axis === 'seconds' || axis === 'samples' ? writeDecimal : writePower,
  })
  if (axis === 'samples')
    x.ticks = ticksAt(
      seen.map(({ budget }) => budget),
      x,
    )
  const y = linearAxis({ low, high, from: box.y + box.height, to: box.y, write: writePercent })
  const lines = summary.series.flatMap((series) => {
    const policy = looks.policies.find(({ id }) => id === series.policy)
    const method = looks.methods[series.method]
    const line = policy && method ? seriesOf(request, series, policy.style, method.style, visible, { x, y }) : null
    return line ? [{ policy: series.policy, line }] : []
  })
  const frontier = paretoFrontier(
    summary.points.map((point, place) => ({
      cost: visible[place] && axis !== 'samples' && (request.comparable ?? true) ? point.cost[axis] : null,
      accuracy: point.accuracy.value,
    })),
  ).map((place) => ({
    x: x.place(placeOn(axis, summary.points[place]!)!),
    y: y.place(summary.points[place]!.accuracy.value),
  }))
  return {
    ...emptyPanel(box),
    title: only === null ? (request.note ?? '') : (looks.policies.find(({ id }) => id === only)?.label ?? ''),
    xLabel: axisTitle(summary, axis),
    yLabel: EXPERIMENT.plot.accuracy,
    xTicks: x.ticks,
    yTicks: y.ticks,
    lines: [
      ...lines
        .filter(({ policy }) => only !== null && policy !== only)
        .map(({ line }) => ({ path: line.path, tone: 'quiet' as const })),
      ...(frontier.length === 0 ? [] : [{ path: stairsPath(frontier, box.x + box.width), tone: 'frontier' as const }]),
    ],
    series: lines.filter(({ policy }) => only === null || policy === only).map(({ line }) => line),
  }
}

function seriesOf(
  { summary, axis, intervals }: AccuracyFigureRequest,
  { policy, method, points }: { policy: string; method: number; points: number[] },
  { dash, size }: Looks['policies'][number]['style'],
  { colour, marker }: Looks['methods'][number]['style'],
  visible: readonly boolean[],
  { x, y }: { x: Axis; y: Axis },
): FigureSeries | null {
  const placed = points
    .filter((place) => visible[place])
    .map((place) => {
      const point = summary.points[place]!
      const { accuracy, complete } = point
      return {
        key: place,
        x: x.place(placeOn(axis, point)!),
        y: y.place(accuracy.value),
        low: intervals ? y.place(accuracy.low) : null,
        high: intervals ? y.place(accuracy.high) : null,
        hollow: !complete,
        size,
      }
    })
  if (placed.length === 0) return null
  return { id: `${policy}/${method}`, colour, marker, dash, path: linePath(placed), points: placed }
}

/** What the axis shows, and who says how large a server's model is. */
function axisTitle({ header }: ExperimentSummary, axis: FigureAxis): string {
  const { title, unit } = EXPERIMENT.axis[axis]
  const models = axis === 'paper' ? header.policies : [...header.policies, header.verifier]
  const note = unit === 'FLOPs' ? flopsNote(models) : null
  return note === null ? title : `${title}; ${note}`
}

/** Says why there is no point: there is none yet, all are filtered out, or none has a cost on this axis. */
function nothing(
  box: { x: number; y: number; width: number; height: number },
  { summary, axis }: Pick<AccuracyFigureRequest, 'summary' | 'axis'>,
) {
  const unknown = summary.points.length > 0 && summary.points.every((point) => placeOn(axis, point) === null)
  const text = unknown ? EXPERIMENT.plot.unknownCost : EXPERIMENT.plot.nothing
  return { x: box.x + 12, y: box.y + box.height / 2, text, end: false }
}

/** A tick at each number of samples, written where the one before leaves room. */
function ticksAt(values: readonly number[], { place }: Axis): Axis['ticks'] {
  let free = -Infinity
  return [...new Set(values)]
    .sort((a, b) => a - b)
    .map((value) => {
      const at = place(value)
      const fits = at - free >= SAMPLES_ROOM
      if (fits) free = at
      return { at, text: fits ? value.toLocaleString('en') : '' }
    })
}

/** Where a point stands on an axis; null where that is not known. */
function placeOn(axis: FigureAxis, { budget, cost }: ExperimentSummary['points'][number]): number | null {
  return axis === 'samples' ? budget : cost[axis]
}

/** Seconds and samples as they are said: `0.02`, `3`, `200`. */
function writeDecimal(value: number): string {
  return value >= 1 ? value.toLocaleString('en') : String(Number(value.toPrecision(2)))
}
