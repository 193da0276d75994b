import { describe, expect, it } from 'vitest'
import type { OutlineMove } from '../../../src-renderer/tree/outline.ts'
import { outlineMove, outlineRows, visibleFor } from '../../../src-renderer/tree/outline.ts'
import { fullTree, treeOf } from '../../doubles/trees.ts'

describe('outline', () => {
  // 1 and 2 under the root, 3 under 1, 4 and 5 under 2.
  const tree = treeOf([0, 0, 1, 2, 2])

  it('lists rows in depth-first order with level, place and state', () => {
    expect(outlineRows(tree, new Set([1]))).toEqual([
      { id: 0, level: 1, place: 1, siblings: 1, expanded: true },
      { id: 1, level: 2, place: 1, siblings: 2, expanded: false },
      { id: 2, level: 2, place: 2, siblings: 2, expanded: true },
      { id: 4, level: 3, place: 1, siblings: 2, expanded: null },
      { id: 5, level: 3, place: 2, siblings: 2, expanded: null },
    ])
    expect(visibleFor(tree, new Set([1]), 3)).toBe(1)
    expect(visibleFor(tree, new Set([0, 1]), 3)).toBe(0)
    expect(visibleFor(tree, new Set(), 3)).toBe(3)
  })

  it.each<[number, string, OutlineMove]>([
    [0, 'ArrowDown', { go: 1 }],
    [1, 'ArrowRight', { open: 1 }],
    [2, 'ArrowRight', { go: 4 }],
    [2, 'ArrowLeft', { close: 2 }],
    [1, 'ArrowLeft', { go: 0 }],
    [4, 'ArrowLeft', { go: 2 }],
    [4, 'ArrowRight', null],
    [4, 'ArrowUp', { go: 2 }],
    [5, 'ArrowDown', null],
    [5, 'Home', { go: 0 }],
    [0, 'End', { go: 5 }],
    [0, 'x', null],
  ])('at %i, %s', (at, key, move) => {
    expect(outlineMove(tree, outlineRows(tree, new Set([1])), at, key)).toEqual(move)
  })

  it('lists ten thousand nodes at once', () => {
    expect(outlineRows(fullTree(10, 4), new Set())).toHaveLength(11_111)
  })
})
