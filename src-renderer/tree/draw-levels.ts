// The levels behind the tree: a hairline and a name for each, so that a depth can be read anywhere in a wide picture.
// Knows the camera. Does not know nodes.
import { treeText } from '../text/tree.ts'
import { rowPixels, turned } from './camera.ts'
import type { Camera, View } from './camera.ts'
import { FONT } from './draw-node.ts'
import type { SlotLayout } from './layout.ts'
import type { Pen } from './pen.ts'
import type { Palette } from '../ui/palette.ts'
import type { Surface } from './surface.ts'

interface Levels {
  layout: SlotLayout
  camera: Camera
  view: View
  palette: Palette
}

/** Pixels that a level needs before it gets a name. */
const LEAST = 26

/** Calls back for every level in the view, the root's left out, with its position along. */
function eachLevel({ layout, camera, view }: Levels, draw: (level: number, at: number) => void): void {
  const row = rowPixels(camera)
  if (row < LEAST) return
  const extent = camera.orientation === 'top-down' ? view.height : view.width
  const from = Math.max(1, Math.ceil((-camera.along - row) / row))
  const deepest = layout.deepest[0] ?? 0
  for (let level = from; level <= deepest; level++) {
    const at = Math.round(camera.along + level * row) + 0.5
    if (at > extent + row) break
    draw(level, at)
  }
}

/** The hairlines; drawn before the tree. */
export function drawLevelLines(pen: Pen, levels: Levels): void {
  const { camera, view, palette } = levels
  const width = turned(camera.orientation, { x: view.width, y: view.height }).across
  const ink = { ink: pen.ink(palette.line), alpha: 0.6 }
  eachLevel(levels, (_, at) => pen.box({ across: 0, along: at - 0.5, width, length: 1 }, ink))
}

/** The names, on a patch of ground so that they read over a tree; drawn after it. */
export function drawLevelNames(surface: Surface, levels: Levels): void {
  const { camera, palette } = levels
  const upright = camera.orientation === 'top-down'
  surface.font = FONT.small(palette)
  surface.textBaseline = 'middle'
  surface.textAlign = upright ? 'left' : 'center'
  eachLevel(levels, (level, at) => {
    const name = treeText.level(level)
    const width = surface.measureText(name).width
    const [x, y] = upright ? [10, at - 10] : [at, 12]
    surface.globalAlpha = 0.8
    surface.fillStyle = palette.ground
    surface.beginPath()
    surface.roundRect((upright ? x : x - width / 2) - 4, y - 8, width + 8, 16, 4)
    surface.fill()
    surface.globalAlpha = 1
    surface.fillStyle = palette.inkQuiet
    surface.fillText(name, x, y + 0.5)
  })
}
