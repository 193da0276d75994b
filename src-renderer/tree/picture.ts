// The tree as a picture to keep: SVG text or a PNG, with its legend, whole and at rest.
// Knows size and parts of the picture. Does not know files or the window's own view.
import { EspalierError } from '../../src-main/contract/errors.ts'
import { svgDocument } from '../ui/svg-document.ts'
import { treeText } from '../text/tree.ts'
import { fit, MARGIN } from './camera.ts'
import type { Orientation, View } from './camera.ts'
import { layCaption } from './caption.ts'
import { drawLegend, LEGEND_HEIGHT } from './draw-legend.ts'
import { drawTree } from './draw.ts'
import { highlightOf } from './highlight.ts'
import { SlotLayout } from './layout.ts'
import type { LensId } from '../text/tree.ts'
import { paintOf, pathsBelow } from './lens/paint.ts'
import { legendOf } from './legend.ts'
import { Levels } from './levels.ts'
import { Places } from './places.ts'
import type { ShownTree } from './shown-tree.ts'
import type { Caption } from '../ui/caption.ts'
import type { Palette } from '../ui/palette.ts'
import { windowMeasure } from '../ui/text-measure.ts'
import type { Surface } from './surface.ts'
import { svgSurface } from './svg-surface.ts'

export interface PictureRequest {
  shown: ShownTree
  /** What the colours tell. */
  lens?: LensId
  palette: Palette
  /** Stands below the legend. */
  caption?: Caption
  /** What the rewards are called. */
  reward?: string
  orientation?: Orientation
  /** Marked in the picture if given. */
  selected?: number | null
}

/** Room for one slot and one level, pixels; the whole stays below the limit. */
const SLOT = { 'top-down': 56, 'left-right': 34 } as const
const ROW = { 'top-down': 116, 'left-right': 208 } as const
const LIMIT = 4000
const LEAST = 640

/** The tree as a standalone SVG document. `measure` gives the width of a text in a CSS font, in pixels. */
export function treeAsSvg(request: PictureRequest, measure: (text: string, font: string) => number): string {
  const layout = laidOut(request.shown)
  const { width, height } = sizeOf(layout, request.orientation ?? 'top-down')
  const caption = layCaption(request.caption, { width, palette: request.palette, measure })
  const surface = svgSurface(measure)
  paint(surface, request, layout, { width, height })
  caption.draw(surface, height)
  const { nodes } = request.shown.source
  const answers = nodes.filter((node) => node.answer !== null).length
  const { collapsed } = request.shown
  const size = treeText.size(nodes.length, layout.deepest[0] ?? 0, answers)
  const title = collapsed ? `${size} ${treeText.collapse.hidden(collapsed.hidden, collapsed.branches)}.` : size
  return svgDocument({ elements: surface.elements, width, height: height + caption.height, title })
}

/** The tree as a PNG with `scale` pixels per CSS pixel. Throws where the window cannot make so large a picture. */
export async function treeAsPng(request: PictureRequest, scale = 2): Promise<Blob> {
  const layout = laidOut(request.shown)
  const { width, height } = sizeOf(layout, request.orientation ?? 'top-down')
  const caption = layCaption(request.caption, { width, palette: request.palette, measure: windowMeasure() })
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round((height + caption.height) * scale))
  const context = canvas.getContext('2d')
  if (!context) {
    throw new EspalierError({
      code: 'internal',
      message: 'The picture could not be drawn.',
      advice: 'Export it as SVG instead.',
    })
  }
  context.scale(scale, scale)
  paint(context, request, layout, { width, height })
  caption.draw(context, height)
  return canvas.convertToBlob({ type: 'image/png' })
}

function laidOut({ tree }: ShownTree): SlotLayout {
  const layout = new SlotLayout()
  layout.follow(tree)
  return layout
}

function sizeOf(layout: SlotLayout, orientation: Orientation): View {
  const bounded = (value: number): number => Math.round(Math.max(LEAST, Math.min(value, LIMIT)))
  const across = (layout.leaves[0] ?? 1) * SLOT[orientation] + 2 * MARGIN.across
  const along = (layout.deepest[0] ?? 0) * ROW[orientation] + MARGIN.start + MARGIN.end
  const upright = orientation === 'top-down'
  const height = upright ? Math.min(along, LIMIT) : Math.min(across, LIMIT)
  return { width: bounded(upright ? across : along), height: Math.round(height) + LEGEND_HEIGHT }
}

function paint(surface: Surface, request: PictureRequest, layout: SlotLayout, size: View): void {
  const {
    shown,
    palette,
    reward = treeText.reward,
    orientation = 'top-down',
    selected = null,
    lens = 'reward',
  } = request
  const { tree } = shown
  const view = { width: size.width, height: size.height - LEGEND_HEIGHT }
  surface.globalAlpha = 1
  surface.fillStyle = palette.ground
  surface.beginPath()
  surface.rect(0, 0, size.width, size.height)
  surface.fill()
  const levels = new Levels()
  levels.follow(layout, layout.leaves)
  const paint = paintOf(shown, lens)
  const places = new Places()
  const camera = fit({ leaves: layout.leaves[0] ?? 1, depth: layout.deepest[0] ?? 0, view, orientation })
  const scene = {
    tree,
    layout,
    spans: layout.leaves,
    presence: new Float32Array(layout.count).fill(1),
    levels,
    paint,
    places,
    raster: null,
    paths: pathsBelow(shown),
    camera,
    view,
    palette,
    highlight: highlightOf(tree, selected),
    selected,
    hovered: null,
  }
  drawTree(surface, scene)
  const used = legendOf(
    shown,
    paint,
    levels.levels.some((_, depth) => places.bandAt(scene, depth) !== null),
  )
  drawLegend(surface, palette, { x: 24, y: size.height - LEGEND_HEIGHT, room: size.width - 48, used, reward })
}
