// Collapsed branches: what is shown and what is hidden is the tree, node for node; colours and edges stay what they were; exports say so.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyChange, emptyTree, pathTo } from '../../../src-main/contract/tree.ts'
import { LENS_IDS } from '../../../src-renderer/text/tree.ts'
import { carriedFrom, heldNode } from '../../../src-renderer/tree/carried.ts'
import { CollapsedTree, collapsedIn, hiding } from '../../../src-renderer/tree/collapsed-tree.ts'
import { drawTree } from '../../../src-renderer/tree/draw.ts'
import { handleAt } from '../../../src-renderer/tree/handle.ts'
import type { Handle } from '../../../src-renderer/tree/handle.ts'
import { legendOf } from '../../../src-renderer/tree/legend.ts'
import { paintOf, pathsBelow } from '../../../src-renderer/tree/lens/paint.ts'
import { MergedTree } from '../../../src-renderer/tree/merged-tree.ts'
import { treeAsSvg } from '../../../src-renderer/tree/picture.ts'
import { hiddenBelow, plainly } from '../../../src-renderer/tree/shown-tree.ts'
import type { ShownTree } from '../../../src-renderer/tree/shown-tree.ts'
import { countingSurface } from '../../doubles/counting-surface.ts'
import { PALETTE } from '../../doubles/palette.ts'
import { scene } from '../../doubles/scene.ts'
import { crowdedTree, finishedTree, grow } from '../../doubles/trees.ts'

/** Checks what a picture with collapsed branches promises. */
function expectFaithful(shown: ShownTree, open: ShownTree, nodes: ReadonlySet<number>): void {
  const { tree, source, members, shownOf } = shown
  const closed = collapsedIn(open, nodes)
  const inSight = source.nodes.filter(({ id }) => hiding(open, nodes, id).length === 0)
  const shownMembers = tree.nodes.flatMap(({ id }) => members(id))
  expect(shownMembers.toSorted((a, b) => a - b)).toEqual(inSight.map(({ id }) => id))
  for (const { id } of inSight) expect(members(shownOf(id))).toContain(id)
  for (const node of tree.nodes) {
    expect(node.depth).toBe(source.nodes[members(node.id)[0]!]!.depth)
    for (const child of node.children) expect(tree.nodes[child]!.parent).toBe(node.id)
  }
  const hidden = source.nodes.filter(({ id }) => hiding(open, nodes, id).length > 0)
  for (const { id } of hidden) expect(hiddenBelow(shown, shownOf(id))).toBeGreaterThan(0)
  expect(tree.nodes.reduce((sum, { id }) => sum + hiddenBelow(shown, id), 0)).toBe(hidden.length)
  expect(shown.collapsed?.hidden ?? 0).toBe(hidden.length)
  if (closed.size === 0) expect(shown).toBe(open)
}

