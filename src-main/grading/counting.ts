// Counting: factorials, binomials, divisors.
// Knows them for whole numbers exactly, and between whole numbers by the gamma function, so that n! is n(n-1)! for any n.
import { greatestDivisor, rational } from './rational.ts'
import { divide, double, finite, isExact, multiply, add } from './value.ts'
import type { Value } from './value.ts'

/** Factorials up to this are written out; larger ones have no value here. */
const LIMIT = 500n
const N_LIMIT = 10n ** 12n
const FACTORS = 40n

/** n!, which is Γ(n + 1). Throws a RangeError for negative whole numbers, and for whole numbers above 500. */
export function factorial(n: Value): Value {
  const whole = wholeOf(n)
  if (whole === null) return gamma(double(n) + 1)
  if (whole < 0n || whole > LIMIT) throw new RangeError('A whole number up to 500 is needed.')
  let product = 1n
  for (let factor = 2n; factor <= whole; factor++) product *= factor
  return rational(product)
}

/** n over k. Throws a RangeError where it has no value, or one too long. */
export function binomial(n: Value, k: Value): Value {
  const [of, taken] = [wholeOf(n), wholeOf(k)]
  if (of !== null && taken !== null) return wholeBinomial(of, taken)
  if (taken !== null && taken >= 0n && taken <= FACTORS) return fallingProduct(n, taken)
  const below = gamma(double(k) + 1) * gamma(double(n) - double(k) + 1)
  return finite(gamma(double(n) + 1) / below)
}

function wholeBinomial(n: bigint, k: bigint): Value {
  if (n < 0n || k < 0n || n > N_LIMIT) throw new RangeError('Whole numbers from 0 are needed.')
  const taken = k > n ? n : k > n - k ? n - k : k
  if (taken > LIMIT) throw new RangeError('The number is too long.')
  let product = 1n
  for (let at = 0n; at < taken; at++) product = (product * (n - at)) / (at + 1n)
  return rational(k > n ? 0n : product)
}

/** n(n - 1)…(n - k + 1) / k! */
function fallingProduct(n: Value, k: bigint): Value {
  let product: Value = rational(1n)
  for (let at = 0n; at < k; at++) product = divide(multiply(product, add(n, rational(-at))), rational(at + 1n))
  return product
}

/** The greatest common divisor, or the least common multiple, of whole numbers. */
export function divisor(kind: 'gcd' | 'lcm', a: Value, b: Value): Value {
  const [first, second] = [wholeOf(a), wholeOf(b)]
  if (first === null || second === null) throw new RangeError('Whole numbers are needed.')
  const common = greatestDivisor(first, second)
  if (kind === 'gcd') return rational(common)
  const product = first * second
  return rational(common === 0n ? 0n : (product < 0n ? -product : product) / common)
}

function wholeOf(value: Value): bigint | null {
  return isExact(value) && value.bottom === 1n ? value.top : null
}

/** Γ(x) by the approximation of Lanczos (g = 7, nine terms), good to about 14 digits. */
function gamma(x: number): number {
  if (x < 0.5) return finite(Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x)))
  const sum = LANCZOS.reduce((before, term, at) => before + (at === 0 ? term : term / (x - 1 + at)), 0)
  const t = x + 6.5
  return finite(Math.sqrt(2 * Math.PI) * t ** (x - 0.5) * Math.exp(-t) * sum)
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]
