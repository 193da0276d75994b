// The fold of what is done by hand: each act's effect, and that undo and redo lead back and forth exactly.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change } from '../../src-main/contract/event.ts'
import type { TreeNode } from '../../src-main/contract/node.ts'
import { applyChange, foldChanges } from '../../src-main/contract/tree.ts'
import type { Tree } from '../../src-main/contract/tree.ts'

function node(id: number, parent: number, depth: number, fields: Partial<TreeNode> = {}): TreeNode {
  const step = { text: `Step ${id}`, tokenIds: [id], logProbabilities: [-1], ending: null, answer: null, correct: null }
  return { id, parent, depth, ...step, ...fields }
}

/** 1 and 2 below the root, 3 and 4 below 1; all scored. */
const GROWN: Change[] = [
  { type: 'node-added', node: node(1, 0, 1) },
  { type: 'node-added', node: node(2, 0, 1) },
  { type: 'node-added', node: node(3, 1, 2) },
  { type: 'node-added', node: node(4, 1, 2) },
  ...[1, 2, 3, 4].map((id): Change => ({ type: 'node-scored', node: id, reward: id / 10 })),
]
const PAUSED: Change = { type: 'state', state: 'paused', error: null }
const RUNNING: Change = { type: 'state', state: 'running', error: null }
const prune = (id: number): Change => ({ type: 'steered', act: { verb: 'prune', node: id }, added: [] })
const restore = (id: number): Change => ({ type: 'steered', act: { verb: 'restore', node: id }, added: [] })
const reward = (id: number, value: number | null): Change => ({
  type: 'steered',
  act: { verb: 'reward', node: id, reward: value },
  added: [],
})
const write = (tree: Pick<Tree, 'nodes'>, parent: number): Change => {
  const added = node(tree.nodes.length, parent, tree.nodes[parent]!.depth + 1, { hand: 'written', tokenIds: [] })
  return {
    type: 'steered',
    act: { verb: 'write', node: parent, text: added.text },
    added: [{ node: added, reward: 0.5 }],
  }
}

/** What undo must bring back. */
const likeness = ({ nodes, decisions, chosen, state }: Tree) => structuredClone({ nodes, decisions, chosen, state })

