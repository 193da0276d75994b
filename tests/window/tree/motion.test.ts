import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyTree } from '../../../src-main/contract/tree.ts'
import { SlotLayout } from '../../../src-renderer/tree/layout.ts'
import { Motion } from '../../../src-renderer/tree/motion.ts'
import { grow, treeOf } from '../../doubles/trees.ts'

describe('motion', () => {
  it('keeps every parent as wide as its children together, at every moment, and ends at the layout', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 60 })), { maxLength: 60 }), (steps) => {
        const tree = emptyTree()
        const layout = new SlotLayout()
        const motion = new Motion()
        motion.follow(layout, layout.follow(tree), false)
        for (const [parent, pause] of steps) {
          grow(tree, parent % tree.nodes.length)
          motion.follow(layout, layout.follow(tree), false)
          if (pause > 0) motion.step(layout, pause)
          for (const node of tree.nodes) {
            if (node.children.length === 0) continue
            const together = node.children.reduce((sum, child) => sum + motion.spans[child]!, 0)
            expect(motion.spans[node.id]).toBeCloseTo(together, 3)
          }
        }
        for (let frame = 0; frame < 400 && motion.step(layout, 16); frame++);
        expect(motion.step(layout, 16)).toBe(false)
        expect([...motion.spans.subarray(0, layout.count)]).toEqual([...layout.leaves.subarray(0, layout.count)])
        expect(motion.presence.subarray(0, layout.count).every((value) => value === 1)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it('jumps where less motion is asked for, and where a tree opens', () => {
    const layout = new SlotLayout()
    const motion = new Motion()
    const tree = treeOf([0, 0, 0])
    motion.follow(layout, layout.follow(tree), false)
    expect(motion.spans[0]).toBe(3)
    grow(tree, 0)
    motion.follow(layout, layout.follow(tree), true)
    expect(motion.spans[0]).toBe(4)
    expect(motion.step(layout, 16)).toBe(false)
  })

  it('goes on from what a picture showed before branches were collapsed', () => {
    const [layout, motion] = [new SlotLayout(), new Motion()]
    motion.follow(layout, layout.follow(treeOf([0, 0, 1, 1, 1])), false)
    expect([...motion.spans.subarray(0, 3)]).toEqual([4, 3, 1])
    const closed = treeOf([0, 0])
    motion.follow(layout, layout.follow(closed), false, (id) => id)
    expect([...motion.spans.subarray(0, 3)]).toEqual([4, 3, 1])
    for (let frame = 0; frame < 400 && motion.step(layout, 16); frame++);
    expect([...motion.spans.subarray(0, 3)]).toEqual([2, 1, 1])
    // What comes into sight opens from nothing.
    motion.follow(layout, layout.follow(treeOf([0, 0, 1, 1])), false, (id) => (id < 3 ? id : null))
    expect([...motion.spans.subarray(0, 5)]).toEqual([2, 1, 1, 1, 0])
    motion.follow(layout, layout.follow(treeOf([0, 0, 1, 1])), true, (id) => id)
    expect(motion.spans[1]).toBe(2)
  })
})
