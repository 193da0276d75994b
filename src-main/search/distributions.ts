// Random numbers of other shapes than uniform, drawn from a stream.
// Knows the normal, Gamma and Beta distributions. Does not know what they are for.
import type { RandomStream } from './random.ts'

/** A normal number, mean 0, variance 1 (Marsaglia's polar method, SIAM Review 6, 1964). */
export function normalNumber(random: RandomStream): number {
  for (;;) {
    const x = 2 * random.uniform() - 1
    const y = 2 * random.uniform() - 1
    const square = x * x + y * y
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square)
  }
}

/** A Gamma number of this shape, at least 1, and scale 1 (Marsaglia and Tsang, ACM TOMS 26, 2000). */
export function gammaNumber(random: RandomStream, shape: number): number {
  if (!(shape >= 1)) throw new RangeError('The shape must be at least 1.')
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normalNumber(random)
    const v = (1 + c * x) ** 3
    if (v <= 0) continue
    if (Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

/** A Beta number in (0, 1); both parameters at least 1. */
export function betaNumber(random: RandomStream, alpha: number, beta: number): number {
  const a = gammaNumber(random, alpha)
  return a / (a + gammaNumber(random, beta))
}
