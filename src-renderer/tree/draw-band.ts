// Draws a band: in each column a stack of shares, and under it the ends that were right and those that were wrong.
// Knows shares and colours. Does not know which levels are bands. Heights are whole pixels; what rounding takes from one
// column the next one gets, share by share, so that the band as a whole is exact to a pixel or two.
import type { Camera } from './camera.ts'
import { leftOf } from './band.ts'
import type { Band, Column } from './band.ts'
import { shareColour, shareCount } from './lens/lens-colour.ts'
import { VERDICTS } from './lens/paint.ts'
import type { Paint } from './lens/paint.ts'
import type { Level } from './levels.ts'
import { stackStart, VERDICT } from './places.ts'
import type { Palette } from '../ui/palette.ts'
import type { Surface } from './surface.ts'

interface BandScene {
  camera: Camera
  palette: Palette
  paint: Paint
}

/** Pixels between a column and its verdicts. */
const GAP = 2
/** Squares this wide stand a pixel apart, so that they can be counted. */
const INSET_FROM = 5

/** Makes the pen that draws the columns of one level, one after the other from left to right. */
export function bandPen(
  surface: Surface,
  { camera, palette, paint }: BandScene,
  { level, along }: { level: Level; along: number },
): (column: Column, band: Band) => void {
  const kinds = shareCount(paint.view)
  const [owed, owedEnds] = [new Float64Array(kinds), new Float64Array(2)]
  const counts = new Float64Array(kinds)
  const colours = Array.from({ length: kinds }, (_, share) => shareColour(paint.view, share))
  const upright = camera.orientation === 'top-down'
  const box = (across: number, width: number, from: number, length: number): void => {
    surface.beginPath()
    if (upright) surface.rect(across, from, width, length)
    else surface.rect(from, across, length, width)
    surface.fill()
  }

  return (column, band) => {
    counts.fill(0)
    let [total, right, wrong] = [0, 0, 0]
    for (let index = column.from; index < column.to; index++) {
      const id = level.ids[index]!
      const weight = paint.weightOf(id)
      counts[paint.shares[id]!]! += weight
      total += weight
      const verdict = paint.verdicts[id]
      if (verdict === VERDICTS.right) right += weight
      else if (verdict === VERDICTS.wrong) wrong += weight
    }
    const inset = band.width >= INSET_FROM ? 1 : 0
    const width = band.width - inset
    const across = leftOf(column, band, camera)
    let at = stackStart(along, total, band)
    for (let share = 0; share < kinds; share++) {
      if (counts[share] === 0) continue
      const length = rounded(counts[share]! * band.each, owed, share)
      surface.globalAlpha = colours[share] === null ? 0.55 : 1
      surface.fillStyle = colours[share] ?? palette.inkQuiet
      if (inset > 0)
        for (let cell = 0; cell < length; cell += band.each) box(across, width, at + cell, band.each - inset)
      else if (length > 0) box(across, width, at, length)
      at += length
    }
    surface.globalAlpha = 1
    at = Math.max(at, Math.round(along + (total * band.each) / 2)) + GAP
    for (const [kind, count] of [right, wrong].entries()) {
      const length = rounded(count * band.each * VERDICT, owedEnds, kind)
      if (length === 0) continue
      surface.fillStyle = kind === 0 ? palette.right : palette.wrong
      box(across, width, at, length)
      at += length
    }
  }
}

/** A length in whole pixels; what rounding takes or gives is owed to the next one of its kind. */
function rounded(length: number, owed: Float64Array, kind: number): number {
  const whole = Math.max(0, Math.round(length + owed[kind]!))
  owed[kind]! += length - whole
  return whole
}
