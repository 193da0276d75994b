// A strip: subtrees too narrow to tell apart, drawn as one stem to their deepest level with their best reward on each.
// Knows rewards and levels. Does not know the walk. Looks into a bounded number of nodes for each strip; where a strip
// has more, those seen stand for a level, and the strip's best reward for a level of which none was seen.
import type { Tree } from '../../src-main/contract/tree.ts'
import { rowPixels } from './camera.ts'
import type { Camera } from './camera.ts'
import { cellLength } from './detail.ts'
import type { Highlight } from './highlight.ts'
import type { SlotLayout } from './layout.ts'
import type { Palette } from '../ui/palette.ts'
import { rewardColour } from './reward-scale.ts'
import type { Surface } from './surface.ts'
import type { Strip } from './walk.ts'

/** Nodes that one strip may look into: every strip the same, so that a large tree looks the same from end to end. */
const LOOK = 32

interface StripScene {
  tree: Tree
  layout: SlotLayout
  camera: Camera
  palette: Palette
  highlight: Highlight
}

/** Draws a strip: a quiet stem, and on each level a cell in the colour of the best reward there. */
export function drawStrip(surface: Surface, scene: StripScene, strip: Strip): void {
  const { camera, palette } = scene
  const row = rowPixels(camera)
  const upright = camera.orientation === 'top-down'
  const width = Math.max(strip.width, 1)
  const at = (level: number): number => camera.along + level * row
  const box = (along: number, length: number): void => {
    surface.beginPath()
    if (upright) surface.rect(strip.across, along, width, length)
    else surface.rect(along, strip.across, length, width)
    surface.fill()
  }
  const quiet = scene.highlight.chosen.size > 0 ? 0.7 : 1
  if (strip.deepest > strip.level) {
    surface.globalAlpha = 0.16 * quiet
    surface.fillStyle = palette.inkQuiet
    box(at(strip.level), (strip.deepest - strip.level) * row)
  }
  surface.globalAlpha = quiet
  const length = cellLength(0, row)
  const best = bestByLevel(scene, strip)
  for (let level = strip.level; level <= strip.deepest; level++) {
    const reward = best[level - strip.level]!
    surface.fillStyle = Number.isNaN(reward) ? palette.inkQuiet : rewardColour(reward)
    box(at(level) - length / 2, length)
  }
}

/** Best reward on each level of the strip, as far as it looks; NaN where a whole strip is unscored. */
function bestByLevel({ tree, layout }: StripScene, strip: Strip): number[] {
  const best = new Array<number>(strip.deepest - strip.level + 1).fill(NaN)
  const stack: number[] = []
  for (let child = strip.first, count = 0; count < Math.min(strip.count, LOOK); count++) {
    stack.push(child)
    child = layout.nextSibling[child]!
  }
  let looks = 0
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (looks++ === LOOK) return best.map((reward) => (Number.isNaN(reward) ? strip.best : reward))
    const reward = tree.nodes[id]!.reward
    const level = layout.depth[id]! - strip.level
    if (typeof reward === 'number' && !(best[level]! >= reward)) best[level] = reward
    for (let child = layout.firstChild[id]!; child >= 0; child = layout.nextSibling[child]!) stack.push(child)
  }
  return best
}
