// Exact fractions of whole numbers of any size, up to a limit that keeps every operation fast.
// Knows arithmetic. Does not know how numbers are written.

/** A fraction in lowest terms; the denominator is positive. */
export interface Rational {
  top: bigint
  bottom: bigint
}

/** Longest numerator or denominator, in bits; 2^-4096 still has its own value. */
const BIT_LIMIT = 8192

/** The fraction in lowest terms. Throws a RangeError for a zero denominator, or if it is longer than 8,192 bits. */
export function rational(top: bigint, bottom = 1n): Rational {
  if (bottom === 0n) throw new RangeError('Division by zero.')
  let [a, b] = [top < 0n ? -top : top, bottom < 0n ? -bottom : bottom]
  if (bitsOf(a) > BIT_LIMIT || bitsOf(b) > BIT_LIMIT) throw new RangeError('The number is too long.')
  while (b !== 0n) [a, b] = [b, a % b]
  const divisor = bottom < 0n ? -a : a
  return { top: top / divisor, bottom: bottom / divisor }
}

export function addRationals(a: Rational, b: Rational): Rational {
  return rational(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom)
}

export function multiplyRationals(a: Rational, b: Rational): Rational {
  return rational(a.top * b.top, a.bottom * b.bottom)
}

export function divideRationals(a: Rational, b: Rational): Rational {
  return rational(a.top * b.bottom, a.bottom * b.top)
}

/** base^exponent for a whole exponent. */
export function powerOfRational(base: Rational, exponent: bigint): Rational {
  const size = exponent < 0n ? -exponent : exponent
  const bits = BigInt(Math.max(bitsOf(base.top < 0n ? -base.top : base.top), bitsOf(base.bottom)) - 1)
  if (bits * size > BigInt(BIT_LIMIT)) throw new RangeError('The number is too long.')
  const [top, bottom] = [base.top ** size, base.bottom ** size]
  return exponent < 0n ? rational(bottom, top) : rational(top, bottom)
}

/** The exact root of this degree, or null if it is no fraction. The degree is at least 2. */
export function rootOfRational({ top, bottom }: Rational, degree: number): Rational | null {
  if (top < 0n) {
    if (degree % 2 === 0) return null
    const root = rootOfRational({ top: -top, bottom }, degree)
    return root && { top: -root.top, bottom: root.bottom }
  }
  const [above, below] = [wholeRoot(top, degree), wholeRoot(bottom, degree)]
  return above === null || below === null ? null : { top: above, bottom: below }
}

/** The nearest double. */
export function numberOf({ top, bottom }: Rational): number {
  const direct = Number(top) / Number(bottom)
  if (Number.isFinite(direct) && direct !== 0) return direct
  const shift = bitsOf(top < 0n ? -top : top) - bitsOf(bottom)
  const scaled =
    shift > 0
      ? Number(((top >> BigInt(shift)) * 2n ** 64n) / bottom)
      : Number(((top << BigInt(-shift)) * 2n ** 64n) / bottom)
  return (scaled / 2 ** 64) * 2 ** shift
}

function wholeRoot(value: bigint, degree: number): bigint | null {
  if (value < 2n) return value
  const n = BigInt(degree)
  let guess = 1n << BigInt(Math.ceil(bitsOf(value) / degree))
  for (;;) {
    const next = ((n - 1n) * guess + value / guess ** (n - 1n)) / n
    if (next >= guess) break
    guess = next
  }
  return guess ** n === value ? guess : null
}

function bitsOf(value: bigint): number {
  return value === 0n ? 0 : value.toString(16).length * 4
}
