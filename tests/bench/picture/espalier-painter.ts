// Espalier's own picture, as the window draws it: one canvas.
// Knows the modules of the picture. Does not know what is measured.
import type { Tree } from '../../../src-main/contract/tree.ts'
import { fit, zoomAbout } from '../../../src-renderer/tree/camera.ts'
import { drawTree } from '../../../src-renderer/tree/draw.ts'
import { highlightOf } from '../../../src-renderer/tree/highlight.ts'
import { SlotLayout } from '../../../src-renderer/tree/layout.ts'
import { paintOf, pathsBelow } from '../../../src-renderer/tree/lens/paint.ts'
import { Levels } from '../../../src-renderer/tree/levels.ts'
import { Places } from '../../../src-renderer/tree/places.ts'
import { RasterPen } from '../../../src-renderer/tree/raster-pen.ts'
import { plainly } from '../../../src-renderer/tree/shown-tree.ts'
import { readPalette } from '../../../src-renderer/ui/palette.ts'
import type { OpenPainter } from './painter.ts'

export const openEspalier: OpenPainter = (host, view, ratio = 1) => {
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width: view.width * ratio, height: view.height * ratio })
  Object.assign(canvas.style, { width: `${view.width}px`, height: `${view.height}px`, display: 'block' })
  host.append(canvas)
  const context = canvas.getContext('2d', { alpha: false })!
  const palette = readPalette(host)
  const layout = new SlotLayout()
  const levels = new Levels()
  const places = new Places()
  const raster = new RasterPen(context, ratio)
  let presence = new Float32Array(0)
  let shown = plainly({} as Tree)
  let paint = null as ReturnType<typeof paintOf> | null
  let paths = new Float32Array(0)
  const follow = (tree: Tree): void => {
    layout.follow(tree)
    levels.follow(layout, layout.leaves)
    shown = plainly(tree)
    paint = paintOf(shown, 'reward')
    paths = pathsBelow(shown) as Float32Array<ArrayBuffer>
    if (presence.length < layout.count) presence = new Float32Array(layout.leaves.length).fill(1)
  }
  return {
    lay: follow,
    insert: follow,
    draw(zoom) {
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      context.globalAlpha = 1
      context.fillStyle = palette.ground
      context.fillRect(0, 0, view.width, view.height)
      const whole = fit({ leaves: layout.leaves[0]!, depth: layout.deepest[0]!, view, orientation: 'top-down' })
      drawTree(context, {
        tree: shown.tree,
        layout,
        spans: layout.leaves,
        presence,
        levels,
        places,
        raster,
        paint: paint!,
        paths,
        camera: zoomAbout(whole, { x: view.width / 2, y: view.height / 2 }, zoom),
        view,
        palette,
        highlight: highlightOf(shown.tree, null),
        selected: null,
        hovered: null,
      })
    },
  }
}
