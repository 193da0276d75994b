// Values: exact fractions for as long as they last, and doubles after that.
// Knows arithmetic on them, and where there is no real value. Does not know expressions.
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

export function isExact(value: Value): value is Rational {
  return typeof value !== 'number'
}

export function double(value: Value): number {
  return isExact(value) ? numberOf(value) : value
}

export function real(value: number): number {
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

export function power(base: Value, exponent: Value): Value {
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
export function finite(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError('There is no real value.')
  if (value !== 0 && Math.abs(value) < 1e-300) throw new RangeError('The number is too small.')
  return value
}
