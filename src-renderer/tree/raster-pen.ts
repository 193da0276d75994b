// The pen of a canvas: crowded pictures are drawn pixel by pixel and put on the canvas at once. Without a GPU a path costs ten times what
// its pixels do, and a frame of a large tree has tens of thousands.
// Knows pixels and coverage. Does not know what is drawn.
import type { Orientation } from './camera.ts'
import type { Box, Fan, Ink, Pen, Place } from './pen.ts'

/** Steps of the table of a link's way across. */
const STEPS = 512
/** Half of a 256th in each of two channels. */
const HALF = 0x800080
const EVEN = 0xff00ff

/** Rows one below the other, from this one. */
interface Rows {
  row: number
  rows: number
}

export class RasterPen implements Pen {
  readonly #context: CanvasRenderingContext2D
  readonly #ratio: number
  readonly #data: ImageData
  readonly #pixels: Int32Array
  readonly #inks = new Map<string, number>()
  /** Pixels across and along the levels, and from one to the next in `#pixels`. */
  #extent = { across: 0, along: 0 }
  #step = { across: 1, along: 0 }

  /** For a canvas of `ratio` pixels to a CSS pixel, as large as it is now. */
  constructor(context: CanvasRenderingContext2D, ratio: number) {
    const { width, height } = context.canvas
    this.#context = context
    this.#ratio = ratio
    this.#data = new ImageData(Math.max(1, width), Math.max(1, height))
    this.#pixels = new Int32Array(this.#data.data.buffer)
  }

  /** Begins a picture on this ground. */
  begin(ground: string, orientation: Orientation): void {
    const { width, height } = this.#data
    const upright = orientation === 'top-down'
    this.#extent = upright ? { across: width, along: height } : { across: height, along: width }
    this.#step = upright ? { across: 1, along: width } : { across: width, along: 1 }
    this.#pixels.fill(this.ink(ground))
  }

  /** The bytes of an opaque pixel in the order of ImageData. */
  ink(colour: string): number {
    let ink = this.#inks.get(colour)
    if (ink === undefined) {
      const channels = [1, 3, 5].map((from) => Number.parseInt(colour.slice(from, from + 2), 16))
      ink = new Int32Array(new Uint8Array([...channels, 255]).buffer)[0]!
      this.#inks.set(colour, ink)
    }
    return ink
  }

