// Draws the tree: edges, strips, nodes, answers and rings, at the level of detail that the camera leaves room for.
// Knows the order of the layers. Does not know the window, time or input; a scene in, strokes out.
import type { Tree } from '../../src-main/contract/tree.ts'
import { rowPixels, slotPixels } from './camera.ts'
import type { Camera, View } from './camera.ts'
import { answerFits, MARK_SHAPE, shapeOfNode } from './detail.ts'
import { drawAnswer, drawNode, drawRing } from './draw-node.ts'
import type { NodeLook } from './draw-node.ts'
import { drawLevelLines, drawLevelNames } from './draw-levels.ts'
import type { Highlight } from './highlight.ts'
import { startOf } from './layout.ts'
import type { SlotLayout } from './layout.ts'
import type { Palette } from '../ui/palette.ts'
import { drawStrip } from './draw-strip.ts'
import type { Surface } from './surface.ts'
import { verdict } from './signs.ts'
import { walkVisible } from './walk.ts'

/** Everything that decides a picture. */
export interface Scene {
  tree: Tree
  layout: SlotLayout
  /** Widths in slots as shown. */
  spans: Float32Array
  /** How far each node has faded in, 0 to 1. */
  presence: Float32Array
  camera: Camera
  view: View
  palette: Palette
  highlight: Highlight
  selected: number | null
  hovered: number | null
}

/** How much of a node that is not part of the answer stays, once there is one. */
const QUIET = 0.6

interface Place {
  across: number
  along: number
}

interface Seen extends Place {
  id: number
  span: number
  parentAcross: number
  aside: boolean
}

/** Draws a scene. The surface is clear or painted with the ground before. */
export function drawTree(surface: Surface, scene: Scene): void {
  const { layout, camera, view, palette } = scene
  const row = rowPixels(camera)
  const upright = camera.orientation === 'top-down'
  const seen: Seen[] = []
  const answered = scene.highlight.chosen.size > 0
  const extent = upright ? view.height : view.width

  drawLevelLines(surface, scene)
  walkVisible(scene, {
    node(id, across, along, span, parentAcross) {
      seen.push({ id, across, along, span, parentAcross, aside: false })
    },
    aside(id, across, along, span, parentAcross) {
      seen.push({ id, across, along, span, parentAcross, aside: true })
    },
    strip(strip) {
      drawStrip(surface, scene, strip)
    },
    fan(parentAcross, parentAlong, start, end) {
      surface.globalAlpha = 0.13
      surface.fillStyle = palette.inkQuiet
      const middle = parentAlong + row / 2
      const points = upright
        ? ([parentAcross, parentAlong, parentAcross, middle, start, middle, start, parentAlong + row - 2] as const)
        : ([parentAlong, parentAcross, middle, parentAcross, middle, start, parentAlong + row - 2, start] as const)
      const back = upright
        ? ([end, parentAlong + row - 2, end, middle, parentAcross, middle, parentAcross, parentAlong] as const)
        : ([parentAlong + row - 2, end, middle, end, middle, parentAcross, parentAlong, parentAcross] as const)
      surface.beginPath()
      surface.moveTo(points[0], points[1])
      surface.bezierCurveTo(points[2], points[3], points[4], points[5], points[6], points[7])
      surface.lineTo(back[0], back[1])
      surface.bezierCurveTo(back[2], back[3], back[4], back[5], back[6], back[7])
      surface.fill()
    },
  })

  const lookOf = (item: Seen): NodeLook => {
    const node = scene.tree.nodes[item.id]!
    const presence = scene.presence[item.id]!
    const shape = shapeOfNode(item.id, item.span, row, camera.orientation)
    const bare = shape.form === 'pill' && item.id !== 0 && typeof node.reward !== 'number'
    const loud = !answered || scene.highlight.chosen.has(item.id) || scene.highlight.winners.has(item.id)
    return {
      node,
      shape: bare ? MARK_SHAPE : shape,
      x: upright ? item.across : item.along,
      y: upright ? item.along : item.across,
      alpha: presence * (loud || scene.highlight.lineage.has(item.id) ? 1 : QUIET),
      visible: presence,
      onChosenPath: scene.highlight.chosen.has(item.id),
      answerBeside: answerFits(item.span, row, camera.orientation),
    }
  }

  surface.lineCap = 'round'
  for (const item of seen) {
    if (layout.parent[item.id]! < 0 || item.along < -row || item.along - row > extent) continue
    drawEdge(surface, scene, item, row)
  }
  drawPath(surface, scene, scene.highlight.lineage, { colour: palette.ink, width: 1.75, alpha: 0.85 })
  drawPath(surface, scene, scene.highlight.chosen, { colour: palette.accent, width: 2.25, alpha: 1 })

  const rings: NodeLook[] = []
  for (const item of seen) {
    if (item.aside || item.along < -row || item.along > extent + row) continue
    const look = lookOf(item)
    drawNode(surface, palette, look)
    surface.globalAlpha = look.alpha
    if (look.node.ending !== null && look.shape.form !== 'card') drawEnding(surface, scene, item, look)
    if (look.onChosenPath) {
      surface.globalAlpha = look.visible
      drawRing(surface, look, { colour: palette.accent, width: 2, gap: look.shape.form === 'card' ? -1.5 : 1 })
    }
    if (item.id === scene.selected || item.id === scene.hovered) rings.push(look)
  }
  for (const look of rings) {
    const selected = look.node.id === scene.selected
    surface.globalAlpha = selected ? 1 : 0.5
    drawRing(surface, look, { colour: palette.focus, width: selected ? 2.5 : 1.5, gap: look.onChosenPath ? 4 : 2.5 })
  }
  drawLevelNames(surface, scene)
  surface.globalAlpha = 1
}

