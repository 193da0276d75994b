import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SlotLayout } from '../../../src-renderer/tree/layout.ts'
import { destination, neighbour } from '../../../src-renderer/tree/navigate.ts'
import type { Direction } from '../../../src-renderer/tree/navigate.ts'
import { startsOf } from '../../doubles/slots.ts'
import { finishedTree, grow, treeOf } from '../../doubles/trees.ts'

function laidOut(tree: ReturnType<typeof treeOf>): SlotLayout {
  const layout = new SlotLayout()
  layout.follow(tree)
  return layout
}

describe('moving by keys', () => {
  // 1 and 2 under the root, 3 under 1, 4 and 5 under 2.
  const tree = treeOf([0, 0, 1, 2, 2])
  const layout = laidOut(tree)
  it.each<[number, Direction, number]>([
    [0, 'up', 0],
    [3, 'up', 1],
    [0, 'down', 1],
    [3, 'down', 3],
    [1, 'right', 2],
    [3, 'right', 4],
    [4, 'left', 3],
    [5, 'right', 5],
    [0, 'left', 0],
  ])('from %i %s to %i', (from, direction, to) => expect(neighbour(tree, layout, from, direction)).toBe(to))

  it('walks a whole level from left to right and back', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 80 }), (parents) => {
        const random = treeOf(parents)
        const slots = laidOut(random)
        const starts = startsOf(slots)
        for (let depth = 1; depth <= slots.deepest[0]!; depth++) {
          const level = random.nodes
            .filter((node) => node.depth === depth)
            .map((node) => node.id)
            .sort((a, b) => starts[a]! - starts[b]!)
          level.forEach((id, index) => {
            expect(neighbour(random, slots, id, 'right')).toBe(level[index + 1] ?? id)
            expect(neighbour(random, slots, id, 'left')).toBe(level[index - 1] ?? id)
          })
        }
      }),
      { numRuns: 50 },
    )
  })

  it('goes down to the best child and at last to the chosen or best terminal node', () => {
    const finished = finishedTree()
    expect(neighbour(finished, laidOut(finished), 0, 'down')).toBe(1)
    expect(neighbour(finished, laidOut(finished), 1, 'down')).toBe(5)
    expect(destination(finished, laidOut(finished))).toBe(4)
    const running = treeOf([0, 1])
    expect(destination(running, laidOut(running))).toBe(2)
    const end = grow(running, 0, { ending: 'answer', answer: '3', reward: 0.2 })
    expect(destination(running, laidOut(running))).toBe(end)
  })
})
