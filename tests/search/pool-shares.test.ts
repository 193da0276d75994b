import { describe, expect, it } from 'vitest'
import { emptyTree } from '../../src-main/contract/tree.ts'
import type { Tree } from '../../src-main/contract/tree.ts'
import { poolShares } from '../../src-main/search/pool-shares.ts'

/** A tree of solutions that have no node in common, each a list of steps, each step a word of one token a letter. */
function treeOf(solutions: readonly (readonly string[])[], { ids = true } = {}): { tree: Tree; paths: number[][] } {
  const tree = emptyTree()
  const paths = solutions.map((steps) =>
    steps.map((text) => {
      const tokens = Array.from(text, (letter) => letter.codePointAt(0)!)
      const told = ids ? { tokenIds: tokens } : { tokenIds: [], tokens: tokens.length }
      return tree.nodes.push({ ...tree.nodes[0]!, id: tree.nodes.length, text, ...told }) - 1
    }),
  )
  return { tree, paths }
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)

describe('what solutions of a pool share', () => {
  const { tree, paths } = treeOf([['ab', 'cd'], ['ab', 'ce'], ['ax']])

  it('is counted token by token and step by step, by how many share it', () => {
    // a: 3; b, c: 2; d, e, x: 1. Steps: ab: 2; cd, ce, ax: 1.
    expect(poolShares(tree, paths)).toEqual({ tokens: [3, 2, 1], steps: [6, 2, 0] })
  })

  it('makes up every solution’s tokens', () => {
    const { tokens, steps } = poolShares(tree, paths)
    const all = (counts: readonly number[]) => sum(counts.map((count, at) => count * (at + 1)))
    expect([all(tokens), all(steps)]).toEqual([10, 10])
  })

  it('is known by steps alone where the tokens’ ids are not told', () => {
    const { tree, paths } = treeOf(
      [
        ['ab', 'cd'],
        ['ab', 'ce'],
      ],
      { ids: false },
    )
    expect(poolShares(tree, paths)).toEqual({ tokens: [4, 2], steps: [4, 2] })
  })

  it('of no solution is nothing', () => {
    expect(poolShares(emptyTree(), [])).toEqual({ tokens: [], steps: [] })
  })
})
