import { describe, expect, test } from 'vitest'
import type { Tree } from '../../src-main/contract/tree.ts'
import { betaNumber, gammaNumber, normalNumber } from '../../src-main/search/distributions.ts'
import { randomStream } from '../../src-main/search/random.ts'
import { runSearch } from './run-search.ts'
import { worldOf } from './world.ts'

const levelsOf = (tree: Tree) => tree.decisions.flatMap((decision) => (decision.kind === 'thompson' ? [decision] : []))

test('in 30 worlds: every posterior is the count of rewards that followed it, and the larger draw decides', async () => {
  for (let world = 0; world < 30; world++) {
    const { policy, verifier } = worldOf(world)
    const { tree } = await runSearch({
      method: 'ab-mcts',
      policy,
      verifier,
      parameters: { expansions: 40, depthLimit: 6 },
      seed: world,
    })
    const decisions = levelsOf(tree)
    expect(decisions).toHaveLength(40)
    decisions.forEach(({ node, levels }, at) => {
      // What was known then: the nodes 1 to `at`, one an iteration, in the order in which they came.
      const then = tree.nodes.slice(0, at + 1)
      const below = (id: number, root: number): boolean =>
        id === root || (id !== 0 && below(tree.nodes[id]!.parent!, root))
      const posterior = (which: (id: number) => boolean) => {
        const rewards = then.flatMap(({ id, reward }) =>
          id > 0 && typeof reward === 'number' && which(id) ? [reward] : [],
        )
        const sum = rewards.reduce((total, reward) => total + reward, 0)
        return {
          alpha: expect.closeTo(1 + sum, 9) as number,
          beta: expect.closeTo(1 + rewards.length - sum, 9) as number,
        }
      }
      levels.forEach((level, depth) => {
        const { wider, deeper, children, chosen } = level
        expect(level.node).toBe(depth === 0 ? 0 : levels[depth - 1]!.chosen)
        expect(wider).toMatchObject(posterior((id) => tree.nodes[id]!.parent === level.node))
        const open = then.filter(({ parent, ending }) => parent === level.node && ending === null).map(({ id }) => id)
        if (open.length === 0) expect(deeper).toBeNull()
        else expect(deeper).toMatchObject(posterior((id) => below(id, level.node) && id !== level.node && tree.nodes[id]!.parent !== level.node)) // prettier-ignore
        if (chosen === null) {
          expect(node).toBe(level.node)
          if (deeper) expect(wider.draw).toBeGreaterThanOrEqual(deeper.draw)
        } else {
          expect(deeper!.draw).toBeGreaterThan(wider.draw)
          expect(children.map(({ node }) => node)).toEqual(open)
          for (const child of children) {
            expect(child).toMatchObject(posterior((id) => below(id, child.node)))
            if (child.node !== chosen)
              expect(children.find((row) => row.node === chosen)!.draw).toBeGreaterThanOrEqual(child.draw)
          }
        }
      })
      expect(tree.nodes[at + 1]!.parent).toBe(node)
    })
  }
})

describe('distributions: mean and variance of 20,000 numbers', () => {
  const moments = (draw: () => number) => {
    const numbers = Array.from({ length: 20_000 }, draw)
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
    return { mean, variance: numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / numbers.length }
  }
  const random = randomStream(11)
  test.each([
    ['normal', () => normalNumber(random), 0, 1],
    ['Gamma(1)', () => gammaNumber(random, 1), 1, 1],
    ['Gamma(4.5)', () => gammaNumber(random, 4.5), 4.5, 4.5],
    ['Beta(1, 1)', () => betaNumber(random, 1, 1), 0.5, 1 / 12],
    ['Beta(3, 2)', () => betaNumber(random, 3, 2), 0.6, 6 / (25 * 6)],
  ] as const)('%s', (_, draw, mean, variance) => {
    const found = moments(draw)
    expect(Math.abs(found.mean - mean)).toBeLessThan(4 * Math.sqrt(variance / 20_000))
    expect(Math.abs(found.variance - variance)).toBeLessThan(0.06 * variance)
  })
  test('a shape below 1 is refused', () => {
    expect(() => gammaNumber(random, 0.5)).toThrow(RangeError)
  })
})
