// The reliability diagram of a PRM: of the solutions with this score, how many are right; with AUC and Brier score.
// Knows the calibration's bins and the layout. Does not know drawing.
import type { VerifierCalibration } from '../../src-main/contract/experiment-summary.ts'
import { writeCount, writeReward } from '../../src-main/contract/notation.ts'
import { wilsonInterval } from '../../src-main/contract/wilson-interval.ts'
import { EXPERIMENT } from '../text/experiment.ts'
import { linearAxis } from './axis.ts'
import { linePath, panelBox, panelGrid, pixel } from './figure.ts'
import type { Figure, FigurePanel } from './figure.ts'
import { emptyPanel } from './summary-figure.ts'

export interface ReliabilityFigureRequest {
  name: string
  /** One panel each. */
  calibrations: readonly { label: string; calibration: VerifierCalibration }[]
  width: number
  height: number
}

const PANEL = { width: 290, height: 340 }
/** Pixels for the figures below a panel's title. */
const NOTE = 26
/** Pixels of the histogram of scores at the foot of a panel. */
const BARS = 44

/** Lays the figure out. Keys: place of the calibration × 1000 + place of the bin. */
export function reliabilityFigure({ name, calibrations, width, height }: ReliabilityFigureRequest): Figure {
  const grid = panelGrid(Math.max(1, calibrations.length), {
    ...{ x: 0, y: 0, width, height },
    least: PANEL.width,
    rowHeight: PANEL.height,
  })
  const panels = calibrations.map(({ label, calibration }, place) =>
    panelOf(label, calibration, place, squareIn(panelBox(lowered(grid.boxes[place]!)))),
  )
  for (const [place, panel] of panels.entries()) if (place > 0 && panel.y === panels[place - 1]!.y) panel.yLabel = ''
  return { width, height: grid.height, title: EXPERIMENT.plot.reliabilityTitle(name), panels, legend: [] }
}

/** Reads a key of the figure. */
export function reliabilityKey(key: number): { calibration: number; bin: number } {
  return { calibration: Math.floor(key / 1000), bin: key % 1000 }
}

function lowered(box: { x: number; y: number; width: number; height: number }) {
  return { ...box, y: box.y + NOTE, height: box.height - NOTE }
}

/** The largest share of the box whose width and height agree, so that the diagonal is one. */
function squareIn(box: { x: number; y: number; width: number; height: number }) {
  const side = Math.min(box.width, box.height)
  return { ...box, width: side, height: side }
}

function panelOf(
  label: string,
  { bins, auc, brier, solutions }: VerifierCalibration,
  place: number,
  box: { x: number; y: number; width: number; height: number },
): FigurePanel {
  const write = (value: number): string => String(Number(value.toFixed(2)))
  const x = linearAxis({ low: 0, high: 1, from: box.x, to: box.x + box.width, count: 5, write })
  const y = linearAxis({ low: 0, high: 1, from: box.y + box.height, to: box.y, count: 5, write })
  const most = Math.max(1, ...bins.map(({ count }) => count))
  const points = bins.map(({ count, score, right }, bin) => {
    const spread = wilsonInterval(right * count, count)
    return {
      key: place * 1000 + bin,
      x: x.place(score),
      y: y.place(right),
      low: y.place(spread.low),
      high: y.place(spread.high),
      hollow: false,
      size: 4.6,
    }
  })
  const known = (value: number | null): string => (value === null ? EXPERIMENT.unknown : writeReward(value))
  return {
    ...emptyPanel(box),
    title: label,
    note: EXPERIMENT.plot.calibrationNote(known(auc), known(brier), writeCount(solutions)),
    xLabel: EXPERIMENT.plot.score,
    yLabel: EXPERIMENT.plot.rightShare,
    xTicks: x.ticks,
    yTicks: y.ticks,
    lines: [
      {
        path: `M ${pixel(x.place(0))} ${pixel(y.place(0))} L ${pixel(x.place(1))} ${pixel(y.place(1))}`,
        tone: 'guide',
      },
    ],
    words:
      bins.length === 0 && solutions > 0
        ? [{ x: box.x + 12, y: box.y + 18, text: EXPERIMENT.plot.noProbabilities, end: false }]
        : [],
    bars: bins.map(({ low, high, count }) => ({
      x: x.place(low) + 1,
      y: box.y + box.height - (BARS * count) / most,
      width: Math.max(1, x.place(high) - x.place(low) - 2),
      height: (BARS * count) / most,
    })),
    series: [{ id: `calibration/${place}`, colour: 1, marker: 'circle', dash: '', path: linePath(points), points }],
  }
}
