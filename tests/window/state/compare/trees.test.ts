// Steps found again in other trees, and where trees part, against plain searches through all paths.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Tree } from '../../../../src-main/contract/tree.ts'
import { emptyTree, pathTo } from '../../../../src-main/contract/tree.ts'
import { firstParting } from '../../../../src-renderer/state/compare/first-parting.ts'
import { pathTwin } from '../../../../src-renderer/state/compare/path-twin.ts'
import { grow, treeOf } from '../../../doubles/trees.ts'

/** Few texts, so that siblings often say the same. */
const grown = fc
  .array(fc.record({ parent: fc.nat(), text: fc.constantFrom('a', 'b', 'c') }), { maxLength: 24 })
  .map((steps) => {
    const tree = emptyTree()
    for (const { parent, text } of steps) grow(tree, parent % tree.nodes.length, { text })
    return tree
  })
const textsTo = ({ nodes }: Tree, path: readonly number[]): string => path.map((id) => nodes[id]!.text).join('/')
const everyPath = (tree: Tree): string[] => tree.nodes.map(({ id }) => textsTo(tree, pathTo(tree, id)))

describe('a step in another tree', () => {
  it('is the oldest one with the same texts on the way, or the part of the way that is there', () => {
    fc.assert(
      fc.property(grown, grown, fc.nat(), (tree, other, any) => {
        const node = any % tree.nodes.length
        const path = pathTo(tree, node)
        const there = everyPath(other)
        const at = there.indexOf(textsTo(tree, path))
        const shared = path.findLastIndex((_, place) => there.includes(textsTo(tree, path.slice(0, place + 1)))) + 1
        expect(pathTwin(tree, node, other)).toEqual({ node: at < 0 ? null : at, shared })
      }),
    )
  })

  it('is there for every node of the same tree', () => {
    fc.assert(
      fc.property(grown, fc.nat(), (tree, any) => {
        const node = any % tree.nodes.length
        const twin = pathTwin(tree, node, tree)
        expect(twin.node).toBeLessThanOrEqual(node)
        expect(twin.shared).toBe(tree.nodes[node]!.depth)
      }),
    )
  })

  it('of a node that is not there is an error', () => {
    expect(() => pathTwin(treeOf([0]), 7, treeOf([0]))).toThrow(RangeError)
  })
})

describe('where trees part', () => {
  it('is behind the longest beginning that all of them have', () => {
    fc.assert(
      fc.property(fc.array(grown, { minLength: 2, maxLength: 4 }), (trees) => {
        const written = trees.map(({ nodes }) => nodes.map(({ parent, text }) => `${parent} ${text}`))
        const parting = firstParting(trees)
        const upTo = (count: number) => new Set(written.map((lines) => lines.slice(0, count).join('\n'))).size
        expect(upTo(parting.nodes + 1)).toBe(1)
        const longest = Math.max(...written.map(({ length }) => length))
        expect(parting.equal).toBe(upTo(longest) === 1)
        if (!parting.equal) expect(upTo(parting.nodes + 2)).toBeGreaterThan(1)
        for (const [place, node] of parting.nodesEnd.entries()) {
          const next = parting.nodes + 1
          expect(node).toBe(next < trees[place]!.nodes.length ? next : null)
        }
      }),
    )
  })

  it('is told along the first path, too, with the step that differs in each tree', () => {
    const [one, other] = [emptyTree(), emptyTree()]
    for (const tree of [one, other]) {
      grow(tree, 0, { text: 'same' })
      grow(tree, 1, { text: 'same again' })
    }
    grow(one, 0, { text: 'a sibling' })
    grow(one, 2, { text: 'left' })
    grow(other, 2, { text: 'right' })
    expect(firstParting([one, other])).toEqual({
      ...{ nodes: 2, nodesEnd: [3, 3], steps: 2, stepsEnd: [4, 3], equal: false },
    })
    expect(firstParting([one, emptyTree()])).toMatchObject({ nodes: 0, nodesEnd: [1, null], stepsEnd: [1, null] })
    expect(firstParting([one, one])).toMatchObject({ nodes: 4, equal: true, stepsEnd: [null, null] })
  })
})
