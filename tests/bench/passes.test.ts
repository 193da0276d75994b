import { expect, it } from 'vitest'
import { shareOutside } from './passes.ts'

const pass = (start: number, end: number) => ({ start, end, rows: 1 })

it('counts time in which two passes go on once, and only what lies in the stretch', () => {
  expect(shareOutside([], { start: 0, end: 10 })).toBe(1)
  expect(
    shareOutside([pass(-5, 2), pass(3, 6), pass(4, 5), pass(5, 8), pass(9, 20)], { start: 0, end: 10 }),
  ).toBeCloseTo(0.2)
  expect(shareOutside([pass(-5, 20)], { start: 0, end: 10 })).toBe(0)
  expect(shareOutside([pass(-5, -2), pass(11, 12)], { start: 0, end: 10 })).toBe(1)
})
