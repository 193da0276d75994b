// A moment as a list shows it: how long ago, or the day; and exactly.
// Knows notation. Does not know whose moment it is.
import { RUNS } from './runs.ts'

const FORMAT = new Intl.DateTimeFormat('en', {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})
const DAY = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' })
const DAY_OF_YEAR = new Intl.DateTimeFormat('en', { year: 'numeric', month: 'short', day: 'numeric' })
const EXACT = new Intl.DateTimeFormat('en', {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
  timeZoneName: 'short',
})

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Days that are counted; older moments are told by their date. */
const COUNTED_DAYS = 6

/** `Mar 4, 10:20` in the time zone of this machine, of a moment in ISO 8601. */
export function writeMoment(moment: string): string {
  return FORMAT.format(new Date(moment))
}

/** `5 min ago`, `yesterday`, `Mar 4`, or `Mar 4, 2025` of another year; a moment that is to come is just now. */
export function writeAgo(moment: string, now: Date): string {
  const then = new Date(moment)
  const passed = now.getTime() - then.getTime()
  if (passed < MINUTE) return RUNS.ago.now
  if (passed < HOUR) return RUNS.ago.minutes(Math.floor(passed / MINUTE))
  const days = Math.round((midnight(now) - midnight(then)) / (24 * HOUR))
  if (days === 0) return RUNS.ago.hours(Math.floor(passed / HOUR))
  if (days <= COUNTED_DAYS) return RUNS.ago.days(days)
  return (then.getFullYear() === now.getFullYear() ? DAY : DAY_OF_YEAR).format(then)
}

/** `Mar 4, 2026, 10:20:59 GMT+1`. */
export function writeExactly(moment: string): string {
  return EXACT.format(new Date(moment))
}

/** The day begins where its clock says so: days of 23 and 25 hours count as one. */
function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}
