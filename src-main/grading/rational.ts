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
  const divisor = greatestDivisor(top, bottom)
  return withinLimit({ top: top / divisor, bottom: bottom / divisor })
}

/** A fraction that is in lowest terms already. */
function withinLimit({ top, bottom }: Rational): Rational {
  if (bitsOf(top < 0n ? -top : top) > BIT_LIMIT || bitsOf(bottom < 0n ? -bottom : bottom) > BIT_LIMIT)
    throw new RangeError('The number is too long.')
  return bottom < 0n ? { top: -top, bottom: -bottom } : { top, bottom }
}

/** Of two whole numbers, not both 0; positive. */
export function greatestDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

/** "12.50" as a fraction. */
export function decimal(text: string): Rational {
  const [whole = '', decimals = ''] = text.split('.')
  const ten = powerOfRational(rational(10n), BigInt(decimals.length))
  return rational(BigInt(whole + decimals), ten.top)
}

export function addRationals(a: Rational, b: Rational): Rational {
  const divisor = greatestDivisor(a.bottom, b.bottom)
  if (divisor === 1n) return withinLimit({ top: a.top * b.bottom + b.top * a.bottom, bottom: a.bottom * b.bottom })
  return rational(a.top * (b.bottom / divisor) + b.top * (a.bottom / divisor), a.bottom * (b.bottom / divisor))
}

export function multiplyRationals(a: Rational, b: Rational): Rational {
  const [first, second] = [greatestDivisor(a.top, b.bottom), greatestDivisor(b.top, a.bottom)]
  return withinLimit({
    top: (a.top / first) * (b.top / second),
    bottom: (a.bottom / second) * (b.bottom / first),
  })
}

export function divideRationals(a: Rational, b: Rational): Rational {
  if (b.top === 0n) throw new RangeError('Division by zero.')
  return multiplyRationals(a, { top: b.bottom, bottom: b.top })
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
