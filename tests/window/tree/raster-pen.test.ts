// The pen of crowded pictures: how much of each pixel it covers, against areas that are known.
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Orientation } from '../../../src-renderer/tree/camera.ts'
import { RasterPen } from '../../../src-renderer/tree/raster-pen.ts'

const [WIDTH, HEIGHT] = [80, 60]

/** The browser's, as far as it is used. */
class PlainImageData {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.data = new Uint8ClampedArray(4 * width * height)
  }
}
beforeAll(() => void Object.assign(globalThis, { ImageData: PlainImageData }))

/** Draws in black on white; how black each pixel is, 0 to 1, row by row. */
function drawn(
  draw: (pen: RasterPen, black: number) => void,
  orientation: Orientation = 'top-down',
  ratio = 1,
): number[] {
  let bytes: Uint8ClampedArray = new Uint8ClampedArray()
  const canvas = { width: WIDTH * ratio, height: HEIGHT * ratio }
  const context = { canvas, putImageData: ({ data }: PlainImageData) => (bytes = data) }
  const pen = new RasterPen(context as unknown as CanvasRenderingContext2D, ratio)
  pen.begin('#ffffff', orientation)
  draw(pen, pen.ink('#000000'))
  pen.paint()
  return Array.from({ length: bytes.length / 4 }, (_, at) => 1 - bytes[4 * at + 1]! / 255)
}
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

describe('the pen of pixels', () => {
  it('fills boxes to the pixel, in their colour, and leaves the rest', () => {
    const box = { across: 3, along: 5, width: 4, length: 2 }
    for (const ratio of [1, 2, 1.5]) {
      const black = drawn((pen, ink) => pen.box(box, { ink, alpha: 1 }), 'top-down', ratio)
      const [left, right] = [Math.round(3 * ratio), Math.round(7 * ratio)]
      const [top, bottom] = [Math.round(5 * ratio), Math.round(7 * ratio)]
      black.forEach((part, at) => {
        const [x, y] = [at % (WIDTH * ratio), Math.floor(at / (WIDTH * ratio))]
        expect(part).toBe(x >= left && x < right && y >= top && y < bottom ? 1 : 0)
      })
    }
  })

  it('mixes an ink with what lies below it', () => {
    const box = { across: 0, along: 0, width: 1, length: 1 }
    const twice = drawn((pen, ink) => {
      pen.box(box, { ink, alpha: 0.5 })
      pen.box(box, { ink, alpha: 0.5 })
    })
    expect(twice[0]).toBeCloseTo(0.75, 2)
  })

  // Inside the picture, so that nothing is cut off.
  const place = fc.record({ from: fc.integer({ min: 20, max: 60 }), to: fc.integer({ min: 20, max: 60 }) })
  const width = fc.double({ min: 0.5, max: 6, noNaN: true })

  it('gives a link in each row its width, more where it leans', () => {
    fc.assert(
      fc.property(place, width, ({ from, to }, wide) => {
        const ink = drawn((pen, black) =>
          pen.link({ across: from, along: 10 }, { across: to, along: 50 }, { ink: black, alpha: 1, width: wide }),
        )
        const rows = Array.from({ length: HEIGHT }, (_, row) => sum(ink.slice(row * WIDTH, (row + 1) * WIDTH)))
        expect(sum(rows.slice(0, 10)) + sum(rows.slice(50))).toBe(0)
        // The length of a curve lies between its chord and the way round the corner.
        const area = sum(rows)
        expect(area).toBeGreaterThan(0.93 * wide * Math.hypot(to - from, 40) - 1)
        expect(area).toBeLessThan(1.07 * wide * (Math.abs(to - from) + 40) + 1)
        for (const row of rows.slice(10, 50)) expect(row).toBeGreaterThan(0.9 * wide)
      }),
    )
  })

  it('ends a link and a fan where they are told to', () => {
    const link = drawn((pen, ink) =>
      pen.link({ across: 10.5, along: 0 }, { across: 70.5, along: 60 }, { ink, alpha: 1, width: 3 }),
    )
    expect([link[10], link[WIDTH * (HEIGHT - 1) + 70]]).toEqual([1, 1])
    const fan = drawn((pen, ink) =>
      pen.fan({ parentAcross: 40, parentAlong: 0, start: 20, end: 50, foot: 60 }, { ink, alpha: 1 }),
    )
    const last = fan.slice(WIDTH * (HEIGHT - 1))
    expect(sum(last)).toBeCloseTo(30, 0)
    expect([last[18], last[30], last[52]]).toEqual([0, 1, 0])
    // What it covers is as wide as it is on average.
    expect(sum(fan)).toBeCloseTo((30 * HEIGHT) / 2, -1)
  })

  it('draws left to right what it draws from above, turned', () => {
    const draw = (pen: RasterPen, ink: number): void => {
      pen.link({ across: 5, along: 4 }, { across: 31, along: 44 }, { ink, alpha: 0.6, width: 2.5 })
      pen.fan({ parentAcross: 20, parentAlong: 10, start: 12, end: 40, foot: 50 }, { ink, alpha: 0.3 })
      pen.box({ across: 2, along: 3, width: 9, length: 4 }, { ink, alpha: 1 })
    }
    const [upright, sideways] = [drawn(draw), drawn(draw, 'left-right')]
    for (let along = 0; along < HEIGHT; along++) {
      for (let across = 0; across < HEIGHT; across++) {
        expect(sideways[across * WIDTH + along]).toBe(upright[along * WIDTH + across])
      }
    }
  })

  it('cuts off what lies outside', () => {
    const all = drawn((pen, ink) => {
      pen.box({ across: -50, along: -50, width: 500, length: 500 }, { ink, alpha: 0.5 })
      pen.link({ across: -900, along: -100 }, { across: 900, along: 100 }, { ink, alpha: 1, width: 4 })
      pen.link({ across: -900, along: -100 }, { across: -90, along: 100 }, { ink, alpha: 1, width: 4 })
      pen.fan({ parentAcross: 40, parentAlong: -20, start: -500, end: 500, foot: 900 }, { ink, alpha: 0.5 })
    })
    expect(all).toHaveLength(WIDTH * HEIGHT)
    expect(Math.min(...all)).toBeGreaterThan(0.45)
    expect(Math.max(...all)).toBeLessThanOrEqual(1)
  })
})
