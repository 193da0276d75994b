// Numbers in words: twenty-one, 2.5 million, three quarters, 4 and a half, half a dozen.
// Knows the order of the words (numeral-words.ts). Does not know what is counted (units.ts) or what is done with a number (worded-terms.ts).
import { GAP, magnitudeOf, NUMERAL, numeralOf, ONES, partOf } from './numeral-words.ts'
import { addRationals, decimal, divideRationals, multiplyRationals, rational } from './rational.ts'
import type { Rational } from './rational.ts'

/** A run of words that may be numbers, with the digits before it. */
const RUN = new RegExp(
  String.raw`(?<![A-Za-z\\^_])(?:(?<![\d.,/])(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?:${GAP})?)?(?:and${GAP})?\b${NUMERAL}(?:${GAP}(?:and|point|${NUMERAL}))*\b`,
  'gi',
)
/** The text with its numbers in digits: two thirds is \frac{2}{3}, 5 thousands 5000, four and a half \frac{9}{2}. */
export function withNumbersInDigits(text: string): string {
  return text.replace(RUN, (run: string, at: number) => {
    // 1/2 dozen is half of it.
    const factor = /[\d})]\s*$/.test(text.slice(0, at)) && magnitudeOf(/^[a-z]+/i.exec(run)?.[0].toLowerCase() ?? '')
    return `${factor ? '*' : ''}${inDigits(run)}`
  })
}

function inDigits(run: string): string {
  const gaps = [...run.matchAll(/\s+|-(?=[a-z])|(?<=\d)(?=[a-z])/gi)].map(([gap]) => gap)
  const tokens = run.toLowerCase().split(/\s+|-(?=[a-z])|(?<=\d)(?=[a-z])/)
  const written: string[] = []
  for (let at = 0; at < tokens.length;) {
    const number = numberAt(tokens, at)
    const end = number ? number.end : at + 1
    written.push(number ? textOf(number.value) : tokens[at]!, gaps[end - 1] ?? '')
    at = end
  }
  return written.join('')
}

interface Read {
  value: Rational
  end: number
}

/** The number that starts at a token and where it ends, or null. */
function numberAt(tokens: readonly string[], start: number): Read | null {
  const count = countAt(tokens, start)
  const whole = count?.value ?? null
  const end = count?.end ?? start
  const part = partAt(tokens, start, whole, end)
  if (part) return magnified(tokens, part)
  if (!count) return null
  // four and a half
  if (tokens[end] === 'and') {
    const second = countAt(tokens, end + 1)
    const more = partAt(tokens, end + 1, second?.value ?? null, second?.end ?? end + 1)
    if (more) return magnified(tokens, { value: addRationals(count.value, more.value), end: more.end })
  }
  return count
}

/** 2 thirds, half, a quarter; `whole` is the count before the place. */
function partAt(tokens: readonly string[], start: number, whole: Rational | null, at: number): Read | null {
  const word = tokens[at] ?? ''
  const part = partOf(word)
  if (part === undefined) return null
  // One third and two thirds are numbers, third and two third are not.
  if (at > start ? !word.endsWith('s') && !isOne(whole) : word !== 'half') return null
  return { value: divideRationals(whole ?? rational(1n), rational(part)), end: at + 1 }
}

/** Half a million. */
function magnified(tokens: readonly string[], { value, end }: Read): Read {
  const at = tokens[end] === 'a' ? end + 1 : end
  const size = magnitudeOf(tokens[at] ?? '')
  return size === undefined ? { value, end } : { value: multiplyRationals(value, rational(size)), end: at + 1 }
}

/** Two hundred and five thousand, 2.5 million, three point one four, a dozen. */
function countAt(tokens: readonly string[], start: number): Read | null {
  let total = rational(0n)
  let group: Rational | null = null
  let at = start
  const first = tokens[at] ?? ''
  if (/^[.\d]/.test(first)) group = decimal(first.replaceAll(',', ''))
  else if (first === 'a' || first === 'an') group = rational(1n)
  if (group) at++
  let digits = /^[.\d]/.test(first)
  for (; at < tokens.length; at++) {
    if (tokens[at] === 'and' && joins(tokens, at, group, total)) at++
    const word = tokens[at]!
    const [numeral, size] = [numeralOf(word), magnitudeOf(word)]
    if (numeral !== null && (group === null || (!digits && follows(group, numeral)))) {
      group = addRationals(group ?? rational(0n), rational(numeral))
    } else if (size !== undefined && (group !== null || at === start)) {
      const product = multiplyRationals(group ?? rational(1n), rational(size))
      digits = false
      if (size < 1000n) group = product
      else [total, group] = [addRationals(total, product), null]
    } else break
  }
  if (group === null && at === start) return null
  const value = addRationals(total, group ?? rational(0n))
  return tokens[at] === 'point' ? withDecimals(tokens, value, at) : { value, end: at }
}

/** Twenty takes one to nine, hundreds take all below a hundred. */
function follows({ top, bottom }: Rational, numeral: bigint): boolean {
  if (bottom !== 1n || top === 0n) return false
  return top % 100n === 0n ? numeral < 100n : top % 10n === 0n && top % 100n >= 20n && numeral > 0n && numeral < 10n
}

/** One hundred and five is one number; one and two are two. */
function joins(tokens: readonly string[], at: number, group: Rational | null, total: Rational): boolean {
  if (numeralOf(tokens[at + 1] ?? '') === null || partOf(tokens[at + 2] ?? '') !== undefined) return false
  return group === null ? total.top > 0n : group.top >= 100n && group.top % 100n === 0n
}

function isOne(value: Rational | null): boolean {
  return value?.top === 1n && value.bottom === 1n
}

function withDecimals(tokens: readonly string[], value: Rational, point: number): Read {
  let end = point + 1
  let decimals = ''
  for (; end < tokens.length; end++) {
    const digit = ONES.indexOf(tokens[end]!)
    if (digit < 0 || digit > 9) break
    decimals += String(digit)
  }
  return decimals === '' ? { value, end: point } : { value: addRationals(value, decimal(`0.${decimals}`)), end }
}

function textOf({ top, bottom }: Rational): string {
  return bottom === 1n ? String(top) : `\\frac{${String(top)}}{${String(bottom)}}`
}
