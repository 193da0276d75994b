// A moment is written in the time zone of the machine, by the day and the minute.
import { expect, it } from 'vitest'
import { writeMoment } from '../../../src-renderer/text/moment.ts'

it.each([
  [new Date(2026, 2, 4, 10, 20, 59), 'Mar 4, 10:20'],
  [new Date(2025, 10, 24, 9, 3), 'Nov 24, 09:03'],
  [new Date(2025, 11, 31, 23, 59), 'Dec 31, 23:59'],
])('a moment', (moment, words) => {
  expect(writeMoment(moment.toISOString())).toBe(words)
})
