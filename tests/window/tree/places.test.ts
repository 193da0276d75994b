import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rowPixels, zoomAbout } from '../../../src-renderer/tree/camera.ts'
import type { Orientation } from '../../../src-renderer/tree/camera.ts'
import { plainly } from '../../../src-renderer/tree/shown-tree.ts'
import { scene } from '../../doubles/scene.ts'
import { crowdedTree, fullTree, treeOf } from '../../doubles/trees.ts'

const VIEW = { width: 1200, height: 800 }
const orientations = fc.constantFrom<Orientation>('top-down', 'left-right')

describe('the places of nodes', () => {
  it('lead back to every node from its own middle', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 60 }), orientations, (parents, orientation) => {
        const picture = scene(plainly(treeOf(parents)), { view: VIEW, orientation })
        for (const { id } of picture.tree.nodes) {
          expect(picture.places.at(picture, picture.places.boxOf(picture, id).at)?.id).toBe(id)
        }
      }),
    )
  })

  it('lead back to every node of a crowded tree, and name the column', () => {
    const picture = scene(plainly(crowdedTree(3000, 7)), { view: VIEW })
    let inColumns = 0
    for (const { id } of picture.tree.nodes) {
      const found = picture.places.at(picture, picture.places.boxOf(picture, id).at)
      expect(found?.id).toBe(id)
      if (found!.column.length > 1) {
        expect(found!.column).toContain(id)
        inColumns++
      }
    }
    expect(inColumns).toBeGreaterThan(1000)
  })

  it('meet the level that is pointed at, wherever in a band one points', () => {
    const picture = scene(plainly(crowdedTree(3000, 8)), { view: VIEW })
    const row = rowPixels(picture.camera)
    let met = 0
    for (let click = 0; click < 500; click++) {
      const depth = 1 + (click % (picture.levels.levels.length - 1))
      const point = { x: 60 + ((click * 97) % 1080), y: picture.camera.along + depth * row }
      const found = picture.places.at(picture, point)
      if (!found) continue
      expect(picture.layout.depth[found.id]).toBe(depth)
      met++
    }
    expect(met).toBeGreaterThan(100)
  })

  it('find nothing between levels or beside the tree', () => {
    const picture = scene(plainly(treeOf([0, 0, 1, 2])), { view: VIEW })
    const { at } = picture.places.boxOf(picture, 0)
    for (const point of [
      { x: at.x, y: at.y + 64 },
      { x: -10, y: at.y },
      { x: at.x, y: 5000 },
    ]) {
      expect(picture.places.at(picture, point)).toBeNull()
    }
  })

  it('are columns while nodes crowd, and single nodes once there is room', () => {
    const shown = plainly(fullTree(10, 4))
    const far = scene(shown, { view: VIEW })
    expect(far.places.bandAt(far, 4)).not.toBeNull()
    expect(far.places.bandAt(far, 1)).toBeNull()
    const near = scene(shown, { view: VIEW, change: (camera) => zoomAbout(camera, { x: 600, y: 400 }, 40) })
    expect(near.places.bandAt(near, 4)).toBeNull()
  })
})
