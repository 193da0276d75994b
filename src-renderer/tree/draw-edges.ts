// Draws what leads from node to node: edges, fans to many narrow children, stems of what is too narrow, and marked paths.
// Knows places and widths. Does not know nodes' looks.
import type { Tree } from '../../src-main/contract/tree.ts'
import { mixed } from '../ui/palette.ts'
import type { Palette } from '../ui/palette.ts'
import { rowPixels, slotPixels } from './camera.ts'
import type { Camera } from './camera.ts'
import type { Highlight } from './highlight.ts'
import type { SlotLayout } from './layout.ts'
import { PRUNED } from './draw-hand.ts'
import { centreOf } from './levels.ts'
import type { Levels } from './levels.ts'
import type { Fan, Pen, Place } from './pen.ts'
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

/** The child's end of an edge. */
export interface Edge extends Place {
  id: number
  span: number
  parentAcross: number
}

/** Quiet stems from a strip's first level to its deepest; nothing lies below them. */
export function drawStems(pen: Pen, { camera, palette, highlight }: EdgeScene, strips: readonly Strip[]): void {
  const row = rowPixels(camera)
  const colour = mixed(palette.inkQuiet, palette.ground, 0.13 * (highlight.chosen.size > 0 ? 0.7 : 1))
  const ink = { ink: pen.ink(colour), alpha: 1 }
  for (const { across, width, level, deepest } of strips) {
    const along = camera.along + level * row
    pen.box({ across, along, width: Math.max(width, 1), length: (deepest - level) * row }, ink)
  }
}

/** The edges from one parent to many narrow children, as one shape. */
export function drawFan(pen: Pen, { camera, palette }: EdgeScene, fan: Omit<Fan, 'foot'>): void {
  const foot = fan.parentAlong + rowPixels(camera) - 2
  pen.fan({ ...fan, foot }, { ink: pen.ink(palette.inkQuiet), alpha: 0.13 })
}

/** Thicker and darker the larger the share of all paths that runs through the edge; quieter where edges crowd. */
export function drawEdge(pen: Pen, scene: EdgeScene, item: Edge, row: number): void {
  const share = shareOf(scene, item.id)
  const crowd = Math.min(1, 0.35 + item.span / 24)
  const here = scene.presence[item.id]! * (scene.tree.nodes[item.id]!.pruned ? PRUNED : 1)
  pen.link(startOf(item, row), item, {
    ink: pen.ink(scene.palette.inkQuiet),
    alpha: here * (0.28 + 0.5 * share) * crowd * (scene.highlight.chosen.size > 0 ? 0.6 : 1),
    width: edgeWidth(share, item.span),
  })
}

/** The edge again, as part of a path that a person has marked. */
export function drawMarked(pen: Pen, scene: EdgeScene, item: Edge, row: number): void {
  pen.link(startOf(item, row), item, {
    ink: pen.ink(scene.palette.ink),
    alpha: scene.presence[item.id]! * 0.7,
    width: Math.max(2, edgeWidth(shareOf(scene, item.id), item.span)),
  })
}

/** The parent's end of an edge. */
function startOf({ parentAcross, along }: Edge, row: number): Place {
  return { across: parentAcross, along: along - row }
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
  pen: Pen,
  scene: EdgeScene,
  path: ReadonlySet<number>,
  style: { colour: string; width: number; alpha: number },
): void {
  const { camera, layout, levels, spans } = scene
  const [slot, row] = [slotPixels(camera), rowPixels(camera)]
  const ink = pen.ink(style.colour)
  let from: Place | null = null
  for (const id of path) {
    const across = camera.across + centreOf(levels, layout, id) * slot
    const to = { across, along: camera.along + layout.depth[id]! * row }
    const width = Math.max(style.width, edgeWidth(shareOf(scene, id), spans[id]! * slot))
    if (from) pen.link(from, to, { ink, alpha: style.alpha, width })
    from = to
  }
}
