// The canonical form of a mathematical term: a text that is the same for terms of the same value.
// Knows that two terms are told apart by their values at a few fixed points. Does not know lists, intervals or sets.
import { evaluateComplex } from './complex.ts'
import type { Complex } from './complex.ts'
import { evaluate } from './evaluate-expression.ts'
import type { Expression } from './expression.ts'
import { divideRationals, rational } from './rational.ts'
import type { Rational } from './rational.ts'
import { double, isExact } from './value.ts'
import type { Value } from './value.ts'

/**
 * Sets of values for the variables. Three are enough: a polynomial that vanishes at all of them by chance is not written by hand,
 * and two names that share a value at one of them do not share it at the others.
 */
const POINTS = [
  { salt: 0x51ed270b, scale: 101n },
  { salt: 0x2545f491, scale: 127n },
  { salt: 0x6a09e667, scale: 83n },
]
type Point = (typeof POINTS)[number]

/** Digits kept of a double: equal terms agree in far more, different ones differ in one of these. */
const DIGITS = 10

/** What is constant over wide ranges of a variable, or changes the branch where two of them meet. */
const STEPPED: ReadonlySet<Expression['kind']> = new Set(['floor', 'ceiling', 'max', 'min', 'gcd', 'lcm'])

/**
 * A text that equals that of another term if both have the same value, whatever their variables are: for a constant the exact
 * fraction or its first ten digits, for others the first ten digits at three points where all variables are positive, so that
 * √x·√y is √(xy). Terms with |…| are looked at elsewhere, too: |x| is not x. An equivalence relation, since it
 * compares texts. Null where the term has no value at any point, and for steps of variables, as in ⌊x⌋: points tell too little of
 * those. `ratio` compares up to a constant factor, as the sides of an
 * equation need it; `i` is the imaginary unit everywhere else.
 */
export function canonicalExpression(expression: Expression, { ratio = false } = {}): string | null {
  const constant = [...variablesOf(expression)].every((name) => name === 'i' && !ratio)
  if (!constant && mentions(expression, ({ kind }) => STEPPED.has(kind))) return null
  const values = POINTS.slice(0, constant ? 1 : POINTS.length)
    .map((point) => valueAt(expression, point, ratio))
    .map((value) => (constant || (value && Number.isFinite(double(value.re))) ? value : null))
  if (values.every((value) => value === null)) return null
  if (constant) return textOf(values[0]!)
  const scale = ratio ? values.find((value) => value !== null && double(value.re) !== 0) : undefined
  const texts = values.map((value) => (value === null ? '?' : digitsOf(scale ? quotient(value, scale) : value)))
  const others = ratio ? '' : elsewhere(expression)
  // A term that does not depend on its variables is the constant that it is.
  if (!ratio && others === '' && texts.every((text) => text === texts[0])) return textOf(values[0]!)
  return `at ${texts.join(' ')}${others}`
}

/**
 * What |…| does far from the first point and where variables are negative; empty where it does not show, as in |x|². It is
 * compared with the branch that holds at the first point, so that |x - 1| and |1 - x| are told alike.
 */
function elsewhere(expression: Expression): string {
  if (!mentions(expression, ({ kind }) => kind === 'absolute')) return ''
  const [here] = POINTS
  const branch = branchAt(expression, here!)
  const at = (part: Expression, scale: bigint) => {
    const value = valueAt(part, { ...here!, scale }, false)
    return value === null ? '?' : digitsOf(value)
  }
  const scales = [1n, -here!.scale]
  const values = scales.map((scale) => at(expression, scale))
  return scales.every((scale, index) => at(branch, scale) === values[index]) ? '' : ` and ${values.join(' ')}`
}

/** The term with u or -u for each |u|, whichever it is at this point. */
function branchAt(expression: Expression, point: Point): Expression {
  if (expression.kind !== 'absolute') return overParts(expression, (part) => branchAt(part, point))
  const of = branchAt(expression.of, point)
  const value = valueAt(of, point, false)
  return value !== null && double(value.im) === 0 && double(value.re) < 0 ? { kind: 'negative', of } : of
}