describe('an act by hand', () => {
  it('adds nodes with their rewards', () => {
    const tree = foldChanges([...GROWN, PAUSED])
    applyChange(tree, write(tree, 2))
    expect(tree.nodes[5]).toMatchObject({ id: 5, parent: 2, depth: 2, hand: 'written', reward: 0.5 })
    expect(tree.nodes[2]!.children).toEqual([5])
  })

  it('prunes a node and all below it, what is pruned already keeping its mark', () => {
    const { nodes } = foldChanges([...GROWN, PAUSED, prune(3), prune(1)])
    expect(nodes.map(({ pruned }) => pruned)).toEqual([undefined, 'here', undefined, 'here', 'above'])
  })

  it('prunes a node with more children than a function has arguments', () => {
    const children = Array.from({ length: 200_000 }, (_, at) => node(at + 1, 0, 1, { tokenIds: [] }))
    const added = children.map((child): Change => ({ type: 'node-added', node: child }))
    const { nodes } = foldChanges([...added, PAUSED, prune(0)])
    expect(nodes.every(({ pruned }) => pruned)).toBe(true)
  })

  it('brings a pruned node back with all below it but what was pruned by itself', () => {
    const marks = (...acts: Change[]) => foldChanges([...GROWN, PAUSED, ...acts]).nodes.map(({ pruned }) => pruned)
    expect(marks(prune(1), restore(1))).toEqual(Array(5).fill(undefined))
    expect(marks(prune(3), prune(1), restore(1))).toEqual([undefined, undefined, undefined, 'here', undefined])
    // By which act it was pruned counts, not when the search went on.
    expect(marks(prune(1), RUNNING, PAUSED, restore(1))).toEqual(Array(5).fill(undefined))
    expect(marks(prune(3), prune(1), restore(1), { type: 'undone', act: 2 })).toEqual(marks(prune(3), prune(1)))
  })

  it('sets a reward, keeps that of the PRM beside it, and gives it back', () => {
    const set = foldChanges([...GROWN, PAUSED, reward(2, 0.9), reward(2, 0.95)])
    expect(set.nodes[2]).toMatchObject({ reward: 0.95, overruled: { reward: 0.2 } })
    const back = foldChanges([...GROWN, PAUSED, reward(2, 0.9), reward(2, null)])
    expect(back.nodes[2]!.reward).toBe(0.2)
    expect(back.nodes[2]!.overruled).toBeUndefined()
  })

  it('cannot be taken back out of order, nor when the search has gone on', () => {
    const acts = [...GROWN, PAUSED, prune(3), prune(2)]
    expect(() => foldChanges([...acts, { type: 'undone', act: 0 }])).toThrow(RangeError)
    expect(() => foldChanges([...acts, { type: 'redone', act: 1 }])).toThrow(RangeError)
    expect(() => foldChanges([...acts, RUNNING, { type: 'undone', act: 1 }])).toThrow(RangeError)
    expect(foldChanges([...acts, { type: 'undone', act: 1 }]).nodes[2]!.pruned).toBeUndefined()
  })

  it('that follows an undo takes the way to redo', () => {
    const after = [...GROWN, PAUSED, prune(3), { type: 'undone', act: 0 }, prune(2)] satisfies Change[]
    expect(foldChanges(after).byHand).toMatchObject({ undoable: [1], redoable: [] })
    expect(() => foldChanges([...after, { type: 'redone', act: 0 }])).toThrow(RangeError)
  })

  it('is refused where it cannot follow', () => {
    expect(() => foldChanges([...GROWN, prune(9)])).toThrow(RangeError)
    expect(() => foldChanges([...GROWN, prune(1), prune(3)])).toThrow(RangeError)
    expect(() => foldChanges([...GROWN, restore(1)])).toThrow(RangeError)
    expect(() => foldChanges([...GROWN, prune(1), restore(3)])).toThrow(RangeError)
    expect(() => foldChanges([...GROWN, prune(3), prune(1), restore(3)])).toThrow(RangeError)
  })
})

it('undo of any sequence of acts gives the same tree, and redo the one after them', () => {
  const acts = fc.array(
    fc.tuple(fc.constantFrom('prune', 'restore', 'reward', 'back', 'write'), fc.nat(30), fc.nat(10)),
    {
      maxLength: 25,
    },
  )
  fc.assert(
    fc.property(acts, fc.nat(25), (wanted, fewer) => {
      const tree = foldChanges([...GROWN, PAUSED])
      const moments = [likeness(tree)]
      for (const [kind, place, value] of wanted) {
        const id = place % tree.nodes.length
        const change =
          kind === 'write'
            ? write(tree, id)
            : kind === 'prune'
              ? prune(id)
              : kind === 'restore'
                ? restore(id)
                : reward(id, kind === 'back' ? null : value / 10)
        const { pruned, parent } = tree.nodes[id]!
        const isTop = pruned === 'here' && tree.nodes[parent!]!.pruned === undefined
        if (kind === 'restore' ? !isTop : pruned || (id === 0 && kind !== 'write')) continue
        applyChange(tree, change)
        moments.push(likeness(tree))
      }
      const count = moments.length - 1
      const back = Math.min(count, fewer)
      for (let act = count - 1; act >= count - back; act--) {
        applyChange(tree, { type: 'undone', act })
        expect(likeness(tree)).toEqual(moments[act])
      }
      for (let act = count - back; act < count; act++) {
        applyChange(tree, { type: 'redone', act })
        expect(likeness(tree)).toEqual(moments[act + 1])
      }
      for (let act = count - 1; act >= 0; act--) applyChange(tree, { type: 'undone', act })
      expect(likeness(tree)).toEqual(moments[0])
    }),
  )
})
