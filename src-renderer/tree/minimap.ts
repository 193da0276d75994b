// The whole tree in a small picture, and the part of it that the view shows.
// Knows levels and colours. Does not know when it is drawn, or the pointer. One pass over the nodes, whatever their number.
import type { Palette } from '../ui/palette.ts'
import { fromPixels, turned } from './camera.ts'
import type { Camera, Orientation, Point, View } from './camera.ts'
import type { SlotLayout } from './layout.ts'
import { shareColour, shareCount } from './lens/lens-colour.ts'
import type { Paint } from './lens/paint.ts'
import type { Levels } from './levels.ts'

/** What a small picture is made from. */
export interface Overview {
  layout: SlotLayout
  levels: Levels
  paint: Paint
  palette: Palette
  camera: Camera
  view: View
  /** Width of the whole tree in slots, and its deepest level, as shown. */
  slots: number
  depth: number
  /** The path of the chosen answer, from the root. */
  chosen: ReadonlySet<number>
}

/** A part of the tree, in slots and levels. */
interface Part {
  slots: readonly [number, number]
  levels: readonly [number, number]
}

export interface Box {
  left: number
  top: number
  width: number
  height: number
}

/** Room around the tree, pixels. */
const MARGIN = 6
/** Largest dot, pixels; nodes that are nearer to each other are columns. */
const DOT = 5
const NEAR = 2
/** Most edges that are drawn: more of them are a grey plane. */
const EDGES = 1500

/** Where a place in the tree lies in a small picture of this size. */
export function placeOn(
  { slots, depth, camera }: Pick<Overview, 'slots' | 'depth' | 'camera'>,
  size: View,
  slot: number,
  level: number,
): Point {
  const room = turned(camera.orientation, { x: size.width, y: size.height })
  const across = MARGIN + (slot / Math.max(slots, 1)) * (room.across - 2 * MARGIN)
  const along = MARGIN + (level / Math.max(depth, 1)) * (room.along - 2 * MARGIN)
  return pointAt(camera.orientation, across, along)
}

/** The inverse of placeOn, kept inside the tree. */
export function treeAt(
  { slots, depth, camera }: Pick<Overview, 'slots' | 'depth' | 'camera'>,
  size: View,
  point: Point,
): { slot: number; level: number } {
  const room = turned(camera.orientation, { x: size.width, y: size.height })
  const { across, along } = turned(camera.orientation, point)
  const part = (at: number, whole: number): number =>
    Math.min(Math.max((at - MARGIN) / Math.max(whole - 2 * MARGIN, 1), 0), 1)
  return { slot: part(across, room.across) * slots, level: part(along, room.along) * depth }
}

/** What the view shows, in slots and levels; it may reach beyond the tree. */
function partInView({ camera, view }: Pick<Overview, 'camera' | 'view'>): Part {
  const from = fromPixels(camera, { x: 0, y: 0 })
  const to = fromPixels(camera, { x: view.width, y: view.height })
  return { slots: [from.slots, to.slots], levels: [from.level, to.level] }
}

/** Whether some of the tree lies outside the view. */
export function exceedsView(overview: Pick<Overview, 'slots' | 'depth' | 'camera' | 'view'>): boolean {
  const { slots, levels } = partInView(overview)
  return slots[0] > 0 || slots[1] < overview.slots || levels[0] > 0 || levels[1] < overview.depth
}

/** Where the view lies on a small picture of this size, cut to its edges. */
export function viewOn(overview: Pick<Overview, 'slots' | 'depth' | 'camera' | 'view'>, size: View): Box {
  const { slots, levels } = partInView(overview)
  const [from, to] = [placeOn(overview, size, slots[0], levels[0]), placeOn(overview, size, slots[1], levels[1])]
  const cut = (at: number, most: number): number => Math.min(Math.max(at, 1), most - 1)
  const [left, right] = [cut(from.x, size.width), cut(to.x, size.width)]
  const [top, bottom] = [cut(from.y, size.height), cut(to.y, size.height)]
  return { left, top, width: Math.max(right - left, 3), height: Math.max(bottom - top, 3) }
}

