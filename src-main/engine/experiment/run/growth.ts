// How a figure grows with the budget, from two budgets at which it was measured.
// Knows the interpolation. Does not know what is measured.

/** A figure at a budget. */
export interface Measured {
  budget: number
  value: number
}

/**
 * The figure at any budget, from a small and a larger one: the geometric mean of the line and of the power law through both, which
 * is exact at both. Time and FLOPs of searches lie between the two: solutions share tokens and passes, so the line is too much, and a
 * full batch shares no more, so the power law is too little. A figure that falls, or was measured at one budget only, stays
 * what it was.
 */
export function grown(small: Measured, large: Measured, budget: number): number {
  const { power, line } = growthBounds(small, large, budget)
  return power === line ? line : Math.sqrt(power * line)
}

/** The power law and the line between which the figure lies; both are `large.value` where it cannot be told how it grows. */
export function growthBounds(small: Measured, large: Measured, budget: number): { power: number; line: number } {
  if (large.budget <= small.budget || large.value <= small.value || small.value <= 0) {
    return { power: large.value, line: large.value }
  }
  const ratio = large.value / small.value
  const exponent = Math.log(ratio) / Math.log(large.budget / small.budget)
  const power = small.value * (budget / small.budget) ** exponent
  const line = small.value + ((large.value - small.value) * (budget - small.budget)) / (large.budget - small.budget)
  return { power, line: Math.max(line, 0) }
}
