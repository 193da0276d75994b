import { describe, expect, test } from 'vitest'
import type { Tree } from '../../src-main/contract/tree.ts'
import { betaNumber, gammaNumber, normalNumber } from '../../src-main/search/distributions.ts'
import { randomStream } from '../../src-main/search/random.ts'
import { policyFromTable } from '../doubles/scripted-policy.ts'
import { verifierFromTable } from '../doubles/scripted-verifier.ts'
import { runSearch } from './run-search.ts'
import { worldOf } from './world.ts'

const levelsOf = (tree: Tree) => tree.decisions.flatMap((decision) => (decision.kind === 'thompson' ? [decision] : []))

/** One expansion as the tree tells it: the node it grew from, and its new nodes from there to an end. */
interface Solution {
  from: number
  chain: number[]
  reward: number | null
}

/** The tree cut into solutions: ids count up along each, and each begins at the first step that is no child of the one before. */
function solutionsOf({ nodes, decisions }: Tree): Solution[] {
  const starts = decisions.flatMap((decision) => (decision.kind === 'thompson' ? [decision.node] : []))
  let next = 1
  return starts.map((from) => {
    const chain = [next++]
    while (nodes[chain.at(-1)!]!.ending === null) chain.push(next++)
    return { from, chain, reward: nodes[chain.at(-1)!]!.reward ?? null }
  })
}

test('in 30 worlds: every posterior is the count of rewards that followed it, and the larger draw decides', async () => {
  let deepest = 0
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
    const solutions = solutionsOf(tree)
    expect(solutions.flatMap(({ chain }) => chain)).toEqual(tree.nodes.slice(1).map(({ id }) => id))
    const ancestors = (id: number): number[] =>
      id === 0 ? [] : [tree.nodes[id]!.parent!, ...ancestors(tree.nodes[id]!.parent!)]
    decisions.forEach(({ node, levels }, at) => {
      const { from, chain } = solutions[at]!
      expect([from, chain.map((id) => tree.nodes[id]!.parent)]).toEqual([node, [node, ...chain.slice(0, -1)]])
      // What was known then: the solutions before this one.
      const then = solutions.slice(0, at)
      const posterior = (which: (solution: Solution) => boolean) => {
        const rewards = then.flatMap((one) => (one.reward !== null && which(one) ? [one.reward] : []))
        const sum = rewards.reduce((total, reward) => total + reward, 0)
        return {
          alpha: expect.closeTo(1 + sum, 9) as number,
          beta: expect.closeTo(1 + rewards.length - sum, 9) as number,
        }
      }
      const through = (id: number) => (one: Solution) =>
        one.chain.includes(id) || [one.from, ...ancestors(one.from)].includes(id)
      const wentWider = (id: number) => (one: Solution) => one.from === id || one.chain.slice(0, -1).includes(id)
      const known = new Set([0, ...then.flatMap((one) => one.chain)])
      levels.forEach((level, depth) => {
        const { wider, deeper, children, chosen } = level
        expect(level.node).toBe(depth === 0 ? 0 : levels[depth - 1]!.chosen)
        expect(wider).toMatchObject(posterior(wentWider(level.node)))
        const open = tree.nodes
          .filter(({ id, parent, ending }) => known.has(id) && parent === level.node && ending === null)
          .map(({ id }) => id)
        if (open.length === 0) expect(deeper).toBeNull()
        else expect(deeper).toMatchObject(posterior((one) => ancestors(one.from).includes(level.node)))
        if (chosen === null) {
          expect(node).toBe(level.node)
          if (deeper) expect(wider.draw).toBeGreaterThanOrEqual(deeper.draw)
        } else {
          deepest = Math.max(deepest, depth + 1)
          expect(deeper!.draw).toBeGreaterThan(wider.draw)
          expect(children.map(({ node }) => node)).toEqual(open)
          for (const child of children) {
            expect(child).toMatchObject(posterior(through(child.node)))
            if (child.node !== chosen)
              expect(children.find((row) => row.node === chosen)!.draw).toBeGreaterThanOrEqual(child.draw)
          }
        }
      })
    })
  }
  expect(deepest).toBeGreaterThan(2)
})

test('by hand: one world, budget 1, an unscored end teaches nothing', async () => {
  const policy = policyFromTable({ '': ['a'], a: [{ text: 'The answer is: 1', ends: 'solution' }] })
  const verifier = verifierFromTable({ a: 0.9, 'a/The answer is: 1': 0.25 })
  const one = await runSearch({ method: 'ab-mcts', policy, verifier, parameters: { expansions: 1 } })
  expect(one.tree.nodes.map(({ text }) => text)).toEqual(['', 'a', 'The answer is: 1'])
  expect(one.tree.chosen).toMatchObject({ answer: '1', votes: [{ weight: 0.25 }] })
  expect(one.tree.cost).toMatchObject({ samples: 1, nodes: 2 })

  const two = await runSearch({ method: 'ab-mcts', policy, verifier, parameters: { expansions: 2 } })
  expect(levelsOf(two.tree)[1]!.levels[0]).toMatchObject({ wider: { alpha: 1.25, beta: 1.75 }, deeper: { alpha: 1, beta: 1 } }) // prettier-ignore

  const blind = verifierFromTable({ a: 0.9, 'a/The answer is: 1': null })
  const none = await runSearch({ method: 'ab-mcts', policy, verifier: blind, parameters: { expansions: 2 } })
  expect(levelsOf(none.tree)[1]!.levels[0]).toMatchObject({ wider: { alpha: 1, beta: 1 } })
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