describe('collapsed branches', () => {
  const steps = fc.array(fc.record({ parent: fc.nat(), kind: fc.nat({ max: 2 }) }), { maxLength: 40 })
  it.each([
    ['every node for itself', plainly],
    ['equal steps as one', (tree: Parameters<typeof plainly>[0]) => new MergedTree().follow(tree)],
  ])('hide what lies below them and nothing else, grown at once or node by node: %s', (_, open) => {
    fc.assert(
      fc.property(steps, fc.uniqueArray(fc.nat({ max: 45 }), { maxLength: 6 }), (list, chosen) => {
        const nodes = new Set(chosen)
        const tree = emptyTree()
        const stepwise = new CollapsedTree()
        for (const { parent, kind } of list) {
          grow(tree, parent % tree.nodes.length, { text: `t${kind}` })
          const now = open(tree)
          expectFaithful(stepwise.follow(now, nodes), now, nodes)
        }
      }),
    )
  })

  it('goes on growing as the same picture while nothing else is collapsed', () => {
    const tree = emptyTree()
    const a = grow(tree, 0)
    grow(tree, a)
    const collapser = new CollapsedTree()
    const nodes = new Set([a])
    const before = collapser.follow(plainly(tree), nodes)
    grow(tree, a)
    const beside = grow(tree, 0)
    const after = collapser.follow(plainly(tree), nodes)
    expect(after.tree).toBe(before.tree)
    expect(after.collapsed).toMatchObject({ hidden: 2, branches: 1 })
    expect(after.tree.nodes.map(({ id }) => after.members(id)[0])).toEqual([0, a, beside])
    expect(collapser.follow(plainly(tree), new Set([a, beside])).tree).not.toBe(before.tree)
  })

  it('knows rewards, choice and marks of what has changed since', () => {
    const tree = finishedTree()
    const collapser = new CollapsedTree()
    const nodes = new Set([3])
    const shown = collapser.follow(plainly(tree), nodes)
    expect(tree.chosen?.node).toBe(4)
    // The answer is hidden: what hides it stands for it on the path.
    expect(shown.tree.chosen?.node).toBe(shown.shownOf(3))
    applyChange(tree, { type: 'steered', act: { verb: 'prune', node: 3 }, added: [] })
    applyChange(tree, { type: 'node-scored', node: 8, reward: 0.5 })
    const after = collapser.follow(plainly(tree), nodes)
    expect(after.tree.nodes[after.shownOf(3)]!.pruned).toBe('here')
    expect(after.tree.nodes[after.shownOf(8)]!.reward).toBe(0.5)
    applyChange(tree, { type: 'undone', act: 0 })
    expect(collapser.follow(plainly(tree), nodes).tree.nodes[3]!.pruned).toBeUndefined()
  })

  it.each(LENS_IDS)('leave every colour and every edge what it was, through %s', (lens) => {
    const tree = crowdedTree(300, 4)
    const open = plainly(tree)
    const closed = tree.nodes.filter(({ children, parent }) => parent !== null && children.length > 0).slice(0, 5)
    const shown = new CollapsedTree().follow(open, new Set(closed.map(({ id }) => id)))
    expect(shown.collapsed?.branches).toBe(5)
    const [paint, whole] = [paintOf(shown, lens), paintOf(open, lens)]
    const [paths, all] = [pathsBelow(shown), pathsBelow(open)]
    for (const { id } of shown.tree.nodes) {
      const [member] = shown.members(id)
      expect(paint.view.of(id)).toEqual(whole.view.of(member!))
      expect(paths[id]).toBe(all[member!])
    }
    expect(paint.view.scale).toEqual(whole.view.scale)
  })

  it('say how many nodes they hide, on the node, in the legend and in what is saved', () => {
    const shown = new CollapsedTree().follow(plainly(finishedTree()), new Set([1, 2]))
    const surface = countingSurface()
    const handles: Handle[] = []
    drawTree(surface, { ...scene(shown, { view: { width: 1200, height: 800 } }), handles })
    expect(surface.texts).toEqual(expect.arrayContaining(['+4', '+2']))
    expect(handles.map(({ id }) => id)).toEqual([shown.shownOf(1), shown.shownOf(2)])
    const [{ x, y, width, height }] = handles as [Handle]
    expect(handleAt(handles, { x: x + width / 2, y: y + height / 2 })).toBe(shown.shownOf(1))
    expect(handleAt(handles, { x: x - 2, y })).toBeNull()
    expect(legendOf(shown, paintOf(shown, 'reward'), false).collapsed).toEqual({ branches: 2, hidden: 6 })
    const svg = treeAsSvg({ shown, palette: PALETTE }, (text) => text.length * 6)
    expect(svg.match(/6 nodes hidden in 2 collapsed branches/g)).toHaveLength(2)
    expect(svg).toContain('>+4<')
  })

  it('have a handle to be collapsed by under the pointer, where they can be', () => {
    const textsOf = (over: object): string[] => {
      const surface = countingSurface()
      drawTree(surface, { ...scene(plainly(finishedTree()), { view: { width: 1200, height: 800 } }), ...over })
      return surface.texts
    }
    expect(textsOf({ hovered: 1, handles: [] })).toContain('−')
    expect(textsOf({ hovered: 4, handles: [] })).not.toContain('−')
    expect(textsOf({ hovered: 1 })).not.toContain('−')
  })
})

describe('what is carried over', () => {
  it('is every node that both pictures show, and the node that hides what was looked at holds its place', () => {
    const tree = finishedTree()
    const open = plainly(tree)
    const closed = new CollapsedTree().follow(open, new Set([1]))
    const count = tree.nodes.length
    const closing = carriedFrom(open, closed, count)!
    expect(closed.tree.nodes.map(({ id }) => closing(id))).toEqual([0, 1, 2, 6, 7])
    expect(heldNode(open, closed, closing, 4)).toEqual({ before: 1, after: closed.shownOf(1) })
    const opening = carriedFrom(closed, open, closed.tree.nodes.length)!
    expect(tree.nodes.map(({ id }) => opening(id))).toEqual([0, 1, 2, null, null, null, 3, 4, null])
    expect(carriedFrom(open, open, count)).toBeNull()
    expect(carriedFrom(open, plainly(finishedTree()), count)).toBeNull()
    expect(pathTo(tree, 4)).toContain(1)
  })
})
