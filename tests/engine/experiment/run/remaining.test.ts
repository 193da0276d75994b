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

  it('takes the nearest budget, the policy or any for a cell without a finished unit', () => {
    const remaining = createRemaining()
    remaining.add(cell(0, 1, 0, 0), 1)
    remaining.add(cell(0, 4, 0, 0), 3)
    expect(remaining.seconds([cell(0, 16, 0, 1)])).toBe(3 * Math.sqrt(16 / 4))
    expect(remaining.seconds([cell(1, 16, 0, 1)])).toBe(2)
    expect(remaining.seconds([cell(0, 16, 0, 1, 'large')])).toBe(2)
  })
})