/** Draws the tree into a cleared small picture. */
export function drawMinimap(context: CanvasRenderingContext2D, overview: Overview, size: View): void {
  const { layout, levels, paint, palette, camera } = overview
  const room = turned(camera.orientation, { x: size.width, y: size.height })
  const scale = (room.across - 2 * MARGIN) / Math.max(overview.slots, 1)
  const thick = Math.min(DOT, ((room.along - 2 * MARGIN) / Math.max(overview.depth, 1)) * 0.6)
  if (layout.count <= EDGES) drawEdges(context, overview, size)
  const kinds = shareCount(paint.view)
  const colours = Array.from({ length: kinds }, (_, share) => shareColour(paint.view, share) ?? palette.inkQuiet)
  levels.levels.forEach(({ ids, centres, gap }, level) => {
    if (gap * scale >= NEAR) {
      const across = Math.min(DOT, Math.max(gap * scale * 0.7, 1.5))
      ids.forEach((id, index) => {
        const { x, y } = placeOn(overview, size, centres[index]!, level)
        const [width, height] = sides(camera.orientation, across, thick)
        context.fillStyle = id === 0 ? palette.ink : colours[paint.shares[id]!]!
        context.fillRect(x - width / 2, y - height / 2, width, height)
      })
      return
    }
    // By column, the shares of the nodes in it, one above the other.
    const counts = new Float64Array(Math.ceil(room.across) * kinds)
    for (let index = 0; index < ids.length; index++) {
      const id = ids[index]!
      counts[Math.floor(MARGIN + centres[index]! * scale) * kinds + paint.shares[id]!]! += paint.weightOf(id)
    }
    const { along } = turned(camera.orientation, placeOn(overview, size, 0, level))
    for (let column = 0; column * kinds < counts.length; column++) {
      const some = counts.subarray(column * kinds, (column + 1) * kinds)
      const total = some.reduce((sum, count) => sum + count, 0)
      let at = along - thick / 2
      for (let share = 0; share < kinds && total > 0; share++) {
        if (some[share] === 0) continue
        const length = (some[share]! / total) * thick
        const { x, y } = pointAt(camera.orientation, column, at)
        const [width, height] = sides(camera.orientation, 1, length)
        context.fillStyle = colours[share]!
        context.fillRect(x, y, width, height)
        at += length
      }
    }
  })
  drawChosen(context, overview, size)
}

function drawEdges(context: CanvasRenderingContext2D, overview: Overview, size: View): void {
  const { layout, palette } = overview
  context.strokeStyle = palette.inkQuiet
  context.globalAlpha = 0.35
  context.lineWidth = 0.75
  context.beginPath()
  for (let id = 1; id < layout.count; id++) {
    const [from, to] = [nodeOn(overview, size, layout.parent[id]!), nodeOn(overview, size, id)]
    context.moveTo(from.x, from.y)
    context.lineTo(to.x, to.y)
  }
  context.stroke()
  context.globalAlpha = 1
}

function drawChosen(context: CanvasRenderingContext2D, overview: Overview, size: View): void {
  context.strokeStyle = overview.palette.accent
  context.lineWidth = 1.5
  context.beginPath()
  for (const id of overview.chosen) {
    const { x, y } = nodeOn(overview, size, id)
    if (id === 0) context.moveTo(x, y)
    else context.lineTo(x, y)
  }
  context.stroke()
}

function nodeOn(overview: Overview, size: View, id: number): Point {
  const { layout, levels } = overview
  const level = layout.depth[id]!
  return placeOn(overview, size, levels.levels[level]!.centres[levels.indexOf[id]!]!, level)
}

function sides(orientation: Orientation, across: number, along: number): readonly [number, number] {
  return orientation === 'top-down' ? [across, along] : [along, across]
}

function pointAt(orientation: Orientation, across: number, along: number): Point {
  return orientation === 'top-down' ? { x: across, y: along } : { x: along, y: across }
}
