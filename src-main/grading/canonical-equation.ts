// The canonical form of an equation: what it assigns, what y is by it, or its two sides up to a factor; of a chain of them, its end.
// Knows names and sides. Does not know how a value is told (canonical-answer.ts).
import { splitAt } from './answer-parts.ts'
import { canonicalExpression, variablesOf } from './canonical-expression.ts'
import type { Expression } from './expression.ts'
import { rootOf } from './linear.ts'
import { isName } from './names.ts'
import { parseExpression } from './parse-expression.ts'

type ValueOf = (text: string) => string

/**
 * `x = 5` and `f(x) = 2x` are what they assign, and so are equations that have y by itself or can be solved for it at sight:
 * y - 3x = 2. Others are compared up to a factor and the side things stand on. `x = 5 + 7 = 12` is 12.
 */
export function equation(text: string, valueOf: ValueOf): string | null {
  const exact = splitAt(text, /\\approx(?![a-zA-Z])/y).map((part) => part.trim())
  if (exact.length > 1) return approximated(exact, valueOf)
  const sides = splitAt(text, /(?<![<>!=\\])=(?!=)/y).map((side) => side.trim())
  if (sides[0] === '' && sides.length === 2) return valueOf(sides[1]!)
  if (sides.length < 2 || sides.length > 8 || sides.includes('')) return null
  return sides.length > 2 ? chain(sides, valueOf) : (sumOf(sides, valueOf) ?? twoSides(sides[0]!, sides[1]!, valueOf))
}

function twoSides(left: string, right: string, valueOf: ValueOf): string | null {
  const [a, b] = [parseExpression(left), parseExpression(right)]
  const form = a && b && equationForm(a, b)
  if (form?.solvedForY) return form.text
  // a = b assigns nothing to either.
  if (form && isName(left) && isName(right)) return form.text
  return assignment(left, right, valueOf) ?? assignment(right, left, valueOf) ?? form?.text ?? null
}

/** The value of a name, where the other side does not speak of it. */
function assignment(left: string, right: string, valueOf: ValueOf): string | null {
  if (!isName(left)) return null
  const value = parseExpression(right)
  const name = left.replace(/\s*(?:\^|\().*$/, '').replace(/[{}]/g, '')
  return value && variablesOf(value).has(name) ? null : valueOf(right)
}

function equationForm(a: Expression, b: Expression): { text: string; solvedForY: boolean } | null {
  const difference: Expression = { kind: 'sum', left: a, right: { kind: 'negative', of: b } }
  const names = variablesOf(difference)
  if (names.size === 0) return null
  const solution = names.has('y') && names.size > 1 ? rootOf('y', difference) : null
  if (solution) return { text: solution.at, solvedForY: true }
  const text = canonicalExpression(difference, { ratio: true })
  return text === null ? null : { text: `equation ${text}`, solvedForY: false }
}

/** 5 + 7 = 12 states the value that both sides have. */
function sumOf(sides: readonly string[], valueOf: ValueOf): string | null {
  const constant = sides.every((side) => {
    const term = parseExpression(side)
    return term !== null && variablesOf(term).size === 0
  })
  if (!constant) return null
  const [first, ...others] = sides.map(valueOf)
  return others.every((other) => other === first) ? first! : null
}

/**
 * A name and then terms that all have one value are that value; formulas may stand between, as in A = ab = 12. Numbers that differ
 * are not equal, whatever the chain says.
 */
function chain(sides: readonly string[], valueOf: ValueOf): string | null {
  const terms = isName(sides[0]!) ? sides.slice(1) : sides
  const last = valueOf(terms.at(-1)!)
  const agree = terms.slice(0, -1).every((side) => {
    const term = parseExpression(side)
    if (!term) return false
    return valueOf(side) === last || (terms !== sides && variablesOf(term).size > 0 && !isName(side))
  })
  return agree ? last : null
}

/** x = 1/3 \approx 0.33 states the exact value, x \approx 0.33 the other. */
function approximated([exact, ...others]: readonly string[], valueOf: ValueOf): string | null {
  if (exact === '' || exact === undefined) return null
  const value = isName(exact) ? others[0]! : exact
  return others.length > 2 || /\\approx/.test(value) ? null : valueOf(value)
}
