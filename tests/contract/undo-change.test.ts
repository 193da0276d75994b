// Taking changes back: after any number of them the tree is the one that the fold makes of what is left.
import { describe, expect, it } from 'vitest'
import type { Change } from '../../src-main/contract/event.ts'
import { applyChange, emptyTree, foldChanges, replacedBy, undoChange } from '../../src-main/contract/tree.ts'
import type { Replaced } from '../../src-main/contract/tree.ts'
import { GOLDEN_RUNS } from '../doubles/golden-runs.ts'

const FAULT = { code: 'model-broken', message: 'The model is broken.', advice: '' } as const

describe('taking back', () => {
  it.each(GOLDEN_RUNS)('every change of $name leads to each tree before it', ({ changes }) => {
    const all: Change[] = [
      ...changes,
      { type: 'notice', notice: FAULT },
      { type: 'state', state: 'failed', error: FAULT },
      { type: 'chosen', by: 'majority', node: 1, answer: '7', correct: null, votes: [] },
    ]
    const tree = emptyTree()
    const replaced: Replaced[] = []
    for (const change of all) {
      replaced.push(replacedBy(tree, change))
      applyChange(tree, change)
    }
    for (let left = all.length - 1; left >= 0; left--) {
      undoChange(tree, all[left]!, replaced[left]!)
      expect(tree).toEqual(foldChanges(all.slice(0, left)))
    }
    expect(tree).toEqual(emptyTree())
  })

  it('leads back through what was done by hand, taken back, done again and settled', () => {
    const step = { tokenIds: [], logProbabilities: [], ending: null, answer: null, correct: null }
    const added = { id: 3, parent: 1, depth: 2, text: 'By hand.', hand: 'written' as const, ...step }
    const all: Change[] = [
      { type: 'node-added', node: { id: 1, parent: 0, depth: 1, text: 'a', ...step } },
      { type: 'node-added', node: { id: 2, parent: 1, depth: 2, text: 'b', ...step } },
      { type: 'node-scored', node: 1, reward: 0.25 },
      { type: 'state', state: 'paused', error: null },
      { type: 'steered', act: { verb: 'reward', node: 1, reward: 0.75 }, added: [] },
      { type: 'steered', act: { verb: 'write', node: 1, text: 'By hand.' }, added: [{ node: added, reward: 0.5 }] },
      { type: 'steered', act: { verb: 'prune', node: 1 }, added: [] },
      { type: 'undone', act: 2 },
      { type: 'undone', act: 1 },
      { type: 'redone', act: 1 },
      { type: 'redone', act: 2 },
      { type: 'undone', act: 2 },
      { type: 'steered', act: { verb: 'prune', node: 1 }, added: [] },
      { type: 'steered', act: { verb: 'restore', node: 1 }, added: [] },
      { type: 'undone', act: 4 },
      { type: 'redone', act: 4 },
      { type: 'state', state: 'running', error: null },
      { type: 'node-scored', node: 2, reward: null },
    ]
    const tree = emptyTree()
    const replaced: Replaced[] = []
    for (const change of all) {
      replaced.push(replacedBy(tree, change))
      applyChange(tree, change)
    }
    expect(tree.nodes).toHaveLength(4)
    for (let left = all.length - 1; left >= 0; left--) {
      undoChange(tree, all[left]!, replaced[left]!)
      expect(tree).toEqual(foldChanges(all.slice(0, left)))
    }
  })

  it('has a golden run with every kind of decision that names nodes', () => {
    const kinds = GOLDEN_RUNS.flatMap(({ changes }) =>
      changes.flatMap((change) => (change.type === 'decided' ? [change.decision.kind] : [])),
    )
    expect([...new Set(kinds)].sort()).toEqual(
      [
        'keep',
        'look-ahead',
        'mcts-back-up',
        'mcts-select',
        'rebase',
        'resample',
        'sample',
        'stopping',
        'thompson',
      ].sort(),
    )
  })

  it('leaves the tree as it was where a decision names a node that is not there', () => {
    const tree = foldChanges(GOLDEN_RUNS[0]!.changes)
    const kept = structuredClone(tree)
    const widths = [0, 1, 9999].map((node) => ({ node, width: 1 }))
    expect(() => applyChange(tree, { type: 'decided', decision: { kind: 'sample', depth: 0, widths } })).toThrow(
      new RangeError('There is no node 9999.'),
    )
    expect(tree).toEqual(kept)
  })
})
