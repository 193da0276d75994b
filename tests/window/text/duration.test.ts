// How durations are written.
import { expect, it } from 'vitest'
import { writeSeconds } from '../../../src-renderer/text/duration.ts'

it.each([
  [writeSeconds(0.5), '0.50 s'],
  [writeSeconds(12.34), '12.3 s'],
  [writeSeconds(125.9), '2 min 5 s'],
  [writeSeconds(7265), '2 h 1 min'],
])('%s', (written, expected) => {
  expect(written).toBe(expected)
})
