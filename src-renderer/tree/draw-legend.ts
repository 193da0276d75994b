// The legend as part of an exported picture: the ramp with its ticks, and the signs.
// Knows colours and words. Does not know the tree.
import { treeText } from '../text/tree.ts'
import { FONT } from './draw-node.ts'
import type { Palette } from '../ui/palette.ts'
import { rewardStops } from './reward-scale.ts'
import { hatch, verdict } from './signs.ts'
import type { Surface } from './surface.ts'

const RAMP = { width: 144, height: 8, stops: 48 } as const

/** Height of the legend, pixels. */
export const LEGEND_HEIGHT = 40

/** Draws the legend with its left edge at x and its top at y; `reward`: what the rewards are called. */
export function drawLegend(
  surface: Surface,
  palette: Palette,
  { x, y, reward }: { x: number; y: number; reward: string },
): void {
  surface.globalAlpha = 1
  surface.font = FONT.small(palette)
  surface.textBaseline = 'middle'
  surface.textAlign = 'left'
  const middle = y + 12
  let at = x
  const write = (text: string): void => {
    surface.fillStyle = palette.inkQuiet
    surface.textAlign = 'left'
    surface.fillText(text, at, middle)
    at += surface.measureText(text).width
  }
  write(reward)
  at += 8
  const step = RAMP.width / RAMP.stops
  rewardStops(RAMP.stops).forEach((colour, index) => {
    surface.fillStyle = colour
    surface.beginPath()
    // A little wider than its place, so that no seam shows between neighbours.
    surface.rect(at + index * step, middle - RAMP.height / 2, step + (index < RAMP.stops - 1 ? 0.5 : 0), RAMP.height)
    surface.fill()
  })
  surface.fillStyle = palette.inkQuiet
  surface.textAlign = 'center'
  for (const tick of [0, 0.5, 1]) surface.fillText(String(tick), at + tick * RAMP.width, middle + 14)
  at += RAMP.width + 24

  surface.strokeStyle = palette.inkQuiet
  hatch(surface, at, middle - 6, 12, 12, 6)
  surface.lineWidth = 1.25
  surface.beginPath()
  surface.roundRect(at + 0.5, middle - 5.5, 11, 11, 5.5)
  surface.stroke()
  at += 16
  write(treeText.unscored)
  for (const correct of [true, false]) {
    at += 24
    surface.strokeStyle = correct ? palette.right : palette.wrong
    verdict(surface, correct, at, middle, 10)
    at += 11
    write(correct ? treeText.right : treeText.wrong)
  }
}
