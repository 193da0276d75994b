// The time to go, by hand.
import { describe, expect, it } from 'vitest'
import { createRemaining } from '../../../../src-main/engine/experiment/run/remaining.ts'

const cell = (method: number, budget: number, done: number, units: number, policy = 'small') => ({
  ...{ policy, method, budget, done, units },
  right: 0,
})

describe('the time that an experiment still takes', () => {
  it('is not known before the first unit, and nothing after the last', () => {
    const remaining = createRemaining()
    expect(remaining.seconds([cell(0, 1, 0, 8)])).toBeNull()
    remaining.add(cell(0, 1, 0, 1), 2)
    expect(remaining.seconds([cell(0, 1, 1, 1)])).toBe(0)
  })

  it('is the mean of each cell times its open units', () => {
    const remaining = createRemaining()
    for (const seconds of [2, 4]) remaining.add(cell(0, 1, 0, 0), seconds)
    remaining.add(cell(0, 64, 0, 0), 10)
    expect(remaining.seconds([cell(0, 1, 2, 22), cell(0, 64, 1, 11)])).toBe(20 * 3 + 10 * 10)
  })

  it('takes the nearest budget, the policy or any for a cell without a finished unit, by the root of its budget', () => {
    const remaining = createRemaining()
    remaining.add(cell(0, 1, 0, 0), 1)
    remaining.add(cell(0, 4, 0, 0), 3)
    expect(remaining.seconds([cell(0, 16, 0, 1)])).toBe(3 * Math.sqrt(16 / 4))
    // At a budget of 1 the two took 1 and 3 / 2 on average.
    const other = ((1 + 3 / 2) / 2) * Math.sqrt(16)
    expect(remaining.seconds([cell(0, 16, 0, 10), cell(1, 16, 0, 1)])).toBe(10 * 6 + other)
    expect(remaining.seconds([cell(0, 16, 0, 10), cell(0, 16, 0, 1, 'large')])).toBe(10 * 6 + other)
  })

  it('is not foretold from a greedy search where most of the time is that of other methods', () => {
    const remaining = createRemaining()
    const cells = [cell(0, 1, 1, 4), cell(1, 16, 0, 4)]
    remaining.add(cell(0, 1, 0, 0), 0.1)
    expect(remaining.seconds(cells)).toBeNull()
    remaining.add(cell(1, 16, 0, 0), 2)
    expect(remaining.seconds(cells)).toBeCloseTo(3 * 0.1 + 4 * 2, 9)
  })
})
