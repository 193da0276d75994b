import { expect, it } from 'vitest'
import { stairsPath } from '../../../src-renderer/plot/stairs.ts'

it('climbs in stairs and goes on to the end', () => {
  const corners = [
    { x: 10, y: 90 },
    { x: 30, y: 60 },
    { x: 55.005, y: 20 },
  ]
  expect(stairsPath(corners, 100)).toBe('M 10 90 H 30 V 60 H 55.01 V 20 H 100')
  expect(stairsPath([], 100)).toBe('')
})
