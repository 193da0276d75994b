// The legend as part of an exported picture: the scale of the lens, and the signs that the picture uses.
// Knows colours and words. Does not know the tree.
import { treeText } from '../text/tree.ts'
import { diamond } from './draw-hand.ts'
import { FONT } from './draw-node.ts'
import { legendName } from './legend.ts'
import type { Legend } from './legend.ts'
import type { Palette } from '../ui/palette.ts'
import { rewardStops } from './reward-scale.ts'
import { hatch, verdict } from './signs.ts'
import type { Surface } from './surface.ts'
import { cut } from './wrap-text.ts'

const RAMP = { width: 144, height: 8, stops: 48 } as const
/** Between two parts of the legend, and the longest name of a class, pixels. */
const GAP = 24
const CLASS_WIDTH = 120

/** Height of the legend, pixels. */
export const LEGEND_HEIGHT = 40

interface Place {
  x: number
  y: number
  /** Pixels that it may take across. */
  room: number
  used: Legend
  /** What the rewards are called. */
  reward: string
}

/** Draws the legend with its left edge at x and its top at y. */
export function drawLegend(surface: Surface, palette: Palette, { x, y, room, used, reward }: Place): void {
  surface.globalAlpha = 1
  surface.font = FONT.small(palette)
  surface.textBaseline = 'middle'
  surface.textAlign = 'left'
  const middle = y + 12
  let at = x
  const measure = (text: string): number => surface.measureText(text).width
  const write = (text: string): void => {
    surface.fillStyle = palette.inkQuiet
    surface.textAlign = 'left'
    surface.fillText(text, at, middle)
    at += measure(text)
  }
  if (used.ramp) {
    write(legendName(used, reward))
    at += 8
    drawRamp(surface, palette, { at, middle, ticks: used.ramp })
    at += RAMP.width + GAP
  }
  if (used.collapsed) {
    write(treeText.collapse.hidden(used.collapsed.hidden, used.collapsed.branches))
    at += GAP
  }
  for (const { label, colour } of used.classes) {
    const words = cut(label, CLASS_WIDTH, measure)
    if (at + 16 + measure(words) > x + room) break
    surface.fillStyle = colour
    surface.beginPath()
    surface.roundRect(at, middle - 6, 11, 11, 3)
    surface.fill()
    at += 16
    write(words)
    at += GAP / 2
  }
  if (used.unscored) {
    surface.strokeStyle = palette.inkQuiet
    hatch(surface, at, middle - 6, 12, 12, 6)
    surface.lineWidth = 1.25
    surface.beginPath()
    surface.roundRect(at + 0.5, middle - 5.5, 11, 11, 5.5)
    surface.stroke()
    at += 16
    write(treeText.lens.noneOf(used.lens))
    at += GAP
  }
  for (const correct of [true, false]) {
    if (!(correct ? used.right : used.wrong)) continue
    surface.strokeStyle = correct ? palette.right : palette.wrong
    verdict(surface, correct, at + 5, middle, 10)
    at += 16
    write(correct ? treeText.right : treeText.wrong)
    at += GAP
  }
  if (used.byHand && at + 16 + measure(treeText.byHand) <= x + room) {
    surface.fillStyle = palette.ink
    diamond(surface, at + 5, middle, 4)
    surface.fill()
    at += 16
    write(treeText.byHand)
    at += GAP
  }
  if (used.pruned && at + 16 + measure(treeText.pruned) <= x + room) {
    surface.strokeStyle = palette.ink
    surface.lineWidth = 1.75
    surface.beginPath()
    surface.moveTo(at, middle)
    surface.lineTo(at + 11, middle)
    surface.stroke()
    at += 16
    write(treeText.pruned)
    at += GAP
  }
  if (used.band && at + measure(treeText.band) <= x + room) write(treeText.band)
}

function drawRamp(
  surface: Surface,
  palette: Palette,
  { at, middle, ticks }: { at: number; middle: number; ticks: readonly string[] },
): void {
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
  ticks.forEach((tick, index) => surface.fillText(tick, at + (index / 2) * RAMP.width, middle + 14))
}
