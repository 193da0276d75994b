// Draws one panel of a figure: grid, axes, background lines, histogram, intervals, lines, points.
// Knows marks. Does not know what the panel shows, or whether a window or a file takes it.
import { pixel, shownX } from './figure.ts'
import type { FigureLine, FigurePanel, FigureSeries } from './figure.ts'
import { mark, moved } from './mark.ts'
import type { Mark } from './mark.ts'
import { markerPath } from './marker.ts'
import type { Look, Tones } from './tones.ts'

/** The panel, from back to front. */
export function panelMarks(panel: FigurePanel, look: Look): Mark[] {
  const { tones, colour } = look
  return [
    ...titleMarks(panel, tones),
    ...axisMarks(panel, tones),
    ...panel.bars.map((bar) => mark('rect', { ...bar, fill: tones.quiet, opacity: 0.28 })),
    ...panel.lines.map((line) => lineMark(line, tones)),
    ...panel.series.flatMap((series) => intervalMarks(series, colour(series.colour))),
    ...panel.series.map((series) =>
      mark('path', {
        d: series.path,
        fill: 'none',
        stroke: colour(series.colour),
        'stroke-width': panel.foreign ? 1.25 : 1.75,
        'stroke-dasharray': series.dash || undefined,
        'stroke-linejoin': 'round',
        'stroke-opacity': panel.foreign ? 0.7 : 0.9,
      }),
    ),
    ...(panel.frames ?? []).map((frame) =>
      mark('rect', { ...frame, rx: frame.height / 2, fill: tones.ground, stroke: tones.quiet, 'stroke-width': 1 }),
    ),
    ...panel.series.flatMap((series) => pointMarks(series, look)),
    ...panel.words.map(({ x, y, text, end }) =>
      mark(
        'text',
        {
          ...{ x, y, 'font-size': 11.5, fill: tones.quiet },
          // A rim of the ground keeps words readable on lines.
          ...{ stroke: tones.ground, 'stroke-width': 3, 'paint-order': 'stroke' },
          'text-anchor': end ? 'end' : undefined,
        },
        text,
      ),
    ),
  ]
}

function titleMarks({ x, y, title, note, foreign }: FigurePanel, tones: Tones): Mark[] {
  if (title === '') return []
  const below = note !== '' && !foreign
  const beside = note !== '' && !below ? [mark('tspan', { dx: 10, 'font-size': 11.5, 'font-weight': 400 }, note)] : []
  const fill = foreign ? tones.quiet : tones.ink
  return [
    mark('text', { x, y: y - (below ? 29 : 12), 'font-size': 12.5, 'font-weight': 600, fill }, title, ...beside),
    ...(below ? [mark('text', { x, y: y - 12, 'font-size': 11.5, fill: tones.quiet }, note)] : []),
  ]
}

function axisMarks({ x, y, width, height, xTicks, yTicks, xLabel, yLabel }: FigurePanel, tones: Tones): Mark[] {
  const foot = y + height
  const right = pixel(x + width)
  const small = { 'font-size': 11.5, fill: tones.quiet }
  return [
    ...yTicks.flatMap(({ at, text }) => [
      mark('path', { d: `M ${pixel(x)} ${pixel(at)} H ${right}`, stroke: tones.line, 'stroke-width': 1 }),
      mark('text', { x: x - 8, y: at + 4, 'text-anchor': 'end', ...small }, text),
    ]),
    ...xTicks.flatMap(({ at, text }) => [
      mark('path', {
        d: `M ${pixel(at)} ${pixel(foot)} v ${text ? 5 : 3}`,
        ...{ stroke: tones.quiet, 'stroke-width': 1, opacity: text ? 1 : 0.5 },
      }),
      ...(text ? [mark('text', { x: at, y: foot + 18, 'text-anchor': 'middle', ...small }, text)] : []),
    ]),
    mark('path', { d: `M ${pixel(x)} ${pixel(foot)} H ${right}`, stroke: tones.quiet, 'stroke-width': 1 }),
    ...(xLabel
      ? [mark('text', { x: x + width / 2, y: foot + 38, 'text-anchor': 'middle', fill: tones.ink }, xLabel)]
      : []),
    ...(yLabel
      ? [
          mark(
            'text',
            {
              transform: `${moved({ x: x - 42, y: y + height / 2 })} rotate(-90)`,
              ...{ 'text-anchor': 'middle', fill: tones.ink },
            },
            yLabel,
          ),
        ]
      : []),
  ]
}

function lineMark({ path, tone }: FigureLine, { ink, quiet }: Tones): Mark {
  const strokes = {
    frontier: { stroke: ink, 'stroke-width': 7, 'stroke-opacity': 0.13, 'stroke-linejoin': 'round' },
    guide: { stroke: quiet, 'stroke-width': 1, 'stroke-dasharray': '4 4' },
    quiet: { stroke: quiet, 'stroke-width': 1, 'stroke-opacity': 0.32 },
  }
  return mark('path', { d: path, fill: 'none', ...strokes[tone] })
}

function intervalMarks({ points }: FigureSeries, stroke: string): Mark[] {
  return points.flatMap(({ x, shift, low, high }) =>
    low === null || high === null
      ? []
      : [
          mark('path', {
            d: `M ${pixel(shownX({ x, shift: shift ?? 0 }))} ${pixel(low)} V ${pixel(high)}`,
            ...{ stroke, 'stroke-width': 1, 'stroke-opacity': 0.38 },
          }),
        ],
  )
}

function pointMarks({ marker, colour, points }: FigureSeries, look: Look): Mark[] {
  const full = look.colour(colour)
  const { ground } = look.tones
  return points.map((point) => {
    const { y, size, hollow } = point
    return mark('path', {
      d: markerPath(marker, size),
      transform: moved({ x: shownX(point), y }),
      fill: hollow ? ground : full,
      stroke: hollow ? full : ground,
      'stroke-width': hollow ? 1.5 : 1,
    })
  })
}
