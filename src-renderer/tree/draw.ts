// Draws the tree: edges, strips, nodes, answers and rings, at the level of detail that the camera leaves room for.
// Knows the order of the layers. Does not know the window, time or input; a scene in, strokes out.
import type { Tree } from '../../src-main/contract/tree.ts'
import { treeText } from '../text/tree.ts'
import { rowPixels } from './camera.ts'
import type { Camera, View } from './camera.ts'
import { fitCard } from './card-text.ts'
import { answerFits, MARK_SHAPE, shapeOfNode } from './detail.ts'
import { drawHand, PRUNED } from './draw-hand.ts'
import { drawAnswer, drawNode, drawRing, FONT } from './draw-node.ts'
import type { NodeLook, NodePaint } from './draw-node.ts'
import { bandPen } from './draw-band.ts'
import { drawEdge, drawFan, drawMarked, drawPath, drawStems } from './draw-edges.ts'
import type { Edge } from './draw-edges.ts'
import { drawLevelLines, drawLevelNames } from './draw-levels.ts'
import { bearsHandSign } from './hand-words.ts'
import type { Highlight } from './highlight.ts'
import type { SlotLayout } from './layout.ts'
import { drawHandles, hasHandle } from './handle.ts'
import type { Handle } from './handle.ts'
import { lensColour, lensInk } from './lens/lens-colour.ts'
import type { Paint } from './lens/paint.ts'
import type { Levels } from './levels.ts'
import { pathPen } from './pen.ts'
import type { Fan, Pen, Place } from './pen.ts'
import type { Places } from './places.ts'
import type { RasterPen } from './raster-pen.ts'
import type { Palette } from '../ui/palette.ts'
import type { Surface } from './surface.ts'
import { verdict } from './signs.ts'
import { walkVisible } from './walk.ts'
import type { Strip } from './walk.ts'

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
  levels: Levels
  paint: Paint
  /** Ends of the search at or below each node: a measure of the budget that went there. */
  paths: Float32Array
  /** The pen for a crowded picture, where the surface is a canvas that it puts the whole picture on. */
  raster: RasterPen | null
  /** Keeps the measures of bands from frame to frame. */
  places: Places
  selected: number | null
  hovered: number | null
  /** Gets the handles that were drawn, where branches can be collapsed; then the node under the pointer has one, too. */
  handles?: Handle[]
}

/** How much of a node that is not part of the answer stays, once there is one. */
const QUIET = 0.6
/** Least size of a marked node, of one with a sign of what was done by hand, and of one that says how many it stands for, pixels. */
const LEAST_MARK = 7
const LEAST_HAND = 9
const LEAST_TIMES = 12
/** Edges above which a picture is crowded. */
const CROWD = 300

/** What is drawn over all nodes. */
interface Over {
  rings: NodeLook[]
  hands: NodeLook[]
  handles: NodeLook[]
}

interface Seen extends Place {
  id: number
  span: number
}

