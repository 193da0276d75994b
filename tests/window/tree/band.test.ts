// The truth of a band: of each level that is drawn as columns, the area of each share against the share of nodes.
import { describe, expect, it } from 'vitest'
import { shareColour, shareCount } from '../../../src-renderer/tree/lens/lens-colour.ts'
import { drawTree } from '../../../src-renderer/tree/draw.ts'
import { MergedTree } from '../../../src-renderer/tree/merged-tree.ts'
import { plainly } from '../../../src-renderer/tree/shown-tree.ts'
import { areaSurface } from '../../doubles/area-surface.ts'
import { scene } from '../../doubles/scene.ts'
import { crowdedTree } from '../../doubles/trees.ts'

const seeds = Array.from({ length: 20 }, (_, index) => index + 1)

describe('a band', () => {
  it.each(seeds)('has the shares of its nodes to two points, right and wrong as well: tree %i', (seed) => {
    const tree = crowdedTree(1000 + seed * 200, seed)
    const forms = [plainly(tree), new MergedTree().follow(tree)]
    let bands = 0
    for (const shown of forms) {
      for (const lens of ['reward', 'answer', 'right'] as const) {
        const picture = scene(shown, { view: { width: 1200, height: 800 }, lens })
        for (const [depth, level] of picture.levels.levels.entries()) {
          if (picture.places.bandAt(picture, depth) === null) continue
          bands++
          const surface = areaSurface()
          picture.places.each(picture, { depth, view: picture.view }, surface.visitor(picture, level))
          const wanted = new Map<string, number>()
          for (const id of level.ids) {
            const colour = shareColour(picture.paint.view, picture.paint.shares[id]!) ?? picture.palette.inkQuiet
            wanted.set(colour, (wanted.get(colour) ?? 0) + picture.paint.weightOf(id))
          }
          const nodes = [...wanted.values()].reduce((sum, count) => sum + count, 0)
          const drawn = [...wanted.keys()].reduce((sum, colour) => sum + (surface.areas.get(colour) ?? 0), 0)
          for (const [colour, count] of wanted) {
            expect(Math.abs((surface.areas.get(colour) ?? 0) / drawn - count / nodes)).toBeLessThan(0.02)
          }
        }
        expect(shareCount(picture.paint.view)).toBeLessThan(256)
      }
    }
    expect(bands).toBeGreaterThan(3)
  })

  it('shows a rare low reward that a maximum would hide', () => {
    const tree = crowdedTree(3000, 3)
    const picture = scene(plainly(tree), { view: { width: 1200, height: 800 } })
    const surface = areaSurface()
    drawTree(surface, picture)
    const low = shareColour(picture.paint.view, 14)!
    expect(surface.areas.get(low) ?? 0).toBeGreaterThan(0)
  })
})
