// A figure as a file: SVG text that stands alone, of the same marks as on screen.
// Knows which marks a figure has. Does not know what it shows, or what in a window serves keyboard and pointer.
import type { Caption } from '../ui/caption.ts'
import { svgDocument } from '../ui/svg-document.ts'
import { captionMarks } from './caption-marks.ts'
import type { Figure } from './figure.ts'
import { legendMarks } from './legend-marks.ts'
import { mark, markText, moved } from './mark.ts'
import type { Mark } from './mark.ts'
import { panelMarks } from './panel-marks.ts'
import type { Look } from './tones.ts'

/** Pixels of a figure's words that have no size of their own. */
export const FONT_SIZE = 12

/** The ground and all panels: a figure without its legend. */
export function figureMarks({ width, height, panels }: Figure, look: Look): Mark[] {
  const ground = mark('rect', { x: 0, y: 0, width, height, fill: look.tones.ground })
  return [ground, ...panels.flatMap((panel) => panelMarks(panel, look))]
}

/** The whole figure as an SVG document, with a caption below it if one is given; `zoom` as in svgDocument. */
export function figureDocument(figure: Figure, look: Look, zoom = 1, caption?: Caption): string {
  const legend = figure.legend.map((entry) => mark('g', { transform: moved(entry) }, ...legendMarks(entry, look)))
  const type = { 'font-family': look.tones.font, 'font-size': FONT_SIZE }
  const below = caption ? captionMarks(caption, figure, look) : { marks: [], height: 0 }
  const marks = [...figureMarks(figure, look), ...legend, ...below.marks]
  const all = mark('g', type, ...marks.flatMap((one) => ['\n', one]), '\n')
  return svgDocument({ ...figure, height: figure.height + below.height, elements: [markText(all)], zoom })
}
