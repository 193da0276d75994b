// A band: a level whose nodes lie too close to be told apart, as columns. Every node takes the same area, so the shares of
// colour are the shares of nodes, and a column is as tall as it holds nodes.
// Knows places and counts. Does not know what the shares mean or how a column is drawn.
import type { Camera } from './camera.ts'
import { slotPixels } from './camera.ts'
import { firstFrom } from './levels.ts'
import type { LevelSums } from './level-sums.ts'
import type { Level } from './levels.ts'

/** Neighbours nearer than this, in pixels, make their level a band. */
const NEAR = 3
/** Widest a column gets, pixels: the size of a node with room for a sign. */
const WIDEST = 17

/** The measures of one band, pixels. */
export interface Band {
  sums: LevelSums
  /** Width of a column; a whole number. */
  width: number
  /** Height that one node takes in it; a whole number where it is 1 or more. */
  each: number
}

/** One column of a band. */
export interface Column {
  /** Number of the column, from the tree's left edge. */
  place: number
  /** The nodes in it: from this index of the level up to that one. */
  from: number
  to: number
}

/** Whether a level is drawn as a band at this many pixels a slot. */
export function isBand(level: Level, slot: number): boolean {
  return level.gap * slot < NEAR
}

/**
 * The largest squares of which every column holds its nodes.
 * @param height room for a column, pixels
 */
export function bandOf(sums: LevelSums, slot: number, height: number): Band {
  const fits = (width: number): boolean => sums.fullest(width / slot) * width <= height
  let [low, high] = [0, WIDEST]
  while (low < high) {
    const width = (low + high + 1) >> 1
    if (fits(width)) low = width
    else high = width - 1
  }
  return low > 0 ? { sums, width: low, each: low } : { sums, width: 1, each: height / sums.fullest(1 / slot) }
}

/** Calls back for every column between two pixels across, from left to right. */
export function eachColumn(
  level: Level,
  band: Band,
  camera: Camera,
  [left, right]: readonly [number, number],
  draw: (column: Column) => void,
): void {
  const slot = slotPixels(camera)
  const { centres } = level
  const scale = slot / band.width
  const end = (right - camera.across) / slot
  let index = firstFrom(centres, (left - camera.across) / slot - band.width / slot)
  while (index < centres.length && centres[index]! <= end) {
    const place = Math.floor(centres[index]! * scale)
    const from = index
    index = endOf(centres, from, (centre) => Math.floor(centre * scale) === place)
    draw({ place, from, to: index })
  }
}

/** Index of the first middle behind this one that does not belong to it; those that do follow on each other. */
function endOf(centres: Float64Array, from: number, belongs: (centre: number) => boolean): number {
  let [last, step] = [from, 1]
  while (last + step < centres.length && belongs(centres[last + step]!)) {
    last += step
    step *= 2
  }
  let end = Math.min(last + step, centres.length)
  while (last + 1 < end) {
    const middle = (last + end) >> 1
    if (belongs(centres[middle]!)) last = middle
    else end = middle
  }
  return end
}

/** The column at a pixel across, or null between columns. */
export function columnAt(level: Level, band: Band, camera: Camera, across: number): Column | null {
  const place = Math.floor((across - Math.round(camera.across)) / band.width)
  const slot = slotPixels(camera)
  let from = firstFrom(level.centres, (place * band.width) / slot)
  // A rounded quotient may put the edge's own node on either side.
  while (from > 0 && Math.floor((level.centres[from - 1]! * slot) / band.width) >= place) from--
  const belongs = (centre: number): boolean => Math.floor((centre * slot) / band.width) === place
  if (from === level.centres.length || !belongs(level.centres[from]!)) return null
  return { place, from, to: endOf(level.centres, from, belongs) }
}

/** Left edge of a column, pixels across; columns stand on whole pixels. */
export function leftOf(column: Column, band: Band, camera: Camera): number {
  return Math.round(camera.across) + column.place * band.width
}

/** The nodes of a column in the order of its stack: share by share, and within one as they lie. */
export function stackOf(level: Level, column: Column, shares: Uint8Array): number[] {
  const ids = [...level.ids.subarray(column.from, column.to)]
  return ids.sort((a, b) => shares[a]! - shares[b]!)
}
