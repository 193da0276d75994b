// Properties of equality over random answers: dress changes nothing, numbers are equal in every way of writing, different ones in none.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalAnswer } from '../../src-main/grading/canonical-answer.ts'
import { sameAnswer } from '../../src-main/grading/same-answer.ts'
import { DRESS } from './kinds/dress.ts'
import { NUMBERS } from './kinds/numbers.ts'
import { STRUCTURE } from './kinds/structure.ts'

const RUNS = { numRuns: 400, seed: 7 }
const rows = Object.values({ ...DRESS, ...NUMBERS, ...STRUCTURE }).flat()
const written = fc.constantFrom(...new Set(rows.flatMap(({ equal, not = [] }) => [...equal, ...not])))

test('equality is reflexive, symmetric and transitive', () => {
  fc.assert(
    fc.property(written, written, written, (a, b, c) => {
      expect(sameAnswer(a, a)).toBe(true)
      expect(sameAnswer(a, b)).toBe(sameAnswer(b, a))
      if (sameAnswer(a, b) && sameAnswer(b, c)) expect(sameAnswer(a, c)).toBe(true)
    }),
    { numRuns: 3000, seed: 8 },
  )
})

const WRAPPERS: readonly ((answer: string) => string)[] = [
  (answer) => `$${answer}$`,
  (answer) => `\\(${answer}\\)`,
  (answer) => `\\boxed{${answer}}`,
  (answer) => `\\text{${answer}}`,
  (answer) => `\\textnormal{${answer}}`,
  (answer) => `\\mathrm{${answer}}`,
  (answer) => `\\underline{${answer}}`,
  (answer) => `  ${answer}\\quad`,
  (answer) => `{\\rm ${answer}}`,
  (answer) => `x = ${answer}`,
]
/** Marks of Markdown and quotation marks stand within a formula or around it all, and not within themselves. */
const MARKS: readonly ((answer: string) => string)[] = [
  (answer) => `**${answer}**`,
  (answer) => `"${answer}"`,
  (answer) => answer,
]
const number = fc.oneof(
  fc.integer({ min: -9999, max: 9999 }).map(String),
  fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 })).map(([a, b]) => `\\frac{${a}}{${b}}`),
  fc.tuple(fc.nat(999), fc.nat(99)).map(([a, b]) => `${a}.${b}`),
  fc.integer({ min: 2, max: 99 }).map((n) => `3\\sqrt{${n}}`),
)

test('wrappers in any order change nothing', () => {
  const wrappers = fc.array(fc.constantFrom(...WRAPPERS), { maxLength: 2 })
  fc.assert(
    fc.property(number, wrappers, fc.constantFrom(...MARKS), wrappers, (answer, inner, mark, outer) => {
      const dressed = [...inner, mark, ...outer].reduce((text, wrap) => wrap(text), answer)
      // A name is a name inside wrappers, too, but two names are a chain of names.
      fc.pre(dressed.split('=').length < 3)
      expect(canonicalAnswer(dressed), dressed).toBe(canonicalAnswer(answer))
    }),
    RUNS,
  )
})

const UNITS = ['cm', 'square feet', 'apples', 'dollars', '\\text{ m}', '\\,\\mathrm{kg}', 'miles per hour', '%', 'km/h', 'of them', 'm^2'] // prettier-ignore

test('a number with a unit is the number, and no other', () => {
  fc.assert(
    fc.property(
      fc.nat(5000),
      fc.nat(5000),
      fc.constantFrom(...UNITS),
      fc.constantFrom(...UNITS),
      (a, b, unit, other) => {
        expect(canonicalAnswer(`${a} ${unit}`)).toBe(canonicalAnswer(String(a)))
        expect(sameAnswer(`${a} ${unit}`, `${b} ${other}`)).toBe(a === b)
      },
    ),
    RUNS,
  )
})

const ONES = 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ') // prettier-ignore
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']

/** The number in English words, by a rule of its own. */
function inWords(n: number): string {
  if (n < 20) return ONES[n]!
  if (n < 100) return TENS[Math.floor(n / 10)]! + (n % 10 === 0 ? '' : `-${ONES[n % 10]!}`)
  const [size, name] = n < 1000 ? [100, 'hundred'] : n < 1e6 ? [1000, 'thousand'] : [1e6, 'million']
  const rest = n % size
  return `${inWords(Math.floor(n / size))} ${name}${rest === 0 ? '' : ` ${rest < 100 ? 'and ' : ''}${inWords(rest)}`}`
}

test('numbers in words are the numbers', () => {
  fc.assert(
    fc.property(fc.nat(999_999_999), (n) => {
      expect(canonicalAnswer(inWords(n)), inWords(n)).toBe(String(n))
      expect(canonicalAnswer(`${inWords(n)} apples`)).toBe(String(n))
    }),
    RUNS,
  )
})

test('a number is not the number with words after it that change it', () => {
  const words =
    'thirds quarters halves tenths hundredths thousands millions hundreds dozens squared cubed factorial'.split(' ')
  const more = [
    'below zero',
    'and a half',
    'less than nine',
    'root three',
    'choose two',
    'more',
    'to one',
    'or so',
    'o',
  ]
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 500 }), fc.constantFrom(...words, ...more), (n, word) => {
      expect(sameAnswer(String(n), `${n} ${word}`)).toBe(false)
      expect(sameAnswer(String(n), `${n}\\text{ ${word}}`)).toBe(false)
    }),
    RUNS,
  )
})

test('digits that repeat are the fraction', () => {
  const digits = (length: number) =>
    fc.array(fc.nat(9), { minLength: length, maxLength: 4 }).map((list) => list.join(''))
  fc.assert(
    fc.property(fc.nat(99), digits(0), digits(1), (whole, before, period) => {
      const nines = `${'9'.repeat(period.length)}${'0'.repeat(before.length)}`
      const fraction = `${whole}+\\frac{${Number(before + period) - Number(before)}}{${nines}}`
      for (const text of [`${whole}.${before}\\overline{${period}}`, `${whole}.${before}(${period})`])
        expect(canonicalAnswer(text), text).toBe(canonicalAnswer(fraction))
    }),
    RUNS,
  )
})

test('an inequality by a factor has the same solutions', () => {
  const factor = fc.integer({ min: -20, max: 20 }).filter((n) => n !== 0)
  fc.assert(
    fc.property(
      factor,
      fc.integer({ min: -50, max: 50 }),
      fc.constantFrom('<', '>', '\\le', '\\ge'),
      (k, bound, sign) => {
        const flipped = { '<': '>', '>': '<', '\\le': '\\ge', '\\ge': '\\le' }[sign]
        const scaled = `${k}x ${k < 0 ? flipped : sign} ${k * bound}`
        expect(canonicalAnswer(scaled), scaled).toBe(canonicalAnswer(`x ${sign} ${bound}`))
        expect(sameAnswer(`${k}x ${k < 0 ? sign : flipped} ${k * bound}`, `x ${sign} ${bound}`)).toBe(false)
      },
    ),
    RUNS,
  )
})

test('n! is n (n-1)!, and binomials are quotients of factorials', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(60), (n, k) => {
      fc.pre(k <= n)
      expect(canonicalAnswer(`${n}!`)).toBe(canonicalAnswer(`${n}\\cdot ${n - 1}!`))
      expect(canonicalAnswer(`\\binom{${n}}{${k}}`)).toBe(canonicalAnswer(`\\frac{${n}!}{${k}! \\cdot ${n - k}!}`))
    }),
    RUNS,
  )
})