/** Thicker and darker the larger the share of all paths that runs through the edge; quieter where edges crowd. */
function drawEdge(surface: Surface, scene: Scene, item: Seen, row: number): void {
  const share = shareOf(scene, item.id)
  const crowd = Math.min(1, 0.35 + item.span / 24)
  surface.lineWidth = edgeWidth(share, item.span)
  surface.strokeStyle = scene.palette.inkQuiet
  surface.globalAlpha =
    scene.presence[item.id]! * (0.28 + 0.5 * share) * crowd * (scene.highlight.chosen.size > 0 ? 0.6 : 1)
  link(surface, scene.camera, { across: item.parentAcross, along: item.along - row }, item)
}

/** Square root of the share of all leaves below a node: a visible measure of the budget that went there. */
function shareOf(scene: Scene, id: number): number {
  return Math.sqrt(Math.min(1, scene.spans[id]! / Math.max(scene.spans[0]!, 1)))
}

function edgeWidth(share: number, span: number): number {
  return Math.min(0.9 + 4.6 * share, Math.max(0.5, span * 0.5))
}

/** A path from the root, drawn over everything else, also where its nodes are too narrow to be drawn themselves. */
function drawPath(
  surface: Surface,
  scene: Scene,
  path: ReadonlySet<number>,
  style: { colour: string; width: number; alpha: number },
): void {
  const { camera, layout, spans } = scene
  const [slot, row] = [slotPixels(camera), rowPixels(camera)]
  let from = { across: NaN, along: NaN }
  surface.globalAlpha = style.alpha
  surface.strokeStyle = style.colour
  for (const id of path) {
    const across = camera.across + (startOf(layout, spans, id) + spans[id]! / 2) * slot
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

/** What stands beyond a terminal node: its answer where there is room, else its sign, else a stroke. */
function drawEnding(surface: Surface, scene: Scene, item: Seen, look: NodeLook): void {
  const { palette, camera } = scene
  const { node, shape, x, y } = look
  const upright = camera.orientation === 'top-down'
  if (answerFits(item.span, rowPixels(camera), camera.orientation)) {
    if (upright) {
      const half = Math.min(item.span / 2, 60) - 2
      drawAnswer(surface, palette, {
        node,
        from: x - half,
        to: x + half,
        y: y + shape.height / 2 + 13,
        align: 'center',
      })
    } else {
      const from = x + shape.width / 2 + 9
      drawAnswer(surface, palette, { node, from, to: from + 96, y, align: 'left' })
    }
    return
  }
  if (node.correct === null || item.span < 4) return
  surface.strokeStyle = node.correct ? palette.right : palette.wrong
  const away = shape.height / 2 + 7
  const [signX, signY] = upright ? [x, y + away] : [x + away, y]
  if (item.span >= 9) {
    if (shape.width < 9) verdict(surface, node.correct, signX, signY, 7)
    return
  }
  // A stroke away from the tree for right, one across for wrong.
  const along = node.correct === upright
  surface.lineWidth = 1.5
  surface.beginPath()
  surface.moveTo(signX - (along ? 0 : 1.75), signY - (along ? 2.5 : 0))
  surface.lineTo(signX + (along ? 0 : 1.75), signY + (along ? 2.5 : 0))
  surface.stroke()
}