/** The term with another one in the place of a variable. */
export function substitute(expression: Expression, name: string, value: Expression): Expression {
  if (expression.kind === 'variable') return expression.name === name ? value : expression
  return overParts(expression, (part) => substitute(part, name, value))
}

function overParts(expression: Expression, turn: (part: Expression) => Expression): Expression {
  const parts = Object.entries(expression).map(([key, part]: [string, unknown]) => [
    key,
    typeof part === 'object' && part !== null && 'kind' in part ? turn(part as Expression) : part,
  ])
  return Object.fromEntries(parts) as Expression
}

/** The value of a term at a point, or null where it has none. Complex values are asked for only where there can be some. */
function valueAt(expression: Expression, point: Point, ratio: boolean): Complex | null {
  const variable = (name: string) => variableAt(name, point)
  const names = variablesOf(expression)
  const real = (): Complex => ({ re: evaluate(expression, variable), im: rational(0n) })
  if (ratio || (names.size > 0 && !names.has('i'))) return valueOrNull(real)
  const complex = () => valueOrNull(() => evaluateComplex(expression, variable))
  return names.has('i') ? complex() : (valueOrNull(real) ?? complex())
}

function valueOrNull(value: () => Complex): Complex | null {
  try {
    return value()
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** Names of all variables in it. */
export function variablesOf(expression: Expression): Set<string> {
  const names = new Set<string>()
  mentions(expression, (part) => {
    if (part.kind === 'variable') names.add(part.name)
    return false
  })
  return names
}

/** Whether it or any part of it is such; asks from the whole to the parts until one is. */
function mentions(expression: Expression, such: (part: Expression) => boolean): boolean {
  if (such(expression)) return true
  if ('left' in expression) return mentions(expression.left, such) || mentions(expression.right, such)
  if (expression.kind === 'logarithm' && expression.base && mentions(expression.base, such)) return true
  return 'of' in expression && mentions(expression.of, such)
}

/**
 * A fraction between about 0.5 and 5.4, or its negative, that belongs to the name. Scrambled (FNV-1a and the finalizer of
 * MurmurHash3), so that no two differences of names are alike: p - q is not x - y.
 */
function variableAt(name: string, { salt, scale }: Point): Rational {
  let hash = salt
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return rational(BigInt(50 + (((hash ^ (hash >>> 16)) >>> 0) % 397)), scale)
}

/** Of two real values. */
function quotient({ re, im }: Complex, scale: Complex): Complex {
  const exact = isExact(re) && isExact(scale.re) ? { over: re, under: scale.re } : null
  const value = exact && valueOrNull(() => ({ re: divideRationals(exact.over, exact.under), im }))
  return value ?? { re: double(re) / double(scale.re), im }
}

function textOf({ re, im }: Complex): string {
  return double(im) === 0 ? realText(re) : `${realText(re)} + ${realText(im)} i`
}

function realText(value: Value): string {
  const exact = isExact(value) ? value : nearby(value)
  if (exact) return exact.bottom === 1n ? exact.top.toString() : `${exact.top.toString()}/${exact.bottom.toString()}`
  return `~${digits(value)}`
}

function digitsOf({ re, im }: Complex): string {
  return double(im) === 0 ? digits(re) : `${digits(re)},${digits(im)}`
}

function digits(value: Value): string {
  return double(value).toExponential(DIGITS - 1)
}

/** The fraction with a denominator up to 1,000 that a double is to all its digits but the last two, or null. */
function nearby(value: number): Rational | null {
  for (let bottom = 1; bottom <= 1000; bottom++) {
    const top = Math.round(value * bottom)
    if (!Number.isSafeInteger(top)) return null
    if (top !== 0 && Math.abs(value * bottom - top) <= 2e-14 * Math.abs(top))
      return rational(BigInt(top), BigInt(bottom))
  }
  return value === 0 ? rational(0n) : null
}
