// Accuracy by difficulty level at one budget: a panel for each policy, a line for each method.
// Knows the summary and the layout. Does not know which budget the reader chose, or drawing.
import { writePercent } from '../../src-main/contract/notation.ts'
import { EXPERIMENT } from '../text/experiment.ts'
import { linearAxis } from './axis.ts'
import { linePath, panelBox, panelGrid } from './figure.ts'
import type { Figure, FigurePanel, FigureSeries } from './figure.ts'
import { emptyPanel, looksOf, withLegend } from './summary-figure.ts'
import type { Looks, SummaryFigureRequest } from './summary-figure.ts'

export interface LevelFigureRequest extends SummaryFigureRequest {
  budget: number
}

const PANEL = { width: 270, height: 280 }
/** Pixels between neighbouring methods at one level, so that their intervals stay apart. */
const APART = 5

/** Lays the figure out. Methods without a budget (greedy) stand at every budget. Keys: place of the point × 100 + level. */
export function levelFigure(request: LevelFigureRequest): Figure {
  const { summary } = request
  const looks = looksOf(request)
  const hollow = summary.points.some(({ complete }) => !complete)
  const { legend, room, height } = withLegend(request, looks, { policies: false, frontier: false, hollow })
  const shown = looks.policies.filter((policy) => policy.shown)
  const grid = panelGrid(Math.max(1, shown.length), {
    ...{ x: 0, y: 0, width: room.width, height: room.height },
    least: PANEL.width,
    rowHeight: PANEL.height,
  })
  const levels = [...new Set(summary.points.flatMap((point) => point.levels.map(({ level }) => level)))].sort(
    (a, b) => a - b,
  )
  const panels = shown.map((policy, place) => panelOf(request, looks, policy, levels, panelBox(grid.boxes[place]!)))
  for (const [place, panel] of panels.entries()) if (place > 0 && panel.y === panels[place - 1]!.y) panel.yLabel = ''
  const below = Math.max(0, grid.height - room.height)
  return {
    width: request.width,
    height: height + below,
    title: EXPERIMENT.plot.levelTitle(summary.header.spec.name, request.budget),
    panels,
    legend: room.width === request.width ? legend.map((entry) => ({ ...entry, y: entry.y + below })) : legend,
  }
}

/** Reads a key of the figure. */
export function levelKey(key: number): { point: number; level: number } {
  return { point: Math.floor(key / 100), level: key % 100 }
}

function panelOf(
  { summary, hidden, budget }: LevelFigureRequest,
  looks: Looks,
  policy: Looks['policies'][number],
  levels: readonly number[],
  box: { x: number; y: number; width: number; height: number },
): FigurePanel {
  const y = linearAxis({ low: 0, high: 1, from: box.y + box.height, to: box.y, count: 5, write: writePercent })
  const step = box.width / Math.max(1, levels.length)
  const centre = (level: number): number => box.x + (levels.indexOf(level) + 0.5) * step
  const methods = looks.methods.map((_, place) => place).filter((place) => !hidden.methods.has(place))
  const apart = Math.min(APART, (step * 0.7) / Math.max(1, methods.length))
  const series = methods.flatMap((method, place): FigureSeries[] => {
    const own = summary.series.find((line) => line.policy === policy.id && line.method === method)?.points ?? []
    const key = own.length === 1 ? own[0] : own.find((candidate) => summary.points[candidate]?.budget === budget)
    const point = key === undefined ? undefined : summary.points[key]
    if (key === undefined || !point) return []
    const { colour, marker } = looks.methods[method]!.style
    const points = point.levels.map(({ level, accuracy }) => ({
      key: key * 100 + level,
      x: centre(level) + (place - (methods.length - 1) / 2) * apart,
      y: y.place(accuracy.value),
      low: y.place(accuracy.low),
      high: y.place(accuracy.high),
      hollow: !point.complete,
      size: 4,
    }))
    return [{ id: `${policy.id}/${method}`, colour, marker, dash: '', path: linePath(points), points }]
  })
  return {
    ...emptyPanel(box),
    title: policy.label,
    xLabel: EXPERIMENT.plot.level,
    yLabel: EXPERIMENT.plot.accuracy,
    xTicks: levels.map((level) => ({ at: centre(level), text: String(level) })),
    yTicks: y.ticks,
    series,
    words:
      series.length === 0
        ? [{ x: box.x + 12, y: box.y + box.height / 2, text: EXPERIMENT.plot.nothing, end: false }]
        : [],
  }
}
