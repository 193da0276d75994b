// Numbers for readers: percentages, powers of ten, intervals.
// Knows rounding. Does not know formats or words.
import type { Estimate } from '../../../contract/experiment-summary.ts'

/** 0.4567 as 45.7. */
export function percent(share: number): string {
  return (100 * share).toFixed(1)
}

/** Three digits: the number itself below 100,000, else mantissa and exponent. */
export function figure(value: number): { mantissa: string; exponent: number | null } {
  if (value === 0 || (Math.abs(value) < 100_000 && Math.abs(value) >= 0.001)) {
    return { mantissa: String(Number(value.toPrecision(3))), exponent: null }
  }
  const [mantissa, exponent] = value.toExponential(2).split('e') as [string, string]
  return { mantissa, exponent: Number(exponent) }
}

/** Both ends with the same rounding. */
export function interval({ low, high }: Omit<Estimate, 'value'>, format: (value: number) => string): string {
  return `${format(low)} to ${format(high)}`
}
