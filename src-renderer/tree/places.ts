// Where each node of a picture stands: on its own, or in the column of a band; and which node stands at a point.
// Knows levels, bands and the sizes of shapes. Does not know drawing or events.
import { bandOf, columnAt, eachColumn, isBand, leftOf, stackOf } from './band.ts'
import type { Band, Column } from './band.ts'
import { fromPixels, rowPixels, slotPixels, turned } from './camera.ts'
import type { Camera, Point, View } from './camera.ts'
import { CARD, MARK_SHAPE, shapeOfNode } from './detail.ts'
import type { Shape } from './detail.ts'
import type { SlotLayout } from './layout.ts'
import type { Paint } from './lens/paint.ts'
import { firstFrom } from './levels.ts'
import { LevelSums } from './level-sums.ts'
import type { Level, Levels } from './levels.ts'

/** Share of a row that a band's column may take, and the most pixels. */
const ROOM = { part: 0.5, most: 60, least: 4 } as const
/** Least room across that a node on its own is drawn with, pixels: its neighbours leave it that much. */
const ALONE = 10
/** The same in a band whose columns are wide enough for that: room for a sign. */
const BAND_ALONE = 25
/** Pixels around a node that still count as the node. */
const SLACK = 5

export interface Arrangement {
  layout: SlotLayout
  /** Widths in slots as shown. */
  spans: Float32Array
  levels: Levels
  paint: Paint
  camera: Camera
}

/** A node on its own: its middle and its room, pixels across. */
export interface Alone {
  id: number
  across: number
  span: number
}

/** The measures of bands by level, kept while tree, paint and zoom stay. */
export class Places {
  #bands = new Map<number, Band | null>()
  #sums: LevelSums[] = []
  #key = ''
  #paint: Paint | null = null

