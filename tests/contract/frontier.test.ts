import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Frontier, paretoFrontier } from '../../src-main/contract/frontier.ts'

interface Point {
  accuracy: number
  cost: number
}

/** Coarse grids, so that ties are frequent. */
const points = fc.array(
  fc.record({
    accuracy: fc.integer({ min: 0, max: 4 }),
    cost: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(NaN)),
  }),
  { maxLength: 12 },
)

/** The definition, pair by pair. */
function onFrontier(all: readonly Point[], one: Point): boolean {
  if (Number.isNaN(one.cost)) return false
  return !all.some(
    (other) =>
      other.cost <= one.cost &&
      other.accuracy >= one.accuracy &&
      (other.cost < one.cost || other.accuracy > one.accuracy),
  )
}

describe('the Pareto frontier', () => {
  it('is that of the definition, of equal points the first, cheapest first, missing costs left out', () => {
    fc.assert(
      fc.property(points, (all) => {
        const places = paretoFrontier(
          all.map(({ accuracy, cost }) => ({ accuracy, cost: Number.isNaN(cost) ? null : cost })),
        )
        const equal = (one: number, other: number) =>
          all[one]!.accuracy === all[other]!.accuracy && all[one]!.cost === all[other]!.cost
        const expected = [...all.keys()].filter(
          (place) =>
            onFrontier(all, all[place]!) && ![...all.keys()].some((other) => other < place && equal(other, place)),
        )
        expect([...places].sort((a, b) => a - b)).toEqual(expected)
        const costs = places.map((place) => all[place]!.cost)
        expect(costs).toEqual(costs.toSorted((a, b) => a - b))
        expect(paretoFrontier(all)).toEqual(places)
      }),
    )
  })

  it('marks each of equal points, and does not depend on what it was asked before', () => {
    fc.assert(
      fc.property(points, points, (first, second) => {
        const size = Math.min(first.length, second.length)
        const frontier = new Frontier(size)
        const ask = (all: readonly Point[]) =>
          Array.from(
            frontier.find(
              all.slice(0, size).map(({ accuracy }) => accuracy),
              all.slice(0, size).map(({ cost }) => cost),
            ),
          )
        ask(first)
        const cut = second.slice(0, size)
        expect(ask(second)).toEqual(cut.map((one) => Number(onFrontier(cut, one))))
      }),
    )
  })

  it('keeps the first of points that are equal in both, and drops the dearer of equally good ones', () => {
    expect(
      paretoFrontier([
        { accuracy: 0.5, cost: 2 },
        { accuracy: 0.5, cost: 2 },
        { accuracy: 0.5, cost: 3 },
        { accuracy: 0.4, cost: 1 },
      ]),
    ).toEqual([3, 0])
  })
})
