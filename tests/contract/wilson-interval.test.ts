import { describe, expect, it } from 'vitest'
import { wilsonInterval } from '../../src-main/contract/wilson-interval.ts'

describe('the Wilson interval', () => {
  // Newcombe 1998, Statistics in Medicine 17:857, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is as published', (right, total, low, high) => {
    const interval = wilsonInterval(right, total)
    expect(interval.low).toBeCloseTo(low, 4)
    expect(interval.high).toBeCloseTo(high, 4)
  })

  it('ends exactly at 0 where none is right, and at 1 where all are', () => {
    for (let total = 1; total <= 50; total++) {
      expect(wilsonInterval(0, total).low).toBe(0)
      expect(wilsonInterval(total, total).high).toBe(1)
    }
  })

  it('is everything where nothing is known', () => {
    expect(wilsonInterval(0, 0)).toMatchObject({ low: 0, high: 1 })
  })
})
