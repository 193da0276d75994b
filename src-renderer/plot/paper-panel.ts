// The paper's own points as a small grey panel: a quotation beside the user's picture, on its own axes.
// Knows the numbers' table (paper-points.ts) and the layout. Does not mix them with the user's.
import { writePercent } from '../numbers.ts'
import { EXPERIMENT } from '../text/experiment.ts'
import { linearAxis, logAxis, spanOf } from './axis.ts'
import { linePath, panelBox } from './figure.ts'
import type { FigurePanel, FigureSeries } from './figure.ts'
import type { Marker } from './marker.ts'
import { PAPER_POINTS } from './paper-points.ts'
import type { PaperPoint } from './paper-points.ts'
import { emptyPanel } from './summary-figure.ts'

const MARKER: Record<PaperPoint['method'], Marker> = { greedy: 'diamond', weighted: 'square', rebase: 'star' }
const DASH: Record<PaperPoint['method'], string> = { greedy: '', weighted: '2.5 2.5', rebase: '' }
/** Distance that two names below each other need, pixels. */
const NAME_ROOM = 14

/** The panel in an outer box; keys of its points are places in PAPER_POINTS. */
export function paperPanel(
  outer: { x: number; y: number; width: number; height: number },
  measure: (text: string) => number,
): FigurePanel {
  const models = [...new Set(PAPER_POINTS.map(({ model }) => model))]
  const names = Math.max(...models.map(measure)) + 14
  const inner = panelBox(outer)
  const box = { ...inner, width: inner.width - names }
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
  const series = models.flatMap((model) =>
    (['weighted', 'rebase'] as const).map((method): FigureSeries => {
      const points = PAPER_POINTS.map((point, key) => ({ point, key }))
        .filter(({ point }) => point.model === model && (point.method === method || point.method === 'greedy'))
        .sort((a, b) => a.point.flops - b.point.flops)
        .map(({ point, key }) => ({
          key,
          x: x.place(point.flops),
          y: y.place(point.accuracy),
          low: null,
          high: null,
          hollow: false,
          size: point.method === 'greedy' ? 3 : 3.6,
        }))
      return {
        id: `paper/${model}/${method}`,
        colour: null,
        marker: MARKER[method],
        dash: DASH[method],
        path: linePath(points),
        points,
      }
    }),
  )
  return {
    ...emptyPanel(box),
    title: EXPERIMENT.paper.title,
    note: EXPERIMENT.paper.note,
    xLabel: EXPERIMENT.paper.axis,
    yLabel: EXPERIMENT.plot.accuracy,
    xTicks: x.ticks,
    yTicks: y.ticks,
    series,
    words: namesOf(models, series, box),
    foreign: true,
  }
}

/** Each model's name at the height of its last REBASE point, moved apart where they would touch. */
function namesOf(
  models: readonly string[],
  series: readonly FigureSeries[],
  box: { x: number; width: number },
): FigurePanel['words'] {
  const places = models
    .map((model) => ({
      text: model,
      y: (series.find(({ id }) => id === `paper/${model}/rebase`)?.points.at(-1)?.y ?? 0) + 4,
    }))
    .sort((a, b) => a.y - b.y)
  let last = -Infinity
  return places.map(({ text, y }) => {
    last = Math.max(y, last + NAME_ROOM)
    return { text, x: box.x + box.width + 10, y: last, end: false }
  })
}
