import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change } from '../../../src-main/contract/event.ts'
import { applyChange, emptyTree } from '../../../src-main/contract/tree.ts'
import type { Tree } from '../../../src-main/contract/tree.ts'
import { SlotLayout } from '../../../src-renderer/tree/layout.ts'
import { startsOf } from '../../doubles/slots.ts'
import { grow, treeOf } from '../../doubles/trees.ts'

const parentLists = fc.array(fc.nat(), { maxLength: 120 })

/** The layout by its definition, with no care for speed. */
function reference(tree: Tree): { leaves: number; deepest: number; start: number }[] {
  const leavesOf = (id: number): number =>
    tree.nodes[id]!.children.reduce((sum, child) => sum + leavesOf(child), 0) || 1
  const deepestOf = (id: number): number => Math.max(tree.nodes[id]!.depth, ...tree.nodes[id]!.children.map(deepestOf))
  const starts: number[] = []
  const place = (id: number, start: number): void => {
    starts[id] = start
    let at = start
    for (const child of tree.nodes[id]!.children) {
      place(child, at)
      at += leavesOf(child)
    }
  }
  place(0, 0)
  return tree.nodes.map(({ id }) => ({
    leaves: leavesOf(id),
    deepest: deepestOf(id),
    start: starts[id]!,
  }))
}

function actual(tree: Tree, layout: SlotLayout): ReturnType<typeof reference> {
  const starts = startsOf(layout)
  return tree.nodes.map(({ id }) => ({
    leaves: layout.leaves[id]!,
    deepest: layout.deepest[id]!,
    start: starts[id]!,
  }))
}

describe('slots layout', () => {
  it('equals the definition on random trees, followed at once or node by node', () => {
    fc.assert(
      fc.property(parentLists, (parents) => {
        const tree = emptyTree()
        const stepwise = new SlotLayout()
        stepwise.follow(tree)
        for (const parent of parents) {
          grow(tree, parent % tree.nodes.length)
          stepwise.follow(tree)
        }
        const whole = new SlotLayout()
        whole.follow(tree)
        expect(actual(tree, stepwise)).toEqual(reference(tree))
        expect(actual(tree, whole)).toEqual(reference(tree))
      }),
    )
  })

  it('does not depend on the order in which branches grew', () => {
    // The same tree, built breadth first and depth first; children keep their order.
    fc.assert(
      fc.property(parentLists, (parents) => {
        const one = treeOf(parents)
        const other = emptyTree()
        const twin = new Map([[0, 0]])
        const copy = (id: number): void => {
          for (const child of one.nodes[id]!.children) {
            twin.set(child, grow(other, twin.get(id)!))
            copy(child)
          }
        }
        copy(0)
        const [first, second] = [new SlotLayout(), new SlotLayout()]
        first.follow(one)
        second.follow(other)
        const [starts, others] = [startsOf(first), startsOf(second)]
        for (const [id, copied] of twin) {
          expect(second.leaves[copied]).toBe(first.leaves[id])
          expect(second.deepest[copied]).toBe(first.deepest[id])
          expect(others[copied]).toBe(starts[id])
        }
      }),
    )
  })

  it('says what is new, and begins anew on another tree or one that went back', () => {
    const layout = new SlotLayout()
    const tree = treeOf([0, 0, 1])
    expect(layout.follow(tree)).toEqual({ restarted: true, firstNew: 0 })
    grow(tree, 2)
    expect(layout.follow(tree)).toEqual({ restarted: false, firstNew: 4 })
    // Back by two and on by another way: as many nodes as before, in the same list.
    tree.nodes.length = 3
    tree.nodes[1]!.children = []
    tree.nodes[2]!.children = []
    grow(tree, 0)
    grow(tree, 0)
    expect(layout.follow(tree)).toEqual({ restarted: true, firstNew: 0 })
    expect(actual(tree, layout)).toEqual(reference(tree))
    const shorter = treeOf([0])
    expect(layout.follow(shorter)).toEqual({ restarted: true, firstNew: 0 })
    expect([layout.count, layout.leaves[0]]).toEqual([2, 1])
  })
})

it('begins anew where the tree was changed by hand, also where it is as large as before', () => {
  const tree = emptyTree()
  const written = (text: string, parent: number): Change => {
    const id = tree.nodes.length
    const depth = tree.nodes[parent]!.depth + 1
    const step = { text, tokenIds: [], logProbabilities: [], ending: null, answer: null, correct: null }
    return {
      type: 'steered',
      act: { verb: 'write', node: parent, text },
      added: [{ node: { id, parent, depth, ...step }, reward: 1 }],
    }
  }
  applyChange(tree, written('a', 0))
  const layout = new SlotLayout()
  layout.follow(tree)
  applyChange(tree, written('b', 1))
  layout.follow(tree)
  expect(layout.parent[2]).toBe(1)
  applyChange(tree, { type: 'undone', act: 1 })
  applyChange(tree, written('c', 0))
  expect(layout.follow(tree)).toMatchObject({ restarted: true })
  expect(layout.parent[2]).toBe(0)
  expect(layout.leaves[0]).toBe(2)
  expect(layout.follow(tree)).toMatchObject({ restarted: false })
})
