// Evaluation: the value of an expression where its variables have given values.
// Knows what each kind of expression computes. Does not know notation or arithmetic (value.ts).
import type { Expression, FunctionName } from './expression.ts'
import { binomial, divisor, factorial } from './counting.ts'
import type { Rational } from './rational.ts'
import { rational } from './rational.ts'
import { add, divide, double, isExact, multiply, power, real, root } from './value.ts'
import type { Value } from './value.ts'

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
}

/**
 * The natural logarithm of the base of \log: some write it for 10 and some for e, so that it is equal to neither, and \log 8 / \log 2
 * is 3 all the same.
 */
const SOME_BASE = 1.6180339887498949

/**
 * The value of an expression; `variable` gives the value of a name. Logarithms without a base have one that is no other's. Throws a RangeError
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
      return factorial(valueOf(expression.of))
    case 'binomial':
      return binomial(valueOf(expression.left), valueOf(expression.right))
    case 'gcd':
    case 'lcm':
      return divisor(expression.kind, valueOf(expression.left), valueOf(expression.right))
    case 'max':
    case 'min': {
      const [a, b] = [valueOf(expression.left), valueOf(expression.right)]
      return double(a) > double(b) === (expression.kind === 'max') ? a : b
    }
    case 'root':
      return root(valueOf(expression.of), expression.degree)
    case 'logarithm': {
      const base = expression.base ? Math.log(double(valueOf(expression.base))) : SOME_BASE
      return real(Math.log(double(valueOf(expression.of))) / base)
    }
    case 'function':
      return real(FUNCTION[expression.name](double(valueOf(expression.of))))
  }
}

function wholeBelow(value: Value): Rational {
  if (!isExact(value)) return rational(BigInt(Math.floor(value)))
  const below = value.top / value.bottom
  return rational(value.top < 0n && below * value.bottom !== value.top ? below - 1n : below)
}
