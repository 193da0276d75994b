// A surface that writes SVG: the same strokes as the canvas, as exact text that stands alone.
// Knows SVG. Does not know what is drawn. Text is measured by the caller, because this file needs no window.
import { xmlEscaped } from '../ui/svg-document.ts'
import type { Surface } from './surface.ts'

const ANCHORS: Partial<Record<CanvasTextAlign, string>> = { center: 'middle', right: 'end', end: 'end' }

/** A surface and the elements drawn on it so far, one a line. */
export interface SvgSurface extends Surface {
  elements: string[]
}

/** `measure` gives a text's width in pixels in a CSS font. */
export function svgSurface(measure: (text: string, font: string) => number): SvgSurface {
  const elements: string[] = []
  let path = ''
  const add = (...parts: string[]): void => {
    path += (path === '' ? '' : ' ') + parts.join(' ')
  }
  const opacity = (alpha: number): string => (alpha < 1 ? ` opacity="${short(alpha)}"` : '')
  return {
    elements,
    globalAlpha: 1,
    lineWidth: 1,
    lineCap: 'butt',
    lineJoin: 'miter',
    font: '12px sans-serif',
    textAlign: 'left',
    textBaseline: 'alphabetic',
    fillStyle: '#000000',
    strokeStyle: '#000000',
    beginPath() {
      path = ''
    },
    moveTo(x, y) {
      add('M', short(x), short(y))
    },
    lineTo(x, y) {
      add('L', short(x), short(y))
    },
    bezierCurveTo(...points) {
      add('C', ...points.map(short))
    },
    rect(x, y, width, height) {
      add('M', short(x), short(y), 'h', short(width), 'v', short(height), 'h', short(-width), 'z')
    },
    roundRect(x, y, width, height, radius) {
      const r = Math.max(0, Math.min(radius, width / 2, height / 2))
      const [w, h] = [width - 2 * r, height - 2 * r]
      const corner = (dx: number, dy: number): string => `a ${short(r)} ${short(r)} 0 0 1 ${short(dx)} ${short(dy)}`
      add('M', short(x + r), short(y), 'h', short(w), corner(r, r), 'v', short(h), corner(-r, r))
      add('h', short(-w), corner(-r, -r), 'v', short(-h), corner(r, -r), 'z')
    },
    fill() {
      if (path !== '')
        elements.push(`<path d="${path}" fill="${colourOf(this.fillStyle)}"${opacity(this.globalAlpha)}/>`)
    },
    stroke() {
      if (path === '') return
      const cap = this.lineCap === 'butt' ? '' : ` stroke-linecap="${this.lineCap}"`
      const join = this.lineJoin === 'miter' ? '' : ` stroke-linejoin="${this.lineJoin}"`
      const line = `stroke="${colourOf(this.strokeStyle)}" stroke-width="${short(this.lineWidth)}"${cap}${join}`
      elements.push(`<path d="${path}" fill="none" ${line}${opacity(this.globalAlpha)}/>`)
    },
    fillText(text, x, y) {
      const [, weight = '400', size = '12', family = 'sans-serif'] = /^(\d+) ([\d.]+)px (.+)$/.exec(this.font) ?? []
      // Capital height is about 0.7 of the size: a middle line becomes a baseline without help of the viewer.
      const baseline = this.textBaseline === 'middle' ? y + Number(size) * 0.35 : y
      const anchor = ANCHORS[this.textAlign]
      const type = `font-family="${xmlEscaped(family)}" font-size="${size}" font-weight="${weight}"`
      const place = `x="${short(x)}" y="${short(baseline)}"${anchor ? ` text-anchor="${anchor}"` : ''}`
      elements.push(
        `<text ${place} ${type} fill="${colourOf(this.fillStyle)}"${opacity(this.globalAlpha)}>${xmlEscaped(text)}</text>`,
      )
    },
    measureText(text) {
      return { width: measure(text, this.font) }
    },
  }
}

/** The picture is drawn in plain colours only. */
function colourOf(style: Surface['fillStyle']): string {
  return typeof style === 'string' ? style : 'none'
}

/** A hundredth of a pixel is enough. */
function short(value: number): string {
  return String(Math.round(value * 100) / 100 || 0)
}
