import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Orientation } from '../../../src-renderer/tree/camera.ts'
import { fit, slotPixels } from '../../../src-renderer/tree/camera.ts'
import { centreOf, nodeAt } from '../../../src-renderer/tree/hit-test.ts'
import { SlotLayout } from '../../../src-renderer/tree/layout.ts'
import { fullTree, treeOf } from '../../doubles/trees.ts'

function pictureOf(tree: ReturnType<typeof treeOf>, orientation: Orientation = 'top-down') {
  const layout = new SlotLayout()
  layout.follow(tree)
  const view = { width: 1200, height: 800 }
  const camera = fit({ leaves: layout.leaves[0]!, depth: layout.deepest[0]!, view, orientation })
  return { layout, spans: layout.leaves, camera }
}

describe('hit test', () => {
  it('finds every node at its own centre', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(), { maxLength: 60 }),
        fc.constantFrom<Orientation>('top-down', 'left-right'),
        (parents, orientation) => {
          const tree = treeOf(parents)
          const picture = pictureOf(tree, orientation)
          for (const { id } of tree.nodes) expect(nodeAt(picture, centreOf(picture, id))).toBe(id)
        },
      ),
    )
  })

  it('finds nothing between levels or beside the tree', () => {
    const picture = pictureOf(treeOf([0, 0, 1, 2]))
    const root = centreOf(picture, 0)
    expect(nodeAt(picture, { x: root.x, y: root.y + 64 })).toBeNull()
    expect(nodeAt(picture, { x: -10, y: root.y })).toBeNull()
    expect(nodeAt(picture, { x: root.x, y: 5000 })).toBeNull()
  })

  it('gives the narrow subtree of a strip', () => {
    const tree = fullTree(10, 4)
    const picture = pictureOf(tree)
    const leaf = tree.nodes[tree.nodes.length - 1]!
    const hit = nodeAt(picture, centreOf(picture, leaf.id))!
    expect(picture.spans[hit]! * slotPixels(picture.camera)).toBeLessThan(1.5)
    let at = leaf
    while (at.id !== hit && at.parent !== null) at = tree.nodes[at.parent]!
    expect(at.id).toBe(hit)
  })
})