  /** The band that a level is, or null where its nodes can be told apart. */
  bandAt(picture: Arrangement, depth: number): Band | null {
    const { levels, paint, camera } = picture
    const [slot, row] = [slotPixels(camera), rowPixels(camera)]
    const key = `${levels.version} ${slot} ${row}`
    if (key !== this.#key || paint !== this.#paint) {
      this.#bands.clear()
      this.#key = key
      if (paint !== this.#paint) this.#sums = []
      this.#paint = paint
    }
    const known = this.#bands.get(depth)
    if (known !== undefined) return known
    const level = levels.levels[depth]!
    const band = isBand(level, slot) ? bandOf(this.#sumsOf(level, depth, paint), slot, roomOf(row)) : null
    this.#bands.set(depth, band)
    return band
  }

  /** What a level holds; counted once for each change of the tree or the paint. */
  #sumsOf(level: Level, depth: number, paint: Paint): LevelSums {
    if (this.#sums[depth]?.level !== level) this.#sums[depth] = new LevelSums(level, paint)
    return this.#sums[depth]
  }

  /** Calls back for what the view shows of a level: nodes on their own, or the columns of its band. */
  each(
    picture: Arrangement,
    { depth, view }: { depth: number; view: View },
    visit: { alone: (node: Alone) => void; column: (column: Column, band: Band) => void },
  ): void {
    const { levels, camera } = picture
    const level = levels.levels[depth]!
    const extent = turned(camera.orientation, { x: view.width, y: view.height }).across
    const band = this.bandAt(picture, depth)
    if (band) {
      eachColumn(level, band, camera, [0, extent], (column) => {
        if (isSingle(band, column)) visit.alone(alone(picture, level, column.from, BAND_ALONE))
        else visit.column(column, band)
      })
      return
    }
    const slot = slotPixels(camera)
    const end = (extent + CARD.most - camera.across) / slot
    for (let index = firstFrom(level.centres, -(camera.across + CARD.most) / slot); index < level.ids.length; index++) {
      if (level.centres[index]! > end) break
      visit.alone(alone(picture, level, index, Math.min(ALONE, level.gap * slot)))
    }
  }

  /** Middle and outer size of a node, pixels. */
  boxOf(picture: Arrangement, id: number): { at: Point; shape: Shape } {
    const { layout, camera, levels, paint } = picture
    const depth = layout.depth[id]!
    const level = levels.levels[depth]!
    const along = camera.along + depth * rowPixels(camera)
    const index = levels.indexOf[id]!
    const band = this.bandAt(picture, depth)
    const column = band && columnAt(level, band, camera, acrossOf(picture, level.centres[index]!, band))
    if (!band || !column || isSingle(band, column)) {
      const least = band ? BAND_ALONE : Math.min(ALONE, level.gap * slotPixels(camera))
      const { across, span } = alone(picture, level, index, least)
      return { at: pointOf(camera, across, along), shape: shapeOfNode(id, span, rowPixels(camera), camera.orientation) }
    }
    const stack = stackOf(level, column, paint.shares)
    const total = stack.reduce((sum, one) => sum + paint.weightOf(one), 0)
    let before = 0
    for (const one of stack) {
      if (one === id) break
      before += paint.weightOf(one)
    }
    const length = paint.weightOf(id) * band.each
    const from = stackStart(along, total, band) + before * band.each
    const [width, height] = camera.orientation === 'top-down' ? [band.width, length] : [length, band.width]
    return {
      at: pointOf(camera, leftOf(column, band, camera) + band.width / 2, from + length / 2),
      shape: { ...MARK_SHAPE, width, height },
    }
  }

  /** The node at a point in pixels, and the column that it stands in; null where there is none. */
  at(picture: Arrangement, point: Point): { id: number; column: number[] } | null {
    const { layout, levels, camera, paint } = picture
    if (layout.count === 0) return null
    const { slots, level: exact } = fromPixels(camera, point)
    const depth = Math.min(Math.max(0, Math.round(exact)), levels.levels.length - 1)
    const level = levels.levels[depth]!
    const band = this.bandAt(picture, depth)
    const { across, along } = turned(camera.orientation, point)
    const column = band && nearestColumn(level, band, camera, across)
    if (band && column && !isSingle(band, column)) {
      const stack = stackOf(level, column, paint.shares)
      const total = stack.reduce((sum, one) => sum + paint.weightOf(one), 0)
      const from = stackStart(camera.along + depth * rowPixels(camera), total, band)
      if (along < from - SLACK || along > from + total * band.each * (1 + VERDICT) + SLACK) return null
      let end = from
      for (const id of stack) {
        end += paint.weightOf(id) * band.each
        if (along < end) return { id, column: stack }
      }
      return { id: stack.at(-1)!, column: stack }
    }
    const after = firstFrom(level.centres, slots)
    let nearest = after
    if (after === level.ids.length || (after > 0 && slots - level.centres[after - 1]! < level.centres[after]! - slots))
      nearest--
    const id = level.ids[nearest]!
    const { at, shape } = this.boxOf(picture, id)
    const isInside =
      Math.abs(point.x - at.x) <= shape.width / 2 + SLACK && Math.abs(point.y - at.y) <= shape.height / 2 + SLACK
    return isInside ? { id, column: [] } : null
  }
}

/** Height of an end's verdict to that of its node in a column. */
export const VERDICT = 0.4

/** Pixels along at which a column's stack begins. */
export function stackStart(along: number, count: number, band: Band): number {
  return Math.round(along - (count * band.each) / 2)
}

/** Room for a column, pixels. */
function roomOf(row: number): number {
  return Math.max(ROOM.least, Math.min(row * ROOM.part, ROOM.most))
}

/** A column of one node where columns are as wide as a node with room for a sign: it is drawn as any other node. */
function isSingle(band: Band, column: Column): boolean {
  return column.to === column.from + 1 && band.width >= MARK_SHAPE.width
}

/** The column at a pixel or the nearest one within the slack. */
function nearestColumn(level: Level, band: Band, camera: Camera, across: number): Column | null {
  for (let away = 0; away <= SLACK; away++) {
    for (const side of away === 0 ? [0] : [-away, away]) {
      const column = columnAt(level, band, camera, across + side)
      if (column) return column
    }
  }
  return null
}

/** A node on its own, with at least so many pixels of room. */
function alone({ spans, camera }: Arrangement, level: Level, index: number, least: number): Alone {
  const slot = slotPixels(camera)
  const id = level.ids[index]!
  return { id, across: camera.across + level.centres[index]! * slot, span: Math.max(spans[id]! * slot, least) }
}

/** Middle of the column that a centre falls into, pixels across. */
function acrossOf({ camera }: Arrangement, centre: number, band: Band): number {
  const place = Math.floor((centre * slotPixels(camera)) / band.width)
  return Math.round(camera.across) + (place + 0.5) * band.width
}

function pointOf(camera: Camera, across: number, along: number): Point {
  return camera.orientation === 'top-down' ? { x: across, y: along } : { x: along, y: across }
}
