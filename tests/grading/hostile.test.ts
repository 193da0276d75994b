// Hostile answers: whatever is written, the work is bounded. Limits are counted by what comes out, and time is only a generous check.
import { describe, expect, test } from 'vitest'
import { canonicalAnswer } from '../../src-main/grading/canonical-answer.ts'
import { matchesReference } from '../../src-main/grading/same-answer.ts'

/** No form of an answer up to 500 characters is longer: two numbers of 8,192 bits have 4,932 digits. */
const FORM_LIMIT = 6000

function fill(unit: string, length = 499): string {
  return unit.repeat(Math.floor(length / unit.length))
}

/** Processor time, so that a busy machine fails no test. */
function millisecondsOf(work: () => void): number {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

describe('longer than 500 characters is told as it stands', () => {
  test.each([
    '{',
    '}',
    '(',
    '\\frac{',
    '\\text{',
    '\\sqrt',
    '.',
    '. ',
    '% ',
    '5 ',
    'one ',
    '\\',
    '$',
    ' ',
    'a.',
    "'",
    '\\boxed{',
    '🙂',
  ])('100 kB of %j', (unit) => {
    const answer = unit.repeat(100_000 / unit.length)
    expect(millisecondsOf(() => canonicalAnswer(answer))).toBeLessThan(250)
    expect(canonicalAnswer(`${answer}x`)).toMatch(/^word /)
    expect(matchesReference(`${answer}%x`, '5')).toBe(false)
  })
})

describe('what is too much has no value', () => {
  test.each([
    ['a tower of powers', '9^{9^{9^{9}}}'],
    ['a huge exponent', '2^{10^{100}}'],
    ['a huge negative exponent', '7^{-999999999999}'],
    ['scientific notation', '1e999999999'],
    ['a huge factorial', '123456789!'],
    ['a factorial of a factorial', '(100!)!'],
    ['many factorials', `5${'!'.repeat(400)}`],
    ['a huge binomial', '\\binom{10^{30}}{10^{29}}'],
    ['a wide binomial', '\\binom{1000000}{500000}'],
    ['arrangements', 'P(999999999, 500000000)'],
    ['nested fractions', `${'\\frac{1}{1+'.repeat(40)}x${'}'.repeat(39)}`],
    ['nested brackets', `${'('.repeat(240)}1${')'.repeat(240)}`],
    ['nested roots', `${'\\sqrt{'.repeat(70)}2${'}'.repeat(70)}`],
    ['a long chain', `x${'=1'.repeat(200)}`],
    ['powers of powers', `x${'^9'.repeat(200)}`],
  ])('%s', (_, answer) => {
    expect(canonicalAnswer(answer)).toMatch(/^word /)
  })
})

describe('nothing takes long or grows', () => {
  test.each([
    ...['n', 'x_1', '2x', '9y', '(x+1)', '+x', '\\sqrt{x}', '|x', '-', '1/', '9!', 'x!', '\\pm', '°', '%', 'e', 'i'],
    ...['one ', 'half', 'million ', 'and ', 'two and ', 'a half ', 'minus ', 'root ', 'squared ', 'times ', 'choose '],
    ...[' m', ' per ', 'cm ', '5 apples ', '/s', 'mod9', '5th', 'pm ', '5:', '(A) ', 'A. '],
    ...[
      '\\text{a}',
      '\\text{',
      '{\\rm ',
      '\\frac{\\text{m}}',
      '\\over ',
      '\\choose ',
      '{',
      '\\{',
      '[',
      ']',
      ')',
      '\\begin{pmatrix}',
    ],
    ...[
      ',',
      ';',
      ' or ',
      '=',
      '<',
      '\\le ',
      '\\cup ',
      '\\in ',
      '\\approx ',
      'x<1,',
      '1,000',
      '0.',
      '.3',
      '3...',
      '(3)',
      '\\dot3',
      'e5',
    ],
    ...['C(9,3)', '9C3', '²', '½', '５', '\\,', '{,}', '"', "'", '*', '_', '`', '$', '\\', '\ue000', '12', '99999'],
  ])('500 characters of %j', (unit) => {
    for (const answer of [
      fill(unit),
      `5${fill(unit)}`,
      `x=${fill(unit, 490)}!`,
      `${fill(unit, 240)}y${fill('}', 240)}`,
    ]) {
      let form = ''
      expect(millisecondsOf(() => (form = canonicalAnswer(answer)))).toBeLessThan(250)
      expect(form.length).toBeLessThan(FORM_LIMIT)
      expect(canonicalAnswer(answer)).toBe(form)
    }
  })
})
