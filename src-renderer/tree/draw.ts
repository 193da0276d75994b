// Draws the tree: edges, strips, nodes, answers and rings, at the level of detail that the camera leaves room for.
// Knows the order of the layers. Does not know the window, time or input; a scene in, strokes out.
import type { Tree } from '../../src-main/contract/tree.ts'
import { rowPixels } from './camera.ts'
import type { Camera, View } from './camera.ts'
import { answerFits, shapeOfNode } from './detail.ts'
import { drawAnswer, drawNode, drawRing, FONT } from './draw-node.ts'
import type { NodeLook } from './draw-node.ts'
import type { Highlight } from './highlight.ts'
import type { SlotLayout } from './layout.ts'
import type { Palette } from './palette.ts'
import { rewardColour } from './reward-scale.ts'
import type { Surface } from './surface.ts'
import { verdict } from './signs.ts'
import { walkVisible } from './walk.ts'
import { treeText } from '../text/tree.ts'


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
const QUIET = 0.4

interface Seen {
  id: number
  across: number
  along: number
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

  drawLevels(surface, scene)
  walkVisible(scene, {
    node(id, across, along, span, parentAcross) {
      seen.push({ id, across, along, span, parentAcross, aside: false })
    },
    aside(id, across, along, span, parentAcross) {
      seen.push({ id, across, along, span, parentAcross, aside: true })
    },
    strip(across, width, along, alongEnd, best) {
      surface.globalAlpha = answered ? 0.55 : 0.9
      surface.fillStyle = Number.isNaN(best) ? palette.inkQuiet : rewardColour(best)
      const length = Math.max(alongEnd - along, 0) + 4
      surface.beginPath()
      if (upright) surface.rect(across, along - 2, Math.max(width, 1), length)
      else surface.rect(along - 2, across, length, Math.max(width, 1))
      surface.fill()
    },
    fan(parentAcross, parentAlong, start, end) {
      surface.globalAlpha = 0.28
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
    const loud = !answered || scene.highlight.chosen.has(item.id) || scene.highlight.winners.has(item.id)
    return {
      node,
      shape: shapeOfNode(item.id, item.span, row, camera.orientation),
      x: upright ? item.across : item.along,
      y: upright ? item.along : item.across,
      alpha: presence * (loud || scene.highlight.lineage.has(item.id) ? 1 : QUIET),
      presence,
      onChosenPath: scene.highlight.chosen.has(item.id),
    }
  }

  const emphasised: Seen[] = []
  surface.lineCap = 'round'
  for (const item of seen) {
    if (layout.parent[item.id]! < 0 || item.along < -row || item.along - row > extent) continue
    if (scene.highlight.chosen.has(item.id) || scene.highlight.lineage.has(item.id)) emphasised.push(item)
    else drawEdge(surface, scene, item, row)
  }
  for (const item of emphasised) drawEdge(surface, scene, item, row)

  const rings: NodeLook[] = []
  for (const item of seen) {
    if (item.aside || item.along < -row || item.along > extent + row) continue
    const look = lookOf(item)
    drawNode(surface, palette, look)
    surface.globalAlpha = look.alpha
    if (look.node.ending !== null && look.shape.form !== 'card') drawEnding(surface, scene, item, look)
    if (look.onChosenPath && look.shape.form !== 'dot') {
      surface.globalAlpha = look.presence
      drawRing(surface, look, { colour: palette.accent, width: 2, gap: look.shape.form === 'card' ? -1.5 : 1 })
    }
    if (item.id === scene.selected || item.id === scene.hovered) rings.push(look)
  }
  for (const look of rings) {
    const selected = look.node.id === scene.selected
    surface.globalAlpha = selected ? 1 : 0.5
    drawRing(surface, look, { colour: palette.focus, width: selected ? 2.5 : 1.5, gap: look.onChosenPath ? 4 : 2.5 })
  }
  surface.globalAlpha = 1
}

/** Thicker and darker the larger the share of all paths that runs through the edge. */
function drawEdge(surface: Surface, scene: Scene, item: Seen, row: number): void {
  const { highlight, palette, camera } = scene
  const share = Math.sqrt(Math.min(1, scene.spans[item.id]! / Math.max(scene.spans[0]!, 1)))
  const chosen = highlight.chosen.has(item.id)
  const lineage = highlight.lineage.has(item.id)
  const width = Math.min(0.9 + 4.6 * share, Math.max(0.5, item.span * 0.5))
  surface.lineWidth = chosen ? Math.max(2.25, width) : lineage ? Math.max(1.75, width) : width
  surface.strokeStyle = chosen ? palette.accent : lineage ? palette.ink : palette.inkQuiet
  const quiet = highlight.chosen.size > 0 ? 0.55 : 1
  surface.globalAlpha = scene.presence[item.id]! * (chosen ? 1 : lineage ? 0.85 : (0.26 + 0.5 * share) * quiet)
  const end = item.along
  const parentDepth = item.along - row
  const middle = parentDepth + row * 0.5
  surface.beginPath()
  if (camera.orientation === 'top-down') {
    surface.moveTo(item.parentAcross, parentDepth)
    surface.bezierCurveTo(item.parentAcross, middle, item.across, middle, item.across, end)
  } else {
    surface.moveTo(parentDepth, item.parentAcross)
    surface.bezierCurveTo(middle, item.parentAcross, middle, item.across, end, item.across)
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
      drawAnswer(surface, palette, { node, from: x - half, to: x + half, y: y + shape.height / 2 + 13, align: 'center' })
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

/** A hairline and a number for each level, so that the depth of a node can be read anywhere in a wide tree. */
function drawLevels(surface: Surface, scene: Scene): void {
  const { camera, view, palette, layout } = scene
  const row = rowPixels(camera)
  if (row < 26) return
  const upright = camera.orientation === 'top-down'
  const extent = upright ? view.height : view.width
  const deepest = layout.deepest[0] ?? 0
  const from = Math.max(1, Math.ceil((-camera.along - row) / row))
  surface.font = FONT.small(palette)
  surface.textBaseline = 'alphabetic'
  surface.lineWidth = 1
  for (let level = from; level <= deepest; level++) {
    const at = Math.round(camera.along + level * row) + 0.5
    if (at > extent) break
    surface.globalAlpha = 0.5
    surface.strokeStyle = palette.line
    surface.beginPath()
    surface.moveTo(upright ? 0 : at, upright ? at : 0)
    surface.lineTo(upright ? view.width : at, upright ? at : view.height)
    surface.stroke()
    surface.globalAlpha = 0.75
    surface.fillStyle = palette.inkQuiet
    surface.textAlign = upright ? 'left' : 'center'
    surface.fillText(treeText.level(level), upright ? 10 : at, upright ? at - 5 : 14)
  }
}
