// Marks that lie on each other become one that says how many it stands for.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { thinMarks } from '../../../../src-renderer/state/replay/thin-marks.ts'

it('leaves marks alone that have room', () => {
  expect(thinMarks([0, 10, 50, 100], { length: 100, width: 200, gap: 4 })).toEqual([
    { at: 0, place: 0, count: 1 },
    { at: 10, place: 0.1, count: 1 },
    { at: 50, place: 0.5, count: 1 },
    { at: 100, place: 1, count: 1 },
  ])
})

it('loses none, invents none, and never needs more room than there is', () => {
  const run = fc.integer({ min: 1, max: 100_000 })
  fc.assert(
    fc.property(
      run,
      fc.array(fc.nat(), { maxLength: 500 }),
      fc.integer({ min: 1, max: 900 }),
      (length, draws, width) => {
        const positions = draws.map((draw) => draw % (length + 1)).sort((a, b) => a - b)
        const marks = thinMarks(positions, { length, width, gap: 4 })
        expect(marks.reduce((sum, { count }) => sum + count, 0)).toBe(positions.length)
        expect(marks.length).toBeLessThanOrEqual(width / 4 + 1)
        let next = 0
        for (const { at, place, count } of marks) {
          const members = positions.slice(next, next + count)
          expect(at).toBe(members[0])
          expect(place * length).toBeGreaterThanOrEqual(members[0]! - 1e-6)
          expect(place * length).toBeLessThanOrEqual(members.at(-1)! + 1e-6)
          next += count
        }
      },
    ),
  )
})
