// A page that draws a tree as the window does and counts the pixels of each level that is a band.
// Knows the modules of the picture. Does not know what is expected.
import type { LensId } from '../../../src-renderer/text/tree.ts'
import { rowPixels } from '../../../src-renderer/tree/camera.ts'
import { drawTree } from '../../../src-renderer/tree/draw.ts'
import { shareColour } from '../../../src-renderer/tree/lens/lens-colour.ts'
import { MergedTree } from '../../../src-renderer/tree/merged-tree.ts'
import { RasterPen } from '../../../src-renderer/tree/raster-pen.ts'
import { plainly } from '../../../src-renderer/tree/shown-tree.ts'
import { scene } from '../../doubles/scene.ts'
import { crowdedTree } from '../../doubles/trees.ts'

export interface BandShares {
  depth: number
  nodes: number
  /** By colour: its share of the coloured pixels of the band, and of the nodes of the level. */
  shares: { colour: string; pixels: number; nodes: number }[]
}

function bandsOf(options: { nodes: number; seed: number; lens: LensId; merged: boolean }): BandShares[] {
  const tree = crowdedTree(options.nodes, options.seed)
  const shown = options.merged ? new MergedTree().follow(tree) : plainly(tree)
  const canvas = document.querySelector('canvas')!
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  const picture = scene(shown, { view: { width: canvas.width, height: canvas.height }, lens: options.lens })
  context.globalAlpha = 1
  context.fillStyle = picture.palette.ground
  context.fillRect(0, 0, canvas.width, canvas.height)
  drawTree(context, { ...picture, raster: new RasterPen(context, 1) })
  const row = rowPixels(picture.camera)
  const bands: BandShares[] = []
  for (const [depth, level] of picture.levels.levels.entries()) {
    if (picture.places.bandAt(picture, depth) === null) continue
    const top = Math.max(0, Math.round(picture.camera.along + (depth - 0.5) * row))
    const { data } = context.getImageData(0, top, canvas.width, Math.round(row))
    const counted = new Map<string, number>()
    for (let at = 0; at < data.length; at += 4) {
      const colour =
        '#' + [data[at]!, data[at + 1]!, data[at + 2]!].map((channel) => channel.toString(16).padStart(2, '0')).join('')
      counted.set(colour, (counted.get(colour) ?? 0) + 1)
    }
    const wanted = new Map<string, number>()
    let nodes = 0
    for (const id of level.ids) {
      const colour = shareColour(picture.paint.view, picture.paint.shares[id]!)
      if (colour === null) continue
      nodes += picture.paint.weightOf(id)
      wanted.set(colour, (wanted.get(colour) ?? 0) + picture.paint.weightOf(id))
    }
    const pixels = [...wanted.keys()].reduce((sum, colour) => sum + (counted.get(colour) ?? 0), 0)
    bands.push({
      depth,
      nodes,
      shares: [...wanted].map(([colour, count]) => ({
        colour,
        pixels: (counted.get(colour) ?? 0) / pixels,
        nodes: count / nodes,
      })),
    })
  }
  return bands
}

Object.assign(window, { bandsOf })
