// A moment is written in the time zone of the machine: by the day and the minute, by how long ago it was, or exactly.
import { expect, it } from 'vitest'
import { writeAgo, writeExactly, writeMoment } from '../../../src-renderer/text/moment.ts'

it.each([
  [new Date(2026, 2, 4, 10, 20, 59), 'Mar 4, 10:20'],
  [new Date(2025, 10, 24, 9, 3), 'Nov 24, 09:03'],
  [new Date(2025, 11, 31, 23, 59), 'Dec 31, 23:59'],
])('a moment', (moment, words) => {
  expect(writeMoment(moment.toISOString())).toBe(words)
})

const NOW = new Date(2026, 2, 4, 10, 20, 30)
it.each([
  [new Date(2026, 2, 4, 10, 20, 31), 'just now'],
  [new Date(2026, 2, 4, 10, 19, 31), 'just now'],
  [new Date(2026, 2, 4, 10, 19, 30), '1 min ago'],
  [new Date(2026, 2, 4, 9, 20, 31), '59 min ago'],
  [new Date(2026, 2, 4, 9, 20, 30), '1 h ago'],
  [new Date(2026, 2, 4, 0, 0, 0), '10 h ago'],
  [new Date(2026, 2, 3, 23, 59, 59), 'yesterday'],
  [new Date(2026, 1, 26, 12), '6 days ago'],
  [new Date(2026, 1, 25, 12), 'Feb 25'],
  [new Date(2025, 11, 31), 'Dec 31, 2025'],
])('how long ago %s was', (moment, words) => {
  expect(writeAgo(moment.toISOString(), NOW)).toBe(words)
})

it('midnight a moment ago is told in minutes', () => {
  expect(writeAgo(new Date(2026, 2, 3, 23, 50).toISOString(), new Date(2026, 2, 4, 0, 10))).toBe('20 min ago')
})

it('an exact moment has its second and its zone', () => {
  expect(writeExactly(new Date(2026, 2, 4, 10, 20, 59).toISOString())).toMatch(/^Mar 4, 2026, 10:20:59 .+$/)
})
