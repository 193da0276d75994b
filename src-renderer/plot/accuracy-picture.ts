// The picture of an experiment for who has no window: the figure that the Experiment screen shows first, light, as SVG text.
// The one door from the command line into the window's room. Everything behind it is data and text: no component, no browser.
// Knows the size of a picture in a report. Does not know files.
import type { ExperimentSummary } from '../../src-main/contract/experiment-summary.ts'
import { accuracyFigure, axesOf, FIRST_VIEW } from './accuracy-figure.ts'
import type { Figure } from './figure.ts'
import { estimatedWidth } from './estimated-width.ts'
import { figureDocument, FONT_SIZE } from './figure-document.ts'
import { LIGHT_TONES, lookOf } from './tones.ts'

const SIZE = { width: 960, height: 560 }
/** Least width of the axes, pixels: where a legend of long names leaves less, the picture grows. */
const LEAST = 520

/** The figure of these results as a whole SVG document. */
export function accuracyPicture(summary: ExperimentSummary): string {
  const layOut = (width: number): Figure =>
    accuracyFigure({
      ...{ ...FIRST_VIEW, axis: axesOf(summary)[0]!, summary, hidden: { methods: new Set(), policies: new Set() } },
      ...{ ...SIZE, width, measure: (text) => estimatedWidth(text, FONT_SIZE) },
    })
  const figure = layOut(SIZE.width)
  const missing = LEAST - figure.panels[0]!.width
  return figureDocument(missing > 0 ? layOut(SIZE.width + Math.ceil(missing)) : figure, lookOf(LIGHT_TONES, 'light'))
}
