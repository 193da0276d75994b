// Complex values of expressions: what a term with the imaginary unit, or a root of a negative number, is worth.
// Knows arithmetic on pairs of real values. Does not know notation or real functions (evaluate-expression.ts).
import { evaluate } from './evaluate-expression.ts'
import type { Expression } from './expression.ts'
import { rational } from './rational.ts'
import type { Rational } from './rational.ts'
import { add, cosine, divide, double, exponential, isExact, multiply, root, sine } from './value.ts'
import type { Value } from './value.ts'

/** re + im·i */
export interface Complex {
  re: Value
  im: Value
}

const ZERO = rational(0n)
const ONE = rational(1n)
const MINUS_ONE = rational(-1n)
/** Powers are products up to this exponent. */
const EXPONENT_LIMIT = 64n

/**
 * The value of an expression in which `i` is the imaginary unit; `variable` gives the real value of every other name. Throws a
 * RangeError where it has no value, or one that is not known here: complex logarithms, angles and roots of complex numbers.
 */
export function evaluateComplex(expression: Expression, variable: (name: string) => Rational): Complex {
  const valueOf = (part: Expression): Complex => evaluateComplex(part, variable)
  switch (expression.kind) {
    case 'variable':
      return expression.name === 'i' ? { re: ZERO, im: ONE } : real(variable(expression.name))
    case 'sum':
      return sum(valueOf(expression.left), valueOf(expression.right))
    case 'product':
      return product(valueOf(expression.left), valueOf(expression.right))
    case 'quotient':
      return product(valueOf(expression.left), inverse(valueOf(expression.right)))
    case 'negative':
      return product(real(MINUS_ONE), valueOf(expression.of))
    case 'power':
      return power(expression.left, valueOf(expression.left), valueOf(expression.right))
    case 'absolute': {
      const { re, im } = valueOf(expression.of)
      return real(root(add(multiply(re, re), multiply(im, im)), 2))
    }
    case 'root':
      return rootOf(realOf(valueOf(expression.of)), expression.degree)
    // Real functions, of what has no imaginary part.
    case 'number':
    case 'constant':
    case 'factorial':
    case 'percent':
    case 'binomial':
    case 'gcd':
    case 'lcm':
    case 'max':
    case 'min':
    case 'function':
    case 'logarithm':
    case 'floor':
    case 'ceiling':
      return real(evaluate(expression, (name) => (name === 'i' ? notReal() : variable(name))))
  }
}

function notReal(): never {
  throw new RangeError('A real number is needed.')
}

function real(re: Value): Complex {
  return { re, im: ZERO }
}

function realOf({ re, im }: Complex): Value {
  return double(im) === 0 ? re : notReal()
}

function sum(a: Complex, b: Complex): Complex {
  return { re: add(a.re, b.re), im: add(a.im, b.im) }
}

function product(a: Complex, b: Complex): Complex {
  return {
    re: add(multiply(a.re, b.re), multiply(MINUS_ONE, multiply(a.im, b.im))),
    im: add(multiply(a.re, b.im), multiply(a.im, b.re)),
  }
}

function inverse({ re, im }: Complex): Complex {
  const square = add(multiply(re, re), multiply(im, im))
  return { re: divide(re, square), im: divide(multiply(MINUS_ONE, im), square) }
}

function power(base: Expression, value: Complex, exponent: Complex): Complex {
  if (base.kind === 'constant' && base.name === 'e' && double(exponent.im) !== 0) {
    const size = exponential(exponent.re)
    return { re: multiply(size, cosine(exponent.im)), im: multiply(size, sine(exponent.im)) }
  }
  const times = realOf(exponent)
  if (isExact(times) && times.bottom === 1n && times.top <= EXPONENT_LIMIT && -times.top <= EXPONENT_LIMIT) {
    const factor = times.top < 0n ? inverse(value) : value
    let result = real(ONE)
    for (let left = times.top < 0n ? -times.top : times.top; left > 0n; left--) result = product(result, factor)
    return result
  }
  if (isExact(times) && times.top === 1n && times.bottom === 2n) return rootOf(realOf(value), 2)
  throw new RangeError('This power of a complex number is not known.')
}

/** Square roots of negative numbers are imaginary; roots of other degrees are real or not known. */
function rootOf(of: Value, degree: number): Complex {
  if (degree !== 2 || double(of) >= 0) return real(root(of, degree))
  return { re: ZERO, im: root(multiply(MINUS_ONE, of), 2) }
}
