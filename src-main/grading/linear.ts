// Linear terms: where they are zero.
// Knows that the slope between any two places is the same if a term is linear. Does not know equations or inequalities.
import { canonicalExpression, substitute } from './canonical-expression.ts'
import type { Expression } from './expression.ts'
import { rational } from './rational.ts'
import type { Rational } from './rational.ts'

export interface Root {
  /** The canonical form of the value of the variable at which the term is 0. */
  at: string
  /** The canonical form of the slope. */
  slope: string
}

/** No two of them are as far apart, so that what steps or swings shows. */
const PLACES = [
  [rational(0n), rational(1n)],
  [rational(1n, 3n), rational(5n, 7n)],
  [rational(-22n, 7n), rational(9n)],
] as const

/** Where a term is 0, if it is linear in a variable with a slope that is a constant; or null. */
export function rootOf(name: string, term: Expression): Root | null {
  const at = (value: Rational) => substitute(term, name, { kind: 'number', value })
  const minus = (of: Expression): Expression => ({ kind: 'negative', of })
  const difference = (to: Expression, from: Expression): Expression => ({ kind: 'sum', left: to, right: minus(from) })
  const number = (value: Rational): Expression => ({ kind: 'number', value })
  const [slope, ...others] = PLACES.map(([from, to]): Expression => ({
    kind: 'quotient',
    left: difference(at(to), at(from)),
    right: difference(number(to), number(from)),
  }))
  const form = canonicalExpression(slope!)
  if (form === null || form === '0' || form.startsWith('at ')) return null
  if (others.some((other) => canonicalExpression(other) !== form)) return null
  const root = canonicalExpression({ kind: 'quotient', left: minus(at(rational(0n))), right: slope! })
  return root === null ? null : { at: root, slope: form }
}
