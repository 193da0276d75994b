// Draws one entry of a legend: its sign and its words, dimmed where its lines are filtered out.
// Knows marks. Does not know where the entry stands, or what happens when it is pressed.
import type { LegendEntry } from './figure.ts'
import { mark } from './mark.ts'
import type { Mark } from './mark.ts'
import { markerPath } from './marker.ts'
import type { Look } from './tones.ts'

const SIGN_AT = 'translate(15 11)'

/** The entry with its upper left corner at (0, 0). */
export function legendMarks(entry: LegendEntry, look: Look): Mark[] {
  const { kind, text, shown } = entry
  const { ink, quiet } = look.tones
  if (kind === 'heading')
    return [mark('text', { x: 4, y: 15, 'font-size': 11.5, 'font-weight': 600, fill: quiet }, text)]
  const words = { x: 34, y: 15, fill: ink, opacity: shown ? 1 : 0.5, 'font-weight': shown ? 500 : 400 }
  return [...signMarks(entry, look), mark('text', words, text)]
}

function signMarks({ kind, colour, marker, dash, size, shown }: LegendEntry, look: Look): Mark[] {
  const { ground, ink, quiet } = look.tones
  if (kind === 'frontier') {
    const stroke = { stroke: ink, 'stroke-width': 5, 'stroke-opacity': 0.16, 'stroke-linejoin': 'round' }
    return [mark('path', { d: 'M 4 14 H 12 V 8 H 26', fill: 'none', ...stroke })]
  }
  if (kind === 'hollow') {
    const stroke = { fill: ground, stroke: quiet, 'stroke-width': 1.5 }
    return [mark('path', { d: markerPath('circle', 4), transform: SIGN_AT, ...stroke })]
  }
  const tone = kind === 'method' ? look.colour(colour) : quiet
  const opacity = shown ? 1 : 0.35
  const line = mark('path', {
    ...{ d: 'M 4 11 H 26', fill: 'none', stroke: tone, 'stroke-width': 1.75 },
    ...{ 'stroke-dasharray': dash || undefined, opacity },
  })
  if (!marker) return [line]
  const point = { fill: tone, stroke: ground, 'stroke-width': 1, opacity }
  return [line, mark('path', { d: markerPath(marker, size), transform: SIGN_AT, ...point })]
}
