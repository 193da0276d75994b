// Equal steps as one: unfolding gives the tree back, node for node; rewards, votes and weights are those of the members.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyChange, emptyTree } from '../../../src-main/contract/tree.ts'
import type { Tree } from '../../../src-main/contract/tree.ts'
import { paintOf, pathsBelow } from '../../../src-renderer/tree/lens/paint.ts'
import { MergedTree, mergeHelps } from '../../../src-renderer/tree/merged-tree.ts'
import type { ShownTree } from '../../../src-renderer/tree/shown-tree.ts'
import { crowdedTree, finishedTree, fullTree, grow } from '../../doubles/trees.ts'

/** Checks what a merged tree promises. */
function expectFaithful({ tree, source, members, shownOf }: ShownTree): void {
  const seen = new Set<number>()
  for (const node of tree.nodes) {
    for (const member of members(node.id)) {
      expect(seen.has(member)).toBe(false)
      seen.add(member)
      expect(shownOf(member)).toBe(node.id)
      const { parent, text, ending, answer, correct, depth } = source.nodes[member]!
      expect({ text, ending, answer, correct, depth }).toEqual({
        text: node.text,
        ending: node.ending,
        answer: node.answer,
        correct: node.correct,
        depth: node.depth,
      })
      expect(node.parent).toBe(parent === null ? null : shownOf(parent))
    }
    const below = source.nodes.filter(({ parent }) => parent !== null && shownOf(parent) === node.id)
    expect(new Set(node.children)).toEqual(new Set(below.map(({ id }) => shownOf(id))))
    const texts = node.children.map((child) => {
      const { text, ending, answer } = tree.nodes[child]!
      return JSON.stringify([text, ending, answer])
    })
    expect(new Set(texts).size).toBe(texts.length)
  }
  // Unfolded: every node of the search stands behind exactly one of the picture.
  expect(seen.size).toBe(source.nodes.length)
}

describe('equal steps as one', () => {
  it('unfolds to the tree, node for node, grown at once or node by node', () => {
    const steps = fc.array(fc.record({ parent: fc.nat(), kind: fc.nat({ max: 2 }), ends: fc.boolean() }), {
      maxLength: 80,
    })
    fc.assert(
      fc.property(steps, (list) => {
        const tree = emptyTree()
        const stepwise = new MergedTree()
        for (const { parent, kind, ends } of list) {
          const open = tree.nodes.filter(({ ending }) => ending === null)
          const end = ends ? ({ ending: 'answer', answer: `${kind}`, correct: kind === 0 } as const) : {}
          grow(tree, open[parent % open.length]!.id, { text: `t${kind}`, ...end })
          expectFaithful(stepwise.follow(tree))
        }
        const whole = new MergedTree().follow(tree)
        expectFaithful(whole)
        expect(whole.tree.nodes).toEqual(stepwise.follow(tree).tree.nodes)
      }),
    )
  })

  it('has the rewards, the votes and the choice of the members', () => {
    const tree = finishedTree()
    grow(tree, 0, { text: tree.nodes[1]!.text, reward: 0.93 })
    grow(tree, 0, { text: tree.nodes[1]!.text, reward: 0.33 })
    const waiting = grow(tree, 0, { text: tree.nodes[2]!.text })
    const merger = new MergedTree()
    const { tree: merged, shownOf, members } = merger.follow(tree)
    expect(members(shownOf(1))).toEqual([1, 9, 10])
    expect(merged.nodes[shownOf(1)]!.reward).toBeCloseTo((0.93 + 0.93 + 0.33) / 3)
    expect(merged.nodes[shownOf(waiting)]!.reward).toBe(0.12)
    expect(merged.chosen).toMatchObject({ node: shownOf(tree.chosen!.node!), answer: '77' })
    expect(merged.chosen!.votes[0]!.nodes).toEqual(tree.chosen!.votes[0]!.nodes.map(shownOf))
    applyChange(tree, { type: 'node-scored', node: waiting, reward: 0.32 })
    expect(merger.follow(tree).tree.nodes[shownOf(waiting)]!.reward).toBeCloseTo(0.22)
  })

  it('keeps a reward that all members share to the last bit', () => {
    const tree = emptyTree()
    for (let child = 0; child < 7; child++) grow(tree, 0, { text: 'same', reward: 0.1 })
    expect(new MergedTree().follow(tree).tree.nodes[1]!.reward).toBe(0.1)
  })

  it('counts every member in weights and paths', () => {
    const tree: Tree = crowdedTree(2000, 5)
    const shown = new MergedTree().follow(tree)
    const paint = paintOf(shown, 'reward')
    expect(shown.tree.nodes.reduce((sum, { id }) => sum + paint.weightOf(id), 0)).toBe(tree.nodes.length)
    expect(pathsBelow(shown)[0]).toBe(tree.nodes.filter(({ children }) => children.length === 0).length)
    expect(mergeHelps(shown)).toBe(true)
    expect(mergeHelps(new MergedTree().follow(fullTree(10, 3)))).toBe(false)
  })

  it('parts what was done to by hand from what was not, and brings it together again', () => {
    const merger = new MergedTree()
    const tree = emptyTree()
    for (let child = 0; child < 3; child++) grow(tree, 0, { text: 'same', reward: 0.1 })
    expect(merger.follow(tree).members(1)).toEqual([1, 2, 3])
    applyChange(tree, { type: 'steered', act: { verb: 'prune', node: 2 }, added: [] })
    const parted = merger.follow(tree)
    expect([1, 2].map((id) => [parted.members(id), parted.tree.nodes[id]!.pruned])).toEqual([
      [[1, 3], undefined],
      [[2], 'here'],
    ])
    applyChange(tree, { type: 'steered', act: { verb: 'reward', node: 3, reward: 0.9 }, added: [] })
    expect(merger.follow(tree).tree.nodes.map(({ reward }) => reward)).toEqual([undefined, 0.1, 0.1, 0.9])
    for (const act of [1, 0]) applyChange(tree, { type: 'undone', act })
    expect(merger.follow(tree).members(1)).toEqual([1, 2, 3])
  })

  it('begins anew on a tree that went back and on by another way', () => {
    const merger = new MergedTree()
    const tree = emptyTree()
    grow(tree, 0, { text: 'a' })
    grow(tree, 0, { text: 'a' })
    expect(merger.follow(tree).tree.nodes).toHaveLength(2)
    tree.nodes.pop()
    tree.nodes[0]!.children.pop()
    grow(tree, 0, { text: 'b' })
    const shown = merger.follow(tree)
    expect(shown.tree.nodes.map(({ text }) => text)).toEqual(['', 'a', 'b'])
    expectFaithful(shown)
  })
})
