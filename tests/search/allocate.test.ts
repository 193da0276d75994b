import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allocate } from '../../src-main/search/allocate.ts'

const widths = (rewards: number[], budget: number, balanceTemperature: number, rule: 'official' | 'paper') =>
  allocate({ rewards, budget, balanceTemperature, rule }).map(({ width }) => width)

test.each([
  ['scores apart', [0.9, 0.8, 0.1, 0.05], 4, 0.1, 'official', [3, 1, 0, 0]],
  ['all equal', [0.5, 0.5, 0.5, 0.5], 4, 0.1, 'official', [1, 1, 1, 1]],
  ['all equal, budget uneven', [0.5, 0.5, 0.5, 0.5], 6, 0.2, 'official', [1, 1, 2, 2]],
  ['two nodes', [0.3, 0.9], 16, 0.2, 'official', [0, 16]],
  ['two nodes', [0.3, 0.9], 16, 0.2, 'paper', [1, 15]],
  ['close scores', [0.98, 0.97, 0.96, 0.95], 4, 0.1, 'official', [2, 1, 1, 0]],
  ['close scores', [0.98, 0.97, 0.96, 0.95], 4, 0.1, 'paper', [1, 1, 1, 1]],
  ['one node', [0.2], 7, 0.1, 'official', [7]],
  ['one node', [0.2], 7, 0.1, 'paper', [7]],
  ['budget 1, equal: the last in the input is first', [0.5, 0.5, 0.5], 1, 0.1, 'official', [0, 0, 1]],
  ['no budget', [0.5, 0.6], 0, 0.1, 'official', [0, 0]],
  ['no nodes', [], 4, 0.1, 'official', []],
  ['weights that underflow', [1, 0, 0], 5, 0.001, 'official', [5, 0, 0]],
] as const)('%s %j, B=%d, T_b=%d, %s -> %j', (_, rewards, budget, temperature, rule, expected) => {
  expect(widths([...rewards], budget, temperature, rule)).toEqual(expected)
})

test('the arithmetic is told: weight against the best, share of the sum', () => {
  const [low, high] = allocate({ rewards: [0.4, 0.5], budget: 3, balanceTemperature: 0.1, rule: 'official' })
  expect(high).toMatchObject({ weight: 1 })
  expect(low!.weight).toBeCloseTo(Math.exp(-1), 12)
  expect(low!.share + high!.share).toBeCloseTo(1, 12)
})

test.each([
  [{ rewards: [0.5], budget: -1, balanceTemperature: 0.1 }, 'budget'],
  [{ rewards: [0.5], budget: 1.5, balanceTemperature: 0.1 }, 'budget'],
  [{ rewards: [0.5], budget: 1, balanceTemperature: 0 }, 'temperature'],
  [{ rewards: [NaN], budget: 1, balanceTemperature: 0.1 }, 'reward'],
])('%j is refused: %s', (options, word) => {
  expect(() => allocate({ ...options, rule: 'official' })).toThrow(word)
})

/** The rule of the paper's code as it is told: sort ascending and stable, reverse, subtract as you go. */
function officialByTheBook(rewards: number[], budget: number, temperature: number): number[] {
  const best = rewards.reduce((a, b) => (b > a ? b : a))
  const rows = rewards.map((reward, place) => ({
    reward,
    place,
    weight: Math.exp(reward / temperature - best / temperature),
    width: 0,
  }))
  let weights = rows.map(({ weight }) => weight).reduce((a, b) => a + b)
  let left = budget
  for (const row of rows.toSorted((a, b) => a.reward - b.reward).reverse()) {
    if (left === 0) break
    row.width = Math.ceil((left * row.weight) / weights - 1e-9)
    left -= row.width
    weights -= row.weight
  }
  return rows.map(({ width }) => width)
}

// Rewards from a coarse grid make ties frequent.
const reward = fc.oneof(
  fc.integer({ min: 0, max: 10 }).map((tenth) => tenth / 10),
  fc.double({ min: 0, max: 1, noNaN: true }),
)

test('official: equal to the rule by the book in 10,000 cases, and the budget is always handed out', () => {
  fc.assert(
    fc.property(
      fc.array(reward, { minLength: 1, maxLength: 24 }),
      fc.integer({ min: 1, max: 256 }),
      fc.constantFrom(0.05, 0.1, 0.2, 0.5, 1, 10),
      (rewards, budget, temperature) => {
        const given = widths(rewards, budget, temperature, 'official')
        expect(given).toEqual(officialByTheBook(rewards, budget, temperature))
        expect(given.reduce((a, b) => a + b)).toBe(budget)
      },
    ),
    { numRuns: 10_000, seed: 1 },
  )
})

test('paper: every node gets its share rounded, so the sum misses the budget by less than half a child a node', () => {
  fc.assert(
    fc.property(
      fc.array(reward, { minLength: 1, maxLength: 24 }),
      fc.integer({ min: 1, max: 256 }),
      (rewards, budget) => {
        const rows = allocate({ rewards, budget, balanceTemperature: 0.1, rule: 'paper' })
        for (const { share, width } of rows) expect(Math.abs(width - budget * share)).toBeLessThanOrEqual(0.5 + 1e-9)
        const sum = rows.reduce((total, { width }) => total + width, 0)
        expect(Math.abs(sum - budget)).toBeLessThanOrEqual(rewards.length / 2 + 1e-6)
      },
    ),
    { numRuns: 2000, seed: 1 },
  )
})
