// The canonical form of a mathematical term: a text that is the same for terms of the same value.
// Knows that two terms are told apart by their values at a few fixed points. Does not know lists, intervals or sets.
import { double, evaluate, isExact } from './evaluate-expression.ts'
import type { Value } from './evaluate-expression.ts'
import type { Expression } from './parse-expression.ts'
import { divideRationals, rational } from './rational.ts'
import type { Rational } from './rational.ts'

/** Sets of values for the variables. Three are enough: a polynomial that vanishes at all of them by chance is not written by hand. */
const POINTS = [
  { step: 37, offset: 53, scale: 101n },
  { step: 61, offset: 211, scale: 127n },
  { step: 83, offset: 97, scale: 83n },
]

/** Digits kept of a double: equal terms agree in far more, different ones differ in one of these. */
const DIGITS = 10

/**
 * A text that equals that of another term if both have the same value, whatever their variables are: for a constant the exact
 * fraction or its first ten digits, for others the first ten digits at three points. An equivalence relation, since it compares texts. Null where the term has no real
 * value at any point. `ratio` compares up to a constant factor, as the sides of an equation need it.
 */
export function canonicalExpression(expression: Expression, { ratio = false } = {}): string | null {
  const constant = !hasVariables(expression)
  const values = (constant ? POINTS.slice(0, 1) : POINTS).map((point) => {
    try {
      return evaluate(expression, (name) => valueAt(name, point))
    } catch (error) {
      if (error instanceof RangeError) return null
      throw error
    }
  })
  if (values.every((value) => value === null)) return null
  const scale = ratio ? values.find((value) => value !== null && double(value) !== 0) : undefined
  if (constant) return textOf(values[0]!)
  const texts = values.map((value) => (value === null ? '?' : digitsOf(scale ? quotient(value, scale) : value)))
  // A term that does not depend on its variables is the constant that it is.
  const same = !ratio && texts.every((text) => text === texts[0])
  return same ? textOf(values[0]!) : `at ${texts.join(' ')}`
}

/** Names of all variables in it. */
export function variablesOf(expression: Expression): Set<string> {
  const names = new Set<string>()
  const visit = (part: Expression): void => {
    if (part.kind === 'variable') names.add(part.name)
    if ('left' in part) {
      visit(part.left)
      visit(part.right)
    }
    if ('of' in part) visit(part.of)
    if (part.kind === 'logarithm' && part.base) visit(part.base)
  }
  visit(expression)
  return names
}

function hasVariables(expression: Expression): boolean {
  return variablesOf(expression).size > 0
}

/** A positive fraction between about 0.5 and 4.5 that belongs to the name. */
function valueAt(name: string, { step, offset, scale }: (typeof POINTS)[number]): Rational {
  let hash = 0
  for (let at = 0; at < name.length; at++) hash = (hash * 131 + name.charCodeAt(at)) % 1_000_003
  return rational(BigInt(offset + ((hash * step) % 359)), scale)
}

function quotient(value: Value, scale: Value): Value {
  if (isExact(value) && isExact(scale)) return divideRationals(value, scale)
  return double(value) / double(scale)
}

function textOf(value: Value): string {
  const exact = isExact(value) ? value : nearby(value)
  if (exact) return exact.bottom === 1n ? exact.top.toString() : `${exact.top.toString()}/${exact.bottom.toString()}`
  return `~${digitsOf(value)}`
}

function digitsOf(value: Value): string {
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