/** Draws a scene. The surface is clear or painted with the ground before. */
export function drawTree(surface: Surface, scene: Scene): void {
  const { layout, camera, view, palette } = scene
  const row = rowPixels(camera)
  const extent = camera.orientation === 'top-down' ? view.height : view.width
  const edges: Edge[] = []
  const strips: Strip[] = []
  const fans: Omit<Fan, 'foot'>[] = []
  const edge = (id: number, across: number, along: number, span: number, parentAcross: number): void => {
    if (layout.parent[id]! >= 0 && along >= -row && along - row <= extent) {
      edges.push({ id, across, along, span, parentAcross })
    }
  }
  walkVisible(scene, {
    node: edge,
    aside: edge,
    strip: (strip) => {
      if (strip.deepest > strip.level) strips.push(strip)
    },
    fan: (parentAcross, parentAlong, start, end) => fans.push({ parentAcross, parentAlong, start, end }),
  })
  const levels = levelsIn(scene, extent)
  const banded = levels.some((depth) => scene.places.bandAt(scene, depth) !== null)
  const pen = penFor(surface, scene, banded || edges.length + strips.length + fans.length > CROWD)
  drawStems(pen, scene, strips)
  drawLevelLines(pen, scene)
  for (const one of fans) drawFan(pen, scene, one)
  for (const one of edges) drawEdge(pen, scene, one, row)
  for (const one of edges) if (scene.highlight.marked.has(one.id)) drawMarked(pen, scene, one, row)
  drawPath(pen, scene, scene.highlight.lineage, { colour: palette.ink, width: 1.75, alpha: 0.85 })
  drawPath(pen, scene, scene.highlight.chosen, { colour: palette.accent, width: 2.25, alpha: 1 })

  const alone: Seen[] = []
  for (const depth of levels) {
    const along = camera.along + depth * row
    scene.places.each(
      scene,
      { depth, view },
      {
        alone: ({ id, across, span }) => alone.push({ id, across, along, span }),
        column: bandPen(pen, scene, along),
      },
    )
  }
  pen.paint()
  const over: Over = { rings: [], hands: [], handles: [] }
  for (const item of alone) drawSeen(surface, scene, item, over)
  drawInColumns(surface, scene, alone, over)
  for (const look of over.rings) {
    const selected = look.node.id === scene.selected
    surface.globalAlpha = selected ? 1 : 0.5
    drawRing(surface, look, { colour: palette.focus, width: selected ? 2.5 : 1.5, gap: look.onChosenPath ? 4 : 2.5 })
  }
  for (const look of over.hands) drawHand(surface, palette, look)
  const { hiddenBelow } = scene.paint
  const handles = drawHandles(surface, palette, { looks: over.handles, hiddenBelow, orientation: camera.orientation })
  scene.handles?.push(...handles)
  drawLevelNames(surface, scene)
  surface.globalAlpha = 1
}

/** The levels of which the view shows something. */
function levelsIn({ camera, levels }: Scene, extent: number): number[] {
  const row = rowPixels(camera)
  const first = Math.max(0, Math.ceil((-row - camera.along) / row))
  const last = Math.min(levels.levels.length - 1, Math.floor((extent + row - camera.along) / row))
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
}

function penFor(surface: Surface, { raster, palette, camera }: Scene, crowded: boolean): Pen {
  if (!raster || !crowded) return pathPen(surface, camera.orientation)
  raster.begin(palette.ground, camera.orientation)
  return raster
}

/** What a person looks for stands out before the answer does; the selected node's path always. */
function isLoud({ found, marked, chosen, winners, lineage }: Highlight, id: number): boolean {
  if (lineage.has(id)) return true
  if (found !== null) return found.has(id)
  if (marked.size > 0) return marked.has(id)
  return chosen.size === 0 || chosen.has(id) || winners.has(id)
}

/** A node that stands on its own, with what stands beside it. */
function drawSeen(surface: Surface, scene: Scene, item: Seen, over: Over): void {
  const { camera, palette } = scene
  const row = rowPixels(camera)
  const upright = camera.orientation === 'top-down'
  const room = shapeOfNode(item.id, item.span, row, camera.orientation)
  const shape = fitCard(surface, palette, { tree: scene.tree, node: scene.tree.nodes[item.id]!, room })
  const look = lookOf(scene, item.id, {
    shape,
    x: upright ? item.across : item.along,
    y: upright ? item.along : item.across,
    answerBeside: answerFits(item.span, row, camera.orientation),
  })
  const bare = shape.form === 'pill' && item.id !== 0 && look.paint.text === ''
  if (bare) look.shape = MARK_SHAPE
  drawNode(surface, palette, look)
  surface.globalAlpha = look.alpha
  if (look.node.ending !== null && look.shape.form !== 'card') drawEnding(surface, scene, item, look)
  drawTimes(surface, scene, look)
  ringed(surface, scene, look, over)
  const isUnderPointer = scene.handles !== undefined && item.id === scene.hovered && look.node.children.length > 0
  if (scene.paint.hiddenBelow(item.id) > 0 || (isUnderPointer && hasHandle(item.span))) over.handles.push(look)
}

