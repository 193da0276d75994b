// Ratios and times of day: what is written with a colon.
// Knows both. Does not know dates (dates.ts).
import { decimal, divideRationals, greatestDivisor } from './rational.ts'
import type { Rational } from './rational.ts'

/**
 * 3:4 in lowest terms, and 3:30 pm by hours and minutes; null for other texts. What may be a time of day or of a race stays as it
 * is: 8:30 is not 4:15.
 */
export function ratioOrTime(text: string): string | null {
  const time = /^(\d{1,2})(?:\s*:\s*(\d\d))?\s*([ap])\.?\s?m\.?$/i.exec(text)
  if (time) return `time ${String(Number(time[1]))}:${time[2] ?? '00'} ${time[3]!.toLowerCase()}m`
  const parts = text.split(/\s*:\s*/)
  if (parts.length < 2 || parts.length > 6 || !parts.every((part) => /^\d{1,40}(?:\.\d{1,40})?$/.test(part)))
    return null
  if (parts.slice(1).every((part) => /^[0-5]\d$/.test(part)))
    return `time ${parts.map((part) => part.replace(/^0(?=\d)/, '')).join(':')}`
  const terms = parts.map(decimal)
  const whole = wholeNumbers(terms)
  const divisor = whole.reduce(greatestDivisor)
  return `ratio ${(divisor === 0n ? whole : whole.map((term) => term / divisor)).join(':')}`
}

/** The same ratio without fractions. */
function wholeNumbers(terms: readonly Rational[]): bigint[] {
  const bottom = terms.reduce((product, term) => product * term.bottom, 1n)
  return terms.map((term) => divideRationals(term, { top: 1n, bottom }).top)
}
