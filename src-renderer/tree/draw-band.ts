// Draws a band: in each column a stack of shares, and under it the ends that were right and those that were wrong.
// Knows shares and colours. Does not know which levels are bands. Heights are whole pixels; what rounding takes from one
// column the next one gets, share by share, so that the band as a whole is exact to a pixel or two.
import type { Camera } from './camera.ts'
import { leftOf } from './band.ts'
import type { Band, Column } from './band.ts'
import { shareColour, shareCount } from './lens/lens-colour.ts'
import type { Paint } from './lens/paint.ts'
import type { Ink, Pen } from './pen.ts'
import { stackStart, VERDICT } from './places.ts'
import type { Palette } from '../ui/palette.ts'

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
  pen: Pen,
  { camera, palette, paint }: BandScene,
  along: number,
): (column: Column, band: Band) => void {
  const kinds = shareCount(paint.view)
  const [owed, owedEnds] = [new Float64Array(kinds), new Float64Array(2)]
  const counts = new Float64Array(kinds + 2)
  const inks = Array.from({ length: kinds }, (_, share): Ink => {
    const colour = shareColour(paint.view, share)
    return { ink: pen.ink(colour ?? palette.inkQuiet), alpha: colour === null ? 0.55 : 1 }
  })
  const verdicts = [palette.right, palette.wrong].map((colour): Ink => ({ ink: pen.ink(colour), alpha: 1 }))

  return (column, band) => {
    counts.fill(0)
    band.sums.add(column.from, column.to, counts)
    const [right, wrong] = [counts[kinds]!, counts[kinds + 1]!]
    let total = 0
    for (let share = 0; share < kinds; share++) total += counts[share]!
    const inset = band.width >= INSET_FROM ? 1 : 0
    const width = band.width - inset
    const across = leftOf(column, band, camera)
    let at = stackStart(along, total, band)
    for (let share = 0; share < kinds; share++) {
      if (counts[share] === 0) continue
      const length = rounded(counts[share]! * band.each, owed, share)
      if (inset > 0)
        for (let cell = 0; cell < length; cell += band.each)
          pen.box({ across, along: at + cell, width, length: band.each - inset }, inks[share]!)
      else if (length > 0) pen.box({ across, along: at, width, length }, inks[share]!)
      at += length
    }
    at = Math.max(at, Math.round(along + (total * band.each) / 2)) + GAP
    for (const [kind, count] of [right, wrong].entries()) {
      const length = rounded(count * band.each * VERDICT, owedEnds, kind)
      if (length === 0) continue
      pen.box({ across, along: at, width, length }, verdicts[kind]!)
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
