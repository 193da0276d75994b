// The exponential function as the sampler needs it: fast, and from IEEE sums and products only, so that it has the same bits on
// every machine and engine (Math.exp has not). Knows the polynomial. Does not know logits.

/** Turns a power of e into a power of 2. */
export const LOG2_E = 1.4426950408889634

/**
 * Coefficients of r, r^2, .. r^6 in a polynomial that stands for 2^r - 1 where -0.5 <= r <= 0.5, fitted to the least greatest
 * relative error of 1 + it: 2.0e-9, and 1.6e-8 once they are rounded to single precision.
 */
export const POWER_OF_TWO: readonly number[] = [
  0.6931472028559589, 0.24022647913499323, 0.0555033246971077, 0.009618437366449437, 0.001339887486131168,
  0.00015353360609366914,
]

/** Below e^-88 single precision ends, and so does the table. */
const LOWEST = -88
const STEPS = 128

/** e^x in the middle of each step from 0 down. */
const MIDDLES = Float64Array.from({ length: -LOWEST * STEPS }, (_, step) => polynomial(-(step + 0.5) / STEPS))

/** e^x for x <= 0, with a relative error below 1.3e-8; 0 from e^-88 on. */
export function exponential(x: number): number {
  if (!(x > LOWEST)) return 0
  const steps = x * -STEPS
  const step = steps | 0
  const rest = (step + 0.5 - steps) / STEPS
  return MIDDLES[step]! * (1 + rest * (1 + 0.5 * rest))
}

function polynomial(x: number): number {
  const whole = Math.round(x * LOG2_E)
  const rest = x * LOG2_E - whole
  return 2 ** whole * (1 + POWER_OF_TWO.reduceRight((sum, coefficient) => (sum + coefficient) * rest, 0))
}
