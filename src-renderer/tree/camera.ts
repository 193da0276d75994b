// The camera: how slots and levels become pixels, and how that changes by pan, zoom and fit.
// Knows geometry alone. "Across" runs along the slots, "along" runs down the levels; top-down and left-right only swap them.

export type Orientation = 'top-down' | 'left-right'

export interface Point {
  x: number
  y: number
}

/** Size of the picture, CSS pixels. */
export interface View {
  width: number
  height: number
}

/**
 * Immutable. `slot` and `row` are what zoom asks for; what is shown stays inside limits (slotPixels, rowPixels),
 * so that zooming a tree of thousands of leaves opens it sideways and keeps its rows readable, and every zoom can be undone.
 */
export interface Camera {
  orientation: Orientation
  /** Pixels per slot, wanted. */
  slot: number
  /** Pixels per level, wanted. */
  row: number
  /** Pixel at which slot 0 begins. */
  across: number
  /** Pixel at which level 0 lies. */
  along: number
}

const LIMITS = {
  'top-down': { slot: 372, row: 244, fitSlot: 200, fitRow: 128 },
  'left-right': { slot: 232, row: 392, fitSlot: 96, fitRow: 240 },
} as const
const SLOT_MIN = 1e-4
const ROW_MIN = 12

/** Pixels per slot and per level, as zoom asks for them. */
export type Scale = Pick<Camera, 'slot' | 'row'>

/** How large a tree is: its leaves and its deepest level. */
export interface Extent {
  leaves: number
  depth: number
}

/** Room kept free around a fitted tree, pixels. */
export const MARGIN = { across: 56, start: 48, end: 92 }

/** Pixels per slot as shown. */
export function slotPixels(camera: Camera): number {
  return Math.min(camera.slot, LIMITS[camera.orientation].slot)
}

/** Pixels per level as shown. */
export function rowPixels(camera: Camera): number {
  return Math.min(Math.max(camera.row, ROW_MIN), LIMITS[camera.orientation].row)
}

/** A position in slots and levels as a pixel position. */
export function toPixels(camera: Camera, slots: number, level: number): Point {
  const across = camera.across + slots * slotPixels(camera)
  const along = camera.along + level * rowPixels(camera)
  return camera.orientation === 'top-down' ? { x: across, y: along } : { x: along, y: across }
}

/** The inverse of toPixels. */
export function fromPixels(camera: Camera, point: Point): { slots: number; level: number } {
  const { across, along } = turned(camera.orientation, point)
  return {
    slots: (across - camera.across) / slotPixels(camera),
    level: (along - camera.along) / rowPixels(camera),
  }
}

/** Moves the picture by some pixels. */
export function pan(camera: Camera, by: Point): Camera {
  const { across, along } = turned(camera.orientation, by)
  return { ...camera, across: camera.across + across, along: camera.along + along }
}

/** Zooms by a factor; what lies under the point stays there. Limited so that each step of zoom still changes something. */
export function zoomAbout(camera: Camera, point: Point, factor: number): Camera {
  const limits = LIMITS[camera.orientation]
  const largest = Math.max(1, limits.slot / camera.slot, limits.row / camera.row)
  const smallest = Math.min(1, SLOT_MIN / camera.slot)
  const bounded = Math.min(Math.max(factor, smallest), largest)
  return scaleAbout(camera, point, { slot: camera.slot * bounded, row: camera.row * bounded })
}

/** Zooms to a scale; what lies under the point stays there. */
export function scaleAbout(camera: Camera, point: Point, { slot, row }: Scale): Camera {
  const zoomed = { ...camera, slot, row }
  const { across, along } = turned(camera.orientation, point)
  zoomed.across = across - ((across - camera.across) * slotPixels(zoomed)) / slotPixels(camera)
  zoomed.along = along - ((along - camera.along) * rowPixels(zoomed)) / rowPixels(camera)
  return zoomed
}

/**
 * The camera that shows a whole tree: centred across, with the root at the start so that it stays put while levels come. Its scale is
 * that of the largest tree `beside` it, if that is larger.
 */
export function fit(options: {
  leaves: number
  depth: number
  view: View
  orientation: Orientation
  beside?: Extent | null
}): Camera {
  const { leaves, depth, view, orientation, beside } = options
  const limits = LIMITS[orientation]
  const room = turned(orientation, { x: view.width, y: view.height })
  const slot = Math.min(
    Math.max(room.across - 2 * MARGIN.across, 1) / Math.max(leaves, beside?.leaves ?? 0, 1),
    limits.fitSlot,
  )
  const row = Math.min(
    Math.max(room.along - MARGIN.start - MARGIN.end, 1) / Math.max(depth, beside?.depth ?? 0, 1),
    limits.fitRow,
  )
  return { orientation, slot, row, across: (room.across - leaves * slot) / 2, along: MARGIN.start }
}

/** Moves just far enough that the pixel point comes inside the view by a margin. */
export function reveal(camera: Camera, point: Point, view: View): Camera {
  const inside = (value: number, size: number): number => {
    const margin = Math.min(96, size / 3)
    return Math.max(margin, Math.min(size - margin, value)) - value
  }
  return pan(camera, { x: inside(point.x, view.width), y: inside(point.y, view.height) })
}

/** A part (0 to 1) of the way from one camera to another; scales move in proportion, so the motion looks even. */
export function between(from: Camera, to: Camera, part: number): Camera {
  const mix = (a: number, b: number): number => a + (b - a) * part
  const scale = (a: number, b: number): number => a * (b / a) ** part
  return {
    orientation: to.orientation,
    slot: scale(from.slot, to.slot),
    row: scale(from.row, to.row),
    across: mix(from.across, to.across),
    along: mix(from.along, to.along),
  }
}

/** Whether two cameras show the same within a part of a pixel. */
export function near(one: Camera, other: Camera): boolean {
  return (
    one.orientation === other.orientation &&
    Math.abs(one.across - other.across) < 0.2 &&
    Math.abs(one.along - other.along) < 0.2 &&
    Math.abs(one.slot / other.slot - 1) < 0.001 &&
    Math.abs(one.row / other.row - 1) < 0.001
  )
}

/** x and y as across and along. */
export function turned(orientation: Orientation, { x, y }: Point): { across: number; along: number } {
  return orientation === 'top-down' ? { across: x, along: y } : { across: y, along: x }
}
