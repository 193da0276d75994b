// A surface that draws nothing and counts what it is told to draw.
import type { Surface } from '../../src-renderer/tree/surface.ts'

export interface CountingSurface extends Surface {
  marks: number
  texts: string[]
}

export function countingSurface(): CountingSurface {
  const nothing = (): void => undefined
  return {
    marks: 0,
    texts: [],
    globalAlpha: 1,
    lineWidth: 1,
    lineCap: 'butt',
    lineJoin: 'miter',
    font: '',
    textAlign: 'left',
    textBaseline: 'alphabetic',
    fillStyle: '',
    strokeStyle: '',
    beginPath: nothing,
    moveTo: nothing,
    lineTo: nothing,
    bezierCurveTo: nothing,
    rect: nothing,
    roundRect: nothing,
    fill() {
      this.marks++
    },
    stroke() {
      this.marks++
    },
    fillText(text) {
      this.marks++
      this.texts.push(text)
    },
    measureText: (text) => ({ width: text.length * 6 }),
  }
}
