// Cards: whole where there is room, from where siblings differ where there is not, and as large as their text needs.
import { describe, expect, it } from 'vitest'
import type { Tree } from '../../../src-main/contract/tree.ts'
import { emptyTree } from '../../../src-main/contract/tree.ts'
import { cardLines, fitCard } from '../../../src-renderer/tree/card-text.ts'
import { CARD, heightOf, linesIn, shapeOf } from '../../../src-renderer/tree/detail.ts'
import type { Shape } from '../../../src-renderer/tree/detail.ts'
import { countingSurface } from '../../doubles/counting-surface.ts'
import { PALETTE } from '../../doubles/palette.ts'
import { grow } from '../../doubles/trees.ts'

const START = 'To find the sum of the first hundred whole numbers, we add'
const LONG = `${START} one and a hundred, which are a hundred and one, fifty times over, so the sum is $101 \\times 50 = 5050$ in all.`

function treeOf(...texts: string[]): Tree {
  const tree = emptyTree()
  for (const text of texts) grow(tree, 0, { text })
  return tree
}

const room = (width: number, lines: number): Shape => ({ form: 'card', width, height: heightOf(lines) })
const fitted = (tree: Tree, id: number, shape: Shape): Shape =>
  fitCard(countingSurface(), PALETTE, { tree, node: tree.nodes[id]!, room: shape })
const linesOf = (tree: Tree, id: number, shape: Shape): readonly string[] =>
  cardLines(countingSurface(), {
    tree,
    node: tree.nodes[id]!,
    width: shape.width - 2 * CARD.padding,
    lines: linesIn(shape.height),
  })

describe('a card', () => {
  it('is of its usual size where the text is short, whatever the room', () => {
    const tree = treeOf('Step 1: So $x = \\frac{1}{2}$.', 'No.')
    expect(fitted(tree, 1, room(CARD.most, 12))).toEqual({ form: 'card', width: CARD.usual, height: CARD.height })
    expect(linesOf(tree, 1, room(CARD.usual, 3))).toEqual(['So x = 1/2.'])
  })

  it('grows in height, then in width, until the text fits', () => {
    const tree = treeOf(LONG, 'No.')
    const tall = fitted(tree, 1, room(CARD.most, 12))
    expect(tall).toMatchObject({ width: CARD.usual })
    expect(tall.height).toBeGreaterThan(CARD.height)
    const wide = fitted(tree, 1, room(CARD.most, 5))
    expect(wide.width).toBeGreaterThan(CARD.usual)
    for (const shape of [tall, wide]) expect(linesOf(tree, 1, shape).join(' ')).toContain('101 × 50 = 5050 in all.')
  })

  it('begins where it differs from its siblings, if it does not fit', () => {
    const tree = treeOf(LONG, `${START} two and ninety-nine, which are a hundred and one as well, fifty times.`, LONG)
    const small = room(CARD.usual, 3)
    expect(linesOf(tree, 1, small)[0]).toMatch(/^… one and/)
    expect(linesOf(tree, 2, small)[0]).toMatch(/^… two and/)
    // What begins alike in all it is told from stays.
    expect(linesOf(treeOf(LONG, LONG), 1, small)[0]).toMatch(/^To find/)
    expect(linesOf(treeOf(LONG), 1, small)[0]).toMatch(/^To find/)
  })

  it('is told from a sibling that comes later, too', () => {
    const tree = treeOf(LONG)
    const small = room(CARD.usual, 3)
    expect(linesOf(tree, 1, small)[0]).toMatch(/^To find/)
    grow(tree, 0, { text: `${START} nothing.` })
    expect(linesOf(tree, 1, small)[0]).toMatch(/^… one and/)
  })

  it('never leaves its room, and other forms stay as they are', () => {
    const tree = treeOf(LONG, 'No.')
    for (const width of [CARD.least, 180, CARD.usual, 300, CARD.most]) {
      for (const lines of [3, 4, 8]) {
        const shape = fitted(tree, 1, room(width, lines))
        expect(shape.width).toBeLessThanOrEqual(width)
        expect(shape.height).toBeLessThanOrEqual(heightOf(lines))
        expect(linesOf(tree, 1, shape).length).toBeLessThanOrEqual(lines)
      }
    }
    const pill: Shape = { form: 'pill', width: 42, height: 22 }
    expect(fitted(tree, 1, pill)).toBe(pill)
  })

  it('has more room the more the camera leaves', () => {
    const sizes = [128, 148, 200, 244].map((row) => shapeOf(340, row, 'top-down'))
    expect(sizes.map(({ form }) => form)).toEqual(['card', 'card', 'card', 'card'])
    expect(sizes.map(({ height }) => linesIn(height))).toEqual([4, 5, 9, 12])
    for (const [place, { height }] of sizes.entries())
      expect(height).toBeLessThanOrEqual([128, 148, 200, 244][place]! - 22)
    expect(shapeOf(340, 244, 'top-down').width).toBe(328)
  })
})
