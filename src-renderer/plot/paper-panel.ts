// The paper's own points as a small grey panel: a quotation beside the user's picture, on its own axes.
// Knows the numbers' table (paper-points.ts) and the layout. Does not mix them with the user's.
import { writePercent } from '../../src-main/contract/notation.ts'
import { EXPERIMENT } from '../text/experiment.ts'
import { linearAxis, logAxis, spanOf } from './axis.ts'
import type { Axis } from './axis.ts'
import { linePath, panelBox } from './figure.ts'
import type { FigurePanel, FigurePoint, FigureSeries } from './figure.ts'
import type { Marker } from './marker.ts'
import { PAPER_POINTS } from './paper-points.ts'
import type { PaperPoint } from './paper-points.ts'
import { emptyPanel } from './summary-figure.ts'

const MARKER: Record<PaperPoint['method'], Marker> = { greedy: 'diamond', weighted: 'square', rebase: 'star' }
const DASH: Record<PaperPoint['method'], string> = { greedy: '', weighted: '2.5 2.5', rebase: '' }
/** Distance that two names below each other need, pixels. */
const NAME_ROOM = 13
const METHODS = ['weighted', 'rebase', 'greedy'] as const

/** The panel in an outer box; keys of its points are places in PAPER_POINTS. */
export function paperPanel(outer: { x: number; y: number; width: number; height: number }): FigurePanel {
  const models = [...new Set(PAPER_POINTS.map(({ model }) => model))]
  const box = panelBox(outer)
  const cost = spanOf(PAPER_POINTS.map(({ flops }) => flops))!
  const accuracies = PAPER_POINTS.map(({ accuracy }) => accuracy)
  const x = logAxis({ ...cost, from: box.x, to: box.x + box.width })
  const y = linearAxis({
    low: Math.min(...accuracies),
    high: Math.max(...accuracies),
    from: box.y + box.height,
    to: box.y,
    count: 4,
    write: writePercent,
  })
  const series = models.flatMap((model) => METHODS.map((method) => lineOf(model, method, { x, y })))
  return {
    ...emptyPanel(box),
    title: EXPERIMENT.paper.title,
    note: EXPERIMENT.paper.note,
    xLabel: EXPERIMENT.paper.axis,
    yLabel: EXPERIMENT.plot.accuracy,
    xTicks: x.ticks,
    yTicks: y.ticks,
    series,
    words: namesOf(models, series),
    foreign: true,
  }
}

/** A model's points of one method; the line to them begins at its greedy point, which is a mark of its own. */
function lineOf(model: string, method: PaperPoint['method'], { x, y }: { x: Axis; y: Axis }): FigureSeries {
  const own = PAPER_POINTS.map((point, key) => ({ point, key })).filter(({ point }) => point.model === model)
  const placed = ({ point, key }: (typeof own)[number]): FigurePoint => ({
    key,
    x: x.place(point.flops),
    y: y.place(point.accuracy),
    low: null,
    high: null,
    hollow: false,
    size: 3.6,
  })
  const points = own.filter(({ point }) => point.method === method).map(placed)
  const greedy = own.filter(({ point }) => point.method === 'greedy').map(placed)
  return {
    id: `paper/${model}/${method}`,
    colour: null,
    marker: MARKER[method],
    dash: DASH[method],
    path: method === 'greedy' ? '' : linePath([...greedy, ...points]),
    points,
  }
}

/** Each model's name beside its last REBASE point, moved down where it would touch another. */
function namesOf(models: readonly string[], series: readonly FigureSeries[]): FigurePanel['words'] {
  const places = models
    .flatMap((model) => {
      const last = series.find(({ id }) => id === `paper/${model}/rebase`)?.points.at(-1)
      return last ? [{ text: model, x: last.x + 10, y: last.y + 4 }] : []
    })
    .sort((a, b) => a.y - b.y)
  let last = -Infinity
  return places.map(({ text, x, y }) => {
    last = Math.max(y, last + NAME_ROOM)
    return { text, x, y: last, end: false }
  })
}
