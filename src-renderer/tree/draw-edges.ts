// Draws what leads from node to node: edges, fans to many narrow children, stems of what is too narrow, and marked paths.
// Knows places and widths. Does not know nodes' looks.
import type { Tree } from '../../src-main/contract/tree.ts'
import type { Palette } from '../ui/palette.ts'
import { rowPixels, slotPixels } from './camera.ts'
import type { Camera } from './camera.ts'
import type { Highlight } from './highlight.ts'
import type { SlotLayout } from './layout.ts'
import { PRUNED } from './draw-hand.ts'
import { centreOf } from './levels.ts'
import type { Levels } from './levels.ts'
import type { Surface } from './surface.ts'
import type { Strip } from './walk.ts'

interface EdgeScene {
  tree: Tree
  layout: SlotLayout
  levels: Levels
  spans: Float32Array
  presence: Float32Array
  paths: Float32Array
  camera: Camera
  palette: Palette
  highlight: Highlight
}

/** Pixels across and along the levels (see camera.ts). */
export interface Place {
  across: number
  along: number
}

/** The child's end of an edge. */
export interface Edge extends Place {
  id: number
  span: number
  parentAcross: number
}

/** A quiet stem from a strip's first level to its deepest. */
export function drawStem(surface: Surface, { camera, palette, highlight }: EdgeScene, strip: Strip): void {
  if (strip.deepest <= strip.level) return
  const row = rowPixels(camera)
  const from = camera.along + strip.level * row
  const length = (strip.deepest - strip.level) * row
  surface.globalAlpha = 0.13 * (highlight.chosen.size > 0 ? 0.7 : 1)
  surface.fillStyle = palette.inkQuiet
  surface.beginPath()
  if (camera.orientation === 'top-down') surface.rect(strip.across, from, Math.max(strip.width, 1), length)
  else surface.rect(from, strip.across, length, Math.max(strip.width, 1))
  surface.fill()
}

/** The edges from one parent to many narrow children, as one shape. */
export function drawFan(
  surface: Surface,
  { camera, palette }: EdgeScene,
  { parentAcross, parentAlong, start, end }: { parentAcross: number; parentAlong: number; start: number; end: number },
): void {
  const row = rowPixels(camera)
  const [middle, foot] = [parentAlong + row / 2, parentAlong + row - 2]
  const to = (across: number, along: number): readonly [number, number] =>
    camera.orientation === 'top-down' ? [across, along] : [along, across]
  surface.globalAlpha = 0.13
  surface.fillStyle = palette.inkQuiet
  surface.beginPath()
  surface.moveTo(...to(parentAcross, parentAlong))
  surface.bezierCurveTo(...to(parentAcross, middle), ...to(start, middle), ...to(start, foot))
  surface.lineTo(...to(end, foot))
  surface.bezierCurveTo(...to(end, middle), ...to(parentAcross, middle), ...to(parentAcross, parentAlong))
  surface.fill()
}

/** Thicker and darker the larger the share of all paths that runs through the edge; quieter where edges crowd. */
export function drawEdge(surface: Surface, scene: EdgeScene, item: Edge, row: number): void {
  const share = shareOf(scene, item.id)
  const crowd = Math.min(1, 0.35 + item.span / 24)
  surface.lineWidth = edgeWidth(share, item.span)
  surface.strokeStyle = scene.palette.inkQuiet
  surface.globalAlpha =
    scene.presence[item.id]! * (0.28 + 0.5 * share) * crowd * (scene.highlight.chosen.size > 0 ? 0.6 : 1)
  if (scene.tree.nodes[item.id]!.pruned) surface.globalAlpha *= PRUNED
  link(surface, scene.camera, { across: item.parentAcross, along: item.along - row }, item)
}

/** The edge again, as part of a path that a person has marked. */
export function drawMarked(surface: Surface, scene: EdgeScene, item: Edge, row: number): void {
  surface.lineWidth = Math.max(2, edgeWidth(shareOf(scene, item.id), item.span))
  surface.strokeStyle = scene.palette.ink
  surface.globalAlpha = scene.presence[item.id]! * 0.7
  link(surface, scene.camera, { across: item.parentAcross, along: item.along - row }, item)
}

/** Square root of the share of all paths that run through a node: a visible measure of the budget that went there. */
function shareOf({ paths }: EdgeScene, id: number): number {
  return Math.sqrt(Math.min(1, paths[id]! / Math.max(paths[0]!, 1)))
}

function edgeWidth(share: number, span: number): number {
  return Math.min(0.9 + 4.6 * share, Math.max(0.5, span * 0.5))
}

/** A path from the root, drawn over everything else, also where its nodes are too narrow to be drawn themselves. */
export function drawPath(
  surface: Surface,
  scene: EdgeScene,
  path: ReadonlySet<number>,
  style: { colour: string; width: number; alpha: number },
): void {
  const { camera, layout, levels, spans } = scene
  const [slot, row] = [slotPixels(camera), rowPixels(camera)]
  let from = { across: NaN, along: NaN }
  surface.globalAlpha = style.alpha
  surface.strokeStyle = style.colour
  for (const id of path) {
    const across = camera.across + centreOf(levels, layout, id) * slot
    const to = { across, along: camera.along + layout.depth[id]! * row }
    surface.lineWidth = Math.max(style.width, edgeWidth(shareOf(scene, id), spans[id]! * slot))
    if (!Number.isNaN(from.across)) link(surface, camera, from, to)
    from = to
  }
}

/** A smooth link between two places. */
function link(surface: Surface, camera: Camera, from: Place, to: Place): void {
  const middle = (from.along + to.along) / 2
  surface.beginPath()
  if (camera.orientation === 'top-down') {
    surface.moveTo(from.across, from.along)
    surface.bezierCurveTo(from.across, middle, to.across, middle, to.across, to.along)
  } else {
    surface.moveTo(from.along, from.across)
    surface.bezierCurveTo(middle, from.across, middle, to.across, to.along, to.across)
  }
  surface.stroke()
}
