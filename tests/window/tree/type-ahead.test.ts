import { describe, expect, it } from 'vitest'
import { emptyTree } from '../../../src-main/contract/tree.ts'
import { outlineRows } from '../../../src-renderer/tree/outline.ts'
import { typeAhead } from '../../../src-renderer/tree/type-ahead.ts'
import { grow } from '../../doubles/trees.ts'

describe('typing in the outline', () => {
  const tree = emptyTree()
  const texts = ['Step 1: Boxes hold apples.', 'Step 1: (Bananas) are 12.', 'Step 1: Apples are 120.', 'Übrig: blau']
  for (const text of texts) grow(tree, 0, { text })
  const rows = outlineRows(tree, new Set())

  it.each([
    // The next row with a word that begins so, around the end; the number of the step is no word of it.
    [0, 'b', 1],
    [1, 'b', 2],
    [2, 'b', 4],
    [4, 'b', 1],
    [1, 'bbb', 2],
    // What goes on may stay.
    [1, 'bo', 1],
    [1, 'ba', 2],
    [0, '12', 2],
    [2, '120', 3],
    [0, 'APPLES', 1],
    [1, 'apples a', 3],
    [0, 'ü', 4],
    [2, 'pro', 0],
    [0, 'pples', null],
    [0, 'step', null],
  ])('at %i, %s leads to %s', (at, typed, to) => {
    expect(typeAhead(tree, rows, at, typed)).toBe(to)
  })

  it('passes over what is folded away', () => {
    expect(typeAhead(tree, outlineRows(tree, new Set([0])), 0, 'b')).toBeNull()
  })
})