/** Nodes of a band that stand out: the chosen path, found steps, what bears a sign, the selected node and the one under the pointer. */
function drawInColumns(surface: Surface, scene: Scene, alone: readonly Seen[], over: Over): void {
  const { highlight, selected, hovered, palette, layout, paint } = scene
  const drawn = new Set(alone.map(({ id }) => id))
  const marked = new Set(highlight.chosen)
  for (const id of [selected, hovered]) if (id !== null && id < layout.count) marked.add(id)
  // Where they lie on each other one of them stands for all: what is drawn is bounded by the pixels.
  const taken = new Set<string>()
  for (const id of [...marked, ...(highlight.found ?? []), ...paint.signed]) {
    if (id >= layout.count || drawn.has(id) || scene.places.bandAt(scene, layout.depth[id]!) === null) continue
    const { at, shape } = scene.places.boxOf(scene, id)
    const cell = `${Math.round(at.x / LEAST_MARK)} ${Math.round(at.y / LEAST_MARK)}`
    if (!marked.has(id) && (taken.has(cell) || isBeside(scene.view, at))) continue
    taken.add(cell)
    drawn.add(id)
    const least = bearsHandSign(scene.tree.nodes[id]!) ? LEAST_HAND : LEAST_MARK
    const size = { form: 'mark' as const, width: Math.max(shape.width, least), height: Math.max(shape.height, least) }
    const look = lookOf(scene, id, { shape: size, x: at.x, y: at.y, answerBeside: false })
    drawNode(surface, palette, look)
    ringed(surface, scene, look, over)
    if (paint.hiddenBelow(id) > 0) over.handles.push(look)
  }
}

function isBeside({ width, height }: View, { x, y }: { x: number; y: number }): boolean {
  return x < 0 || y < 0 || x > width || y > height
}

function ringed(surface: Surface, scene: Scene, look: NodeLook, over: Over): void {
  const { palette, selected, hovered, highlight } = scene
  if (look.onChosenPath) {
    surface.globalAlpha = look.visible
    drawRing(surface, look, { colour: palette.accent, width: 2, gap: look.shape.form === 'card' ? -1.5 : 1 })
  }
  if (highlight.found?.has(look.node.id)) {
    surface.globalAlpha = look.visible
    drawRing(surface, look, { colour: palette.ink, width: 2, gap: look.onChosenPath ? 3.5 : 1.5 })
  }
  if (look.node.id === selected || look.node.id === hovered) over.rings.push(look)
  if (bearsHandSign(look.node)) over.hands.push(look)
}

function lookOf(scene: Scene, id: number, place: Pick<NodeLook, 'shape' | 'x' | 'y' | 'answerBeside'>): NodeLook {
  const { tree, highlight, presence, paint } = scene
  const here = presence[id]!
  const node = tree.nodes[id]!
  return {
    ...place,
    tree,
    node,
    paint: paintOfNode(paint, id),
    alpha: here * (node.pruned ? PRUNED : isLoud(highlight, id) ? 1 : QUIET),
    visible: here,
    onChosenPath: highlight.chosen.has(id),
  }
}

function paintOfNode({ view }: Paint, id: number): NodePaint {
  const { at, text } = view.of(id)
  if (typeof at !== 'number') return { fill: at, ink: '', text: '' }
  return { fill: lensColour(view, at), ink: lensInk(view, at), text }
}

/** How many nodes of the search a node stands for, at its upper corner. */
function drawTimes(surface: Surface, { palette, paint }: Scene, look: NodeLook): void {
  const times = paint.weightOf(look.node.id)
  if (times < 2 || look.node.parent === null || look.shape.width < LEAST_TIMES) return
  surface.font = FONT.small(palette)
  surface.textAlign = 'left'
  surface.textBaseline = 'middle'
  const words = treeText.merge.times(times)
  const x = look.x + look.shape.width / 2 - (look.shape.form === 'card' ? surface.measureText(words).width + 4 : 3)
  const y = look.y - look.shape.height / 2 - 4
  surface.globalAlpha = look.visible * 0.85
  surface.fillStyle = palette.ground
  surface.beginPath()
  surface.roundRect(x - 3, y - 7, surface.measureText(words).width + 6, 14, 4)
  surface.fill()
  surface.globalAlpha = look.visible
  surface.fillStyle = palette.inkQuiet
  surface.fillText(words, x, y + 0.5)
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
