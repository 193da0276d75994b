// Terms: exact values of random arithmetic against arithmetic done beside it, and rules of algebra on random terms.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalExpression } from '../../src-main/grading/canonical-expression.ts'
import { parseExpression } from '../../src-main/grading/parse-expression.ts'

const formOf = (text: string) => {
  const expression = parseExpression(text)
  return expression && canonicalExpression(expression)
}

interface Sum {
  latex: string
  top: bigint
  bottom: bigint
}

const whole = fc.integer({ min: 0, max: 99 }).map((n): Sum => ({ latex: String(n), top: BigInt(n), bottom: 1n }))
const { sum } = fc.letrec<{ sum: Sum }>((tie) => ({
  sum: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'sum' },
    whole,
    fc.tuple(tie('sum'), tie('sum'), fc.constantFrom('+', '-', '*', '/')).map(([a, b, sign]): Sum => {
      switch (sign) {
        case '+':
          return {
            latex: `${a.latex}+${b.latex}`,
            top: a.top * b.bottom + b.top * a.bottom,
            bottom: a.bottom * b.bottom,
          }
        case '-':
          return {
            latex: `${a.latex}-(${b.latex})`,
            top: a.top * b.bottom - b.top * a.bottom,
            bottom: a.bottom * b.bottom,
          }
        case '*':
          return {
            latex: `(${a.latex})\\left(${b.latex}\\right)`.replace(/\\left|\\right/g, ''),
            top: a.top * b.top,
            bottom: a.bottom * b.bottom,
          }
        case '/':
          return {
            latex: `\\frac{${a.latex}}{${b.latex}}`,
            top: a.top * b.bottom,
            bottom: b.bottom === 0n ? 0n : a.bottom * b.top,
          }
      }
    }),
  ),
}))

test('2,000 random sums, products and fractions have their exact value', () => {
  fc.assert(
    fc.property(sum, ({ latex, top, bottom }) => {
      const form = formOf(latex)
      if (bottom === 0n) return
      expect(form, latex).not.toBeNull()
      const [a, b = '1'] = form!.split('/')
      expect(BigInt(a!) * bottom, latex).toBe(BigInt(b) * top)
    }),
    { numRuns: 2000, seed: 3 },
  )
})

const { term } = fc.letrec<{ term: string }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'term' },
    fc.constantFrom('x', 'y', 'a', '2', '3', '7', '\\pi', '\\sqrt{2}'),
    fc.tuple(tie('term'), tie('term')).map(([a, b]) => `(${a}+${b})`),
    fc.tuple(tie('term'), tie('term')).map(([a, b]) => `(${a})(${b})`),
    fc.tuple(tie('term'), tie('term')).map(([a, b]) => `\\frac{${a}}{${b}}`),
    tie('term').map((a) => `{${a}}^{2}`),
    tie('term').map((a) => `\\sqrt{${a}}`),
  ),
}))

test.each([
  ['a + b = b + a', (a: string, b: string) => [`${a}+${b}`, `${b}+${a}`]],
  ['(a + b)² = a² + 2ab + b²', (a: string, b: string) => [`(${a}+${b})^2`, `(${a})^2+2(${a})(${b})+(${b})^2`]],
  ['a/b = a · b⁻¹', (a: string, b: string) => [`\\frac{${a}}{${b}}`, `(${a})(${b})^{-1}`]],
  ['√a · √a = a', (a: string) => [`\\sqrt{${a}}\\sqrt{${a}}`, a]],
])('%s for random terms', (_, rule) => {
  fc.assert(
    fc.property(term, term, (a, b) => {
      const [left, right] = rule(a, b)
      expect(formOf(left!)).toBe(formOf(right!))
    }),
    { numRuns: 300, seed: 4 },
  )
})

test('a term and the same term plus one are never equal', () => {
  fc.assert(
    fc.property(term, (a) => {
      expect(formOf(a)).not.toBe(formOf(`${a}+1`))
    }),
    { numRuns: 500, seed: 5 },
  )
})

test.each(['', '+', '(', ')', '1+', '\\frac{1}', '2^', '|1', '\\unknown{2}', 'x_', '1..2', '{', '\\sqrt[x]{2}'])(
  '%j is no term',
  (text) => {
    expect(parseExpression(text)).toBeNull()
  },
)
