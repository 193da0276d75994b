// The frontier: against a search that compares every pair, and its stairs.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { frontierOf, stairsPath } from '../../../src-renderer/plot/frontier.ts'

it('is what no point of no more cost equals', () => {
  const point = fc.record({
    cost: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constant(null)),
    accuracy: fc.integer({ min: 0, max: 10 }).map((value) => value / 10),
  })
  fc.assert(
    fc.property(fc.array(point, { maxLength: 14 }), (points) => {
      const found = frontierOf(points)
      // One of several equal points stands for all.
      const expected = points.filter(
        (one) =>
          one.cost !== null &&
          points.every(
            (other) =>
              other.cost === null ||
              other.cost > one.cost! ||
              other.accuracy < one.accuracy ||
              (other.cost === one.cost && other.accuracy === one.accuracy),
          ),
      )
      const values = (some: typeof points): string[] => [
        ...new Set(some.map(({ cost, accuracy }) => `${cost ?? ''} ${accuracy}`)),
      ]
      expect(values(found.map((place) => points[place]!)).sort()).toEqual(values(expected).sort())
      const costs = found.map((place) => points[place]!.cost!)
      expect(costs).toEqual([...costs].sort((a, b) => a - b))
    }),
  )
})

it('climbs in stairs and goes on to the end', () => {
  const corners = [
    { x: 10, y: 90 },
    { x: 30, y: 60 },
    { x: 55.005, y: 20 },
  ]
  expect(stairsPath(corners, 100)).toBe('M 10 90 H 30 V 60 H 55.01 V 20 H 100')
  expect(stairsPath([], 100)).toBe('')
})
