import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accuracyAt, costToReach, curveOf } from '../../../../src-main/engine/experiment/figures/budget-curve.ts'

/** Falls at 100: the envelope stays at 0.4 up to there. */
const CURVE = { accuracy: [0.2, 0.4, 0.3, 0.6], cost: [1, 10, 100, 1000] }

describe('the cost to reach an accuracy', () => {
  it.each([
    [0.1, 1],
    [0.2, 1],
    [0.3, 10 ** 0.5],
    [0.4, 10],
    [0.5, 100 * 10 ** 0.5],
    [0.6, 1000],
    [0.61, null],
  ])('for %d is as worked by hand', (accuracy, cost) => {
    const found = costToReach(CURVE, accuracy)
    if (cost === null) expect(found).toBeNull()
    else expect(found).toBeCloseTo(cost, 9)
  })

  it('is the first place of the drawn envelope that is high enough', () => {
    const point = fc.record({
      step: fc.double({ min: 0.05, max: 1, noNaN: true }),
      accuracy: fc.integer({ min: 0, max: 9 }),
    })
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 6 }), fc.integer({ min: 0, max: 18 }), (points, half) => {
        const wanted = half / 2
        let log = 0
        const logs = points.map(({ step }) => (log += step))
        const accuracy = points.map((one) => one.accuracy)
        const found = costToReach({ accuracy, cost: logs.map((one) => 10 ** one) }, wanted)
        const envelope = accuracy.map((_, place) => Math.max(...accuracy.slice(0, place + 1)))
        const height = (at: number) => {
          const right = logs.findIndex((one) => one >= at)
          if (right === 0) return envelope[0]!
          const [from, to] = [logs[right - 1]!, logs[right]!]
          return envelope[right - 1]! + ((at - from) / (to - from)) * (envelope[right]! - envelope[right - 1]!)
        }
        const steps = 4000
        const width = logs.at(-1)! - logs[0]!
        const at = Array.from({ length: steps + 1 }, (_, step) =>
          Math.min(logs[0]! + (width * step) / steps, logs.at(-1)!),
        )
        const first = at.find((place) => height(place) >= wanted - 1e-9)
        if (first === undefined) expect(found).toBeNull()
        else expect(Math.abs(Math.log10(found!) - first)).toBeLessThan(width / steps + 1e-6)
      }),
    )
  })
})

describe('the accuracy at a cost', () => {
  it.each([
    [0.5, NaN],
    [1, 0.2],
    [10 ** 0.5, 0.3],
    [10, 0.4],
    [10 ** 1.5, 0.35],
    [5000, 0.6],
  ])('of %d is as worked by hand', (cost, accuracy) => {
    const found = accuracyAt(CURVE, cost)
    if (Number.isNaN(accuracy)) expect(found).toBeNaN()
    else expect(found).toBeCloseTo(accuracy, 12)
  })
})

it('a curve stands cheapest first, whatever the order of its points', () => {
  const figures = { accuracy: [9, 9, 0.4, 0.2], cost: [9, 9, 10, 1] }
  expect(curveOf([0, 1], figures, 2)).toEqual({ accuracy: [0.2, 0.4], cost: [1, 10] })
  expect(curveOf([3, 2], figures)).toEqual({ accuracy: [0.2, 0.4], cost: [1, 10] })
})
