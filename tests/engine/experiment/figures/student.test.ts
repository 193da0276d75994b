import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { studentQuantile, studentWithin, tInterval } from '../../../../src-main/engine/experiment/figures/student.ts'

describe('Student’s t', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, columns 0.95, 0.975 and 0.995 of the upper critical values.
  it.each([
    [0.95, 1, 12.706],
    [0.95, 2, 4.303],
    [0.95, 3, 3.182],
    [0.95, 4, 2.776],
    [0.95, 9, 2.262],
    [0.95, 30, 2.042],
    [0.95, 100, 1.984],
    [0.9, 5, 2.015],
    [0.9, 1, 6.314],
    [0.99, 7, 3.499],
    [0.99, 60, 2.66],
  ])('has the published quantile for %d at %i degrees', (confidence, degrees, published) => {
    expect(studentQuantile(confidence, degrees)).toBeCloseTo(published, 3)
  })

  it('comes close to the normal distribution for many degrees', () => {
    expect(studentQuantile(0.95, 100_000)).toBeCloseTo(1.959964, 4)
  })

  it('is the integral of its density', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 8, noNaN: true }), (degrees, t) => {
        expect(studentWithin(t, degrees)).toBeCloseTo(integral(t, degrees), 7)
      }),
      { numRuns: 60 },
    )
  })

  it('takes whole degrees and confidences between 0 and 1 only', () => {
    expect(() => studentQuantile(1, 3)).toThrow(RangeError)
    expect(() => studentQuantile(0.95, 0)).toThrow(RangeError)
    expect(() => studentQuantile(0.95, 2.5)).toThrow(RangeError)
  })
})

describe('the t interval', () => {
  it('is as worked by hand', () => {
    // Mean 2, s = 1, t(0.95, 2) = 4.30265, spread 4.30265 / sqrt(3).
    const { value, low, high } = tInterval([1, 2, 3])!
    expect([value, low, high].map((figure) => Number(figure.toFixed(4)))).toEqual([2, -0.4841, 4.4841])
  })

  it('needs two values, and is a point where they are equal', () => {
    expect(tInterval([0.5])).toBeNull()
    expect(tInterval([0.5, 0.5, 0.5])).toEqual({ value: 0.5, low: 0.5, high: 0.5 })
  })
})

/** Simpson's rule over the density, normalised by its own integral on 0 to infinity with x = tan(angle). */
function integral(t: number, degrees: number): number {
  const part = (end: number) => {
    const intervals = 4000
    const step = end / intervals
    let sum = 0
    for (let at = 0; at <= intervals; at++) {
      const angle = at * step
      const value =
        at * step >= Math.PI / 2 - 1e-12
          ? degrees === 1
            ? 1
            : 0
          : (1 + Math.tan(angle) ** 2 / degrees) ** (-(degrees + 1) / 2) / Math.cos(angle) ** 2
      sum += value * (at === 0 || at === intervals ? 1 : at % 2 === 1 ? 4 : 2)
    }
    return (sum * step) / 3
  }
  return part(Math.atan(t)) / part(Math.PI / 2)
}
