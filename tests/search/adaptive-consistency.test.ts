import { describe, expect, test } from 'vitest'
import { leaderStays } from '../../src-main/search/adaptive-consistency.ts'
import { noise } from '../doubles/noise.ts'
import { scriptedPolicy } from '../doubles/scripted-policy.ts'
import { runSearch } from './run-search.ts'

/** P(Beta(a + 1, b + 1) > 1/2) for whole a, b: the chance of at most a heads in a + b + 1 fair tosses. */
function fairTosses(a: number, b: number): number {
  const tosses = a + b + 1
  let ways = 1
  let sum = 0
  for (let heads = 0; heads <= a; heads++) {
    sum += ways
    ways = (ways * (tosses - heads)) / (heads + 1)
  }
  return sum / 2 ** tosses
}

describe('the probability that the leader stays', () => {
  test.each([[0, 0], [1, 0], [2, 0], [5, 0], [3, 2], [10, 4], [30, 30], [60, 1]])('two answers, %d to %d votes: the Beta integral', (a, b) => {
    expect(leaderStays([a, b])).toBeCloseTo(fairTosses(a, b), 7)
    expect(leaderStays([b, a])).toBeCloseTo(fairTosses(a, b), 7)
  }) // prettier-ignore

  test('one answer counts against one that nobody gave; no answer is never sure', () => {
    expect(leaderStays([3])).toBeCloseTo(1 - 2 ** -4, 7)
    expect(leaderStays([])).toBe(0)
  })

  test.each([[[4, 2, 1]], [[3, 3, 3]], [[8, 4, 2, 1, 1]]])('%j: a simulation of the posterior agrees', (votes) => {
    // Gamma(k) is the sum of k exponentials.
    let seed = 1
    const gamma = (shape: number) => {
      let sum = 0
      for (let i = 0; i < shape; i++) sum -= Math.log(1 - noise(seed++))
      return sum
    }
    let leads = 0
    const rounds = 10_000
    for (let round = 0; round < rounds; round++) {
      const [leader, ...others] = votes.map((count) => gamma(count + 1))
      if (others.every((other) => other < leader!)) leads += 1
    }
    expect(Math.abs(leaderStays(votes) - leads / rounds)).toBeLessThan(0.017)
  })
})

test.each([
  // Everybody says 7: 1 - 2^-(n+1) passes 0.95 at n = 4.
  [1, 0.95, 4],
  [3, 0.95, 6],
  [1, 0.7, 1],
  [1, 1, 20],
])('rounds of %d, threshold %d: stops after %d samples', async (roundSize, stopAt, samples) => {
  const policy = scriptedPolicy(() => ({ text: 'The answer is: 7', ends: 'solution' }))
  const { tree } = await runSearch({ method: 'majority', policy, parameters: { width: 20, stopAt, roundSize } })
  expect(tree.cost.samples).toBe(samples)
  expect(tree.chosen).toMatchObject({ answer: '7', votes: [{ weight: samples }] })
  const looks = tree.decisions.filter((decision) => decision.kind === 'stopping')
  expect(looks.map(({ stop }) => stop)).toEqual(looks.map((_, at) => at === looks.length - 1))
})

test('stopping early draws the first samples of the whole pool', async () => {
  const policy = () =>
    scriptedPolicy((_, seed) => ({ text: `The answer is: ${noise(seed) < 0.8 ? 1 : 2}`, ends: 'solution' }))
  const whole = await runSearch({ method: 'majority', policy: policy(), parameters: { width: 20 } })
  const early = await runSearch({ method: 'majority', policy: policy(), parameters: { width: 20, stopAt: 0.9 } })
  const answers = (nodes: typeof whole.tree.nodes) => nodes.map(({ answer }) => answer)
  expect(early.tree.nodes.length).toBeLessThan(whole.tree.nodes.length)
  expect(answers(early.tree.nodes)).toEqual(answers(whole.tree.nodes).slice(0, early.tree.nodes.length))
})
