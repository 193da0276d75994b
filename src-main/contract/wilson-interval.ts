// How sure a proportion is: one formula for tables, plots and the command line.
// Knows counts. Does not know what was counted.

/** 0.975 quantile of the standard normal distribution: two-sided 95 %. */
const Z_95 = 1.959963984540054

export interface Interval {
  low: number
  high: number
}

/**
 * 95 % Wilson score interval of a proportion (Wilson 1927, JASA 22:209):
 * (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n). Unlike p ± z·sqrt(p(1-p)/n) it stays inside 0 to 1 and holds for
 * few problems. For n = 0 it is 0 to 1.
 */
export function wilsonInterval(successes: number, n: number): Interval {
  if (n === 0) return { low: 0, high: 1 }
  const p = successes / n
  const square = Z_95 ** 2 / n
  const middle = p + square / 2
  const spread = Math.sqrt((Z_95 ** 2 * p * (1 - p)) / n + square ** 2 / 4)
  // At 0 and n of n one end is exact; rounding would leave it a hair beside.
  return {
    low: successes === 0 ? 0 : (middle - spread) / (1 + square),
    high: successes === n ? 1 : (middle + spread) / (1 + square),
  }
}
