// A step on one line of the outline: short ones whole, long ones from where they can be told from their siblings, and never the whole.
import { expect, it } from 'vitest'
import { emptyTree } from '../../../src-main/contract/tree.ts'
import { rowText } from '../../../src-renderer/tree/row-text.ts'
import { grow } from '../../doubles/trees.ts'

const SHARED = 'To find the sum of the first hundred whole numbers, we add'
const LONG = Array.from({ length: 100 }, (_, word) => `word${word}`).join(' ')

it.each([
  ['a short step', 'Step 2: 4 * 17\n= 68.', '4 * 17 = 68.'],
  ['a long one with its own beginning', LONG, 'word0 word1 word2 '],
  ['a long one that begins as its sibling does', `${SHARED} one and a hundred. ${LONG}`, '… one and a hundred. word0 '],
])('%s', (_, text, begins) => {
  const tree = emptyTree()
  const id = grow(tree, 0, { text })
  grow(tree, 0, { text: `${SHARED} two and ninety-nine. ${LONG}` })
  const line = rowText(tree, tree.nodes[id]!)
  expect(line.startsWith(begins)).toBe(true)
  expect(line.length).toBeLessThanOrEqual(102)
  expect(line.endsWith(' …')).toBe(text.length > 100)
  expect(line).not.toContain('\n')
})
