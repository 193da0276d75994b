// The canonical form of an equation: what it assigns, what y is by it, or its two sides up to a factor.
// Knows names and sides. Does not know how a value is told (canonical-answer.ts).
import { canonicalExpression, substitute, variablesOf } from './canonical-expression.ts'
import type { Expression } from './parse-expression.ts'
import { parseExpression } from './parse-expression.ts'

/** A name that is given a value: x, a_1, f(x), f^{-1}(x), P(x, y), \theta, AB, \text{Area}. */
const NAME = [
  String.raw`(?:[a-zA-Z](?:_\{?\w+\}?)?|m ?(?=[A-Z])[A-Z]{1,3}|[A-Z]{2,3}`,
  String.raw`|\\(?:alpha|beta|gamma|theta|phi|lambda|mu|omega)|[A-Z]?[a-z]{3,})`,
  String.raw`(?:\s*\^\s*\{?-1\}?)?(?:\s*\(\s*[a-zA-Z](?:\s*,\s*[a-zA-Z])*\s*\))?`,
].join('')

/**
 * `x = 5` and `f(x) = 2x` are what they assign, and so are equations that have y by itself or can be solved for it at sight:
 * y - 3x = 2. Others are compared up to a factor and the side things stand on.
 */
export function equation(text: string, valueOf: (text: string) => string): string | null {
  const sides = text.split(/(?<![<>!=\\])=(?!=)/)
  if (sides.length !== 2) return null
  const [left, right] = [sides[0]!.trim(), sides[1]!.trim()]
  const [a, b] = [parseExpression(left), parseExpression(right)]
  const form = a && b && equationForm(a, b)
  if (form?.solvedForY) return form.text
  return assignment(left, right, valueOf) ?? assignment(right, left, valueOf) ?? form?.text ?? null
}

/** The value of a name, where the other side does not speak of it. */
function assignment(left: string, right: string, valueOf: (text: string) => string): string | null {
  if (!new RegExp(`^${NAME}$`).test(left)) return null
  const value = parseExpression(right)
  const name = left.replace(/\s*(?:\^|\().*$/, '').replace(/[{}]/g, '')
  return value && variablesOf(value).has(name) ? null : valueOf(right)
}

function equationForm(a: Expression, b: Expression): { text: string; solvedForY: boolean } | null {
  const difference: Expression = { kind: 'sum', left: a, right: { kind: 'negative', of: b } }
  const names = variablesOf(difference)
  const solution = names.has('y') && names.size > 1 ? solvedFor('y', difference) : null
  if (solution !== null) return { text: solution, solvedForY: true }
  const text = canonicalExpression(difference, { ratio: true })
  return text === null ? null : { text: `equation ${text}`, solvedForY: false }
}

/** The form of the value of a variable where a term is 0, if the term is linear in it with a constant factor; or null. */
function solvedFor(name: string, term: Expression): string | null {
  const at = (value: bigint) => substitute(term, name, { kind: 'number', value: { top: value, bottom: 1n } })
  const minus = (of: Expression): Expression => ({ kind: 'negative', of })
  const slope = (from: bigint): Expression => ({ kind: 'sum', left: at(from + 1n), right: minus(at(from)) })
  const [first, second] = [canonicalExpression(slope(0n)), canonicalExpression(slope(7n))]
  if (first === null || first !== second || first === '0' || first.startsWith('at ')) return null
  return canonicalExpression({ kind: 'quotient', left: minus(at(0n)), right: slope(0n) })
}