  /** Edges go to the nearest pixel. */
  box({ across, along, width, length }: Box, { ink, alpha }: Ink): void {
    const [ratio, step, extent, pixels] = [this.#ratio, this.#step, this.#extent, this.#pixels]
    const left = Math.max(0, Math.round(across * ratio))
    const right = Math.min(extent.across, Math.round((across + width) * ratio))
    const from = Math.max(0, Math.round(along * ratio))
    const to = Math.min(extent.along, Math.round((along + length) * ratio))
    for (let row = from; row < to; row++) {
      if (alpha < 1) this.#stretch({ row, rows: 1 }, left, right, ink, alpha)
      else {
        let at = row * step.along + left * step.across
        for (let column = left; column < right; column++, at += step.across) pixels[at] = ink
      }
    }
  }

  /** In each row the link is a stretch of its width that leans as far as the link does there. */
  link(start: Place, end: Place, { ink, alpha, width }: Ink & { width: number }): void {
    const ratio = this.#ratio
    const x = start.across * ratio
    const y = start.along * ratio
    const dx = end.across * ratio - x
    const dy = end.along * ratio - y
    const half = (width * ratio) / 2
    if (Math.max(x, x + dx) + half < 0 || Math.min(x, x + dx) - half > this.#extent.across || dy <= 0) return
    const [first, last] = [Math.max(0, Math.round(y)), Math.min(this.#extent.along, Math.round(y + dy))]
    const most = rowsAtOnce(dx, dy)
    let before = x + dx * wayAt(Math.max(0, first - y) / dy)
    for (let row = first; row < last; row += most) {
      const rows = Math.min(most, last - row)
      const after = x + dx * wayAt(Math.min(1, (row + rows - y) / dy))
      const lean = Math.abs(after - before) / rows
      // Half of what the stretch covers across, were the row without height.
      const reach = half * Math.sqrt(1 + lean * lean)
      this.#leaning({ row, rows }, (before + after) / 2, reach, Math.max(1, lean), ink, alpha)
      before = after
    }
  }

  fan({ parentAcross, parentAlong, start, end, foot }: Fan, { ink, alpha }: Ink): void {
    const ratio = this.#ratio
    const [x, y, dy] = [parentAcross * ratio, parentAlong * ratio, (foot - parentAlong) * ratio]
    const last = Math.min(this.#extent.along, Math.round(y + dy))
    const most = rowsAtOnce(Math.max(Math.abs(start * ratio - x), Math.abs(end * ratio - x)), dy)
    for (let row = Math.max(0, Math.round(y)); row < last; row += most) {
      const rows = Math.min(most, last - row)
      const way = wayAt(Math.min(1, (row + rows / 2 - y) / dy))
      this.#stretch({ row, rows }, x + (start * ratio - x) * way, x + (end * ratio - x) * way, ink, alpha)
    }
  }

  paint(): void {
    this.#context.putImageData(this.#data, 0, 0)
  }

  /** Blends from one place across to another, parts of pixels at the ends. */
  #stretch(where: Rows, left: number, right: number, ink: number, alpha: number): void {
    const from = Math.max(0, Math.floor(left))
    const to = Math.min(this.#extent.across, Math.ceil(right))
    for (let column = from; column < to; column++) {
      const covered = Math.min(right, column + 1) - Math.max(left, column)
      this.#blend(where, column, ink, (alpha * covered * 256 + 0.5) | 0)
    }
  }

  /** Blends what covers each row from its upper edge to its lower one while it moves by `lean` across. */
  #leaning(where: Rows, middle: number, reach: number, lean: number, ink: number, alpha: number): void {
    const outer = reach + lean / 2
    const most = Math.min(1, (2 * reach) / lean) * alpha * 256
    const slope = (alpha * 256) / lean
    const from = Math.max(0, Math.floor(middle - outer))
    const to = Math.min(this.#extent.across, Math.ceil(middle + outer))
    for (let column = from; column < to; column++) {
      const covered = (outer - Math.abs(column + 0.5 - middle)) * slope
      if (covered > 0) this.#blend(where, column, ink, (Math.min(most, covered) + 0.5) | 0)
    }
  }

  /** Puts an ink over some rows of a column, of which so many 256ths are covered: two channels at a time. */
  #blend({ row, rows }: Rows, column: number, ink: number, over: number): void {
    const pixels = this.#pixels
    const step = this.#step.along
    const under = 256 - over
    const even = Math.imul(ink & EVEN, over) + HALF
    const odd = Math.imul((ink >>> 8) & EVEN, over) + HALF
    let at = row * step + column * this.#step.across
    for (let left = rows; left > 0; left--, at += step) {
      const pixel = pixels[at]!
      const low = (Math.imul(pixel & EVEN, under) + even) >>> 8
      pixels[at] = (low & EVEN) | ((Math.imul((pixel >>> 8) & EVEN, under) + odd) & ~EVEN)
    }
  }
}

/** How far across a link is, 0 to 1, by how far along it is: the Bézier curve of `pathPen`, which both go through with t. */
const WAYS = Float64Array.from({ length: STEPS + 2 }, (_, step) => {
  const goal = Math.min(1, step / STEPS)
  let [low, high] = [0, 1]
  for (let round = 0; round < 40; round++) {
    const t = (low + high) / 2
    if (1.5 * t - 1.5 * t ** 2 + t ** 3 < goal) low = t
    else high = t
  }
  return 3 * low ** 2 - 2 * low ** 3
})

function wayAt(part: number): number {
  const step = Math.floor(part * STEPS)
  return WAYS[step]! + (WAYS[step + 1]! - WAYS[step]!) * (part * STEPS - step)
}

/** Rows in which a link that goes so far may count as upright: it moves by half a pixel where it moves most. */
function rowsAtOnce(dx: number, dy: number): number {
  return Math.max(1, Math.min(8, Math.floor((0.25 * dy) / Math.abs(dx))))
}
