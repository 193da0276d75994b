// Evaluation: the value of an expression where its variables have given values.
// Knows exact fractions for as long as they last, and doubles after that. Does not know notation.
import type { Expression, FunctionName } from './parse-expression.ts'
import type { Rational } from './rational.ts'
import {
  addRationals,
  divideRationals,
  multiplyRationals,
  numberOf,
  powerOfRational,
  rational,
  rootOfRational,
} from './rational.ts'

/** Exact, or a double. */
export type Value = Rational | number

/** A difference this much smaller than its terms is rounding noise. */
const NOISE = 1e-13

const FUNCTION: Readonly<Record<FunctionName, (x: number) => number>> = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  cot: (x) => 1 / Math.tan(x),
  sec: (x) => 1 / Math.cos(x),
  csc: (x) => 1 / Math.sin(x),
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  exp: Math.exp,
}

/**
 * The value of an expression; `variable` gives the value of a name. Logarithms without a base are natural. Throws a RangeError
 * where it has no real value: a division by zero, an even root of a negative number, a number too long.
 */
export function evaluate(expression: Expression, variable: (name: string) => Rational): Value {
  const valueOf = (part: Expression): Value => evaluate(part, variable)
  switch (expression.kind) {
    case 'number':
      return expression.value
    case 'variable':
      return variable(expression.name)
    case 'constant':
      return expression.name === 'pi' ? Math.PI : Math.E
    case 'sum':
      return add(valueOf(expression.left), valueOf(expression.right))
    case 'product':
      return multiply(valueOf(expression.left), valueOf(expression.right))
    case 'quotient':
      return divide(valueOf(expression.left), valueOf(expression.right))
    case 'power':
      return power(valueOf(expression.left), valueOf(expression.right))
    case 'negative':
      return multiply(rational(-1n), valueOf(expression.of))
    case 'percent':
      return divide(valueOf(expression.of), rational(100n))
    case 'absolute': {
      const value = valueOf(expression.of)
      return double(value) < 0 ? multiply(rational(-1n), value) : value
    }
    case 'floor':
      return wholeBelow(valueOf(expression.of))
    case 'ceiling':
      return multiply(rational(-1n), wholeBelow(multiply(rational(-1n), valueOf(expression.of))))
    case 'factorial':
      return rational(factorial(wholeNumber(valueOf(expression.of))))
    case 'binomial': {
      const [n, k] = [wholeNumber(valueOf(expression.left)), wholeNumber(valueOf(expression.right))]
      return k > n ? rational(0n) : rational(factorial(n), factorial(k) * factorial(n - k))
    }
    case 'root':
      return root(valueOf(expression.of), expression.degree)
    case 'logarithm': {
      const base = expression.base ? Math.log(double(valueOf(expression.base))) : 1
      return real(Math.log(double(valueOf(expression.of))) / base)
    }
    case 'function':
      return real(FUNCTION[expression.name](double(valueOf(expression.of))))
  }
}

export function isExact(value: Value): value is Rational {
  return typeof value !== 'number'
}

export function double(value: Value): number {
  return isExact(value) ? numberOf(value) : value
}

function real(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError('There is no real value.')
  return Math.abs(value) < 1e-15 ? 0 : value
}

export function add(a: Value, b: Value): Value {
  if (isExact(a) && isExact(b)) return addRationals(a, b)
  const [x, y] = [double(a), double(b)]
  const sum = x + y
  if (!Number.isFinite(sum)) throw new RangeError('There is no real value.')
  return Math.abs(sum) < NOISE * Math.max(Math.abs(x), Math.abs(y)) ? rational(0n) : sum
}

export function multiply(a: Value, b: Value): Value {
  if (isExact(a) && isExact(b)) return multiplyRationals(a, b)
  return finite(double(a) * double(b))
}

export function divide(a: Value, b: Value): Value {
  if (isExact(a) && isExact(b)) return divideRationals(a, b)
  return finite(double(a) / double(b))
}

function power(base: Value, exponent: Value): Value {
  if (isExact(base) && isExact(exponent)) {
    if (base.top === 0n && exponent.top <= 0n) throw new RangeError('There is no value of 0 to this power.')
    if (exponent.bottom === 1n) return powerOfRational(base, exponent.top)
    if (exponent.bottom <= 64n) return power(root(base, Number(exponent.bottom)), rational(exponent.top))
  }
  return finite(double(base) ** double(exponent))
}

export function root(of: Value, degree: number): Value {
  if (isExact(of)) {
    const exact = rootOfRational(of, degree)
    if (exact) return exact
  }
  const value = double(of)
  if (value < 0 && degree % 2 === 0) throw new RangeError('There is no real root.')
  return finite(Math.sign(value) * Math.abs(value) ** (1 / degree))
}

export function sine(angle: Value): Value {
  return real(Math.sin(double(angle)))
}

export function cosine(angle: Value): Value {
  return real(Math.cos(double(angle)))
}

export function exponential(exponent: Value): Value {
  return finite(Math.exp(double(exponent)))
}

/** A double too large or too small to hold has no value here, rather than the value of another. */
function finite(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError('There is no real value.')
  if (value !== 0 && Math.abs(value) < 1e-300) throw new RangeError('The number is too small.')
  return value
}

function wholeBelow(value: Value): Rational {
  if (!isExact(value)) return rational(BigInt(Math.floor(value)))
  const below = value.top / value.bottom
  return rational(value.top < 0n && below * value.bottom !== value.top ? below - 1n : below)
}

function wholeNumber(value: Value): number {
  const number = double(value)
  if (!Number.isInteger(number) || number < 0 || number > 500)
    throw new RangeError('A whole number up to 500 is needed.')
  return number
}

function factorial(n: number): bigint {
  let product = 1n
  for (let factor = 2n; factor <= BigInt(n); factor++) product *= factor
  return product
}
