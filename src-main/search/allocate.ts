// REBASE's allocation: how many children each node of a depth is given.
// Knows rewards and the two rounding rules. Does not know nodes or trees.
import type { Rule } from '../contract/method-parameters.ts'

export interface Allocation {
  /** exp((reward - best reward) / T_b), so the best node has weight 1. */
  weight: number
  /** weight / sum of weights. */
  share: number
  /** Children given. */
  width: number
}

/** Shaves rounding noise off a quotient, so that equal rewards never get an extra child from it. */
const NOISE = 1e-9

/**
 * Splits `budget` children over nodes by the softmax of their rewards / T_b (arXiv 2408.00724, section 3 and algorithm 1).
 * Result in the order of the rewards.
 *
 * `official`, as the paper's code: best reward first, equal rewards in reverse input order, each node takes
 * ceil(what is left of the budget · weight / what is left of the weights). Always hands out exactly the budget.
 * `paper`, as the formula is printed: round(budget · share), halves up. May hand out fewer or more than the budget.
 *
 * Throws a RangeError for a budget that is negative, not whole or not below 2^53, a temperature that is not positive, or a reward
 * that is no number.
 */
export function allocate(options: {
  rewards: readonly number[]
  budget: number
  balanceTemperature: number
  rule: Rule
}): Allocation[] {
  const { rewards, budget, balanceTemperature, rule } = options
  if (!Number.isSafeInteger(budget) || budget < 0) {
    throw new RangeError('The budget must be a whole number, not negative and below 2^53.')
  }
  if (!(balanceTemperature > 0 && balanceTemperature < Infinity))
    throw new RangeError('The balance temperature must be greater than 0.')
  if (!rewards.every(Number.isFinite)) throw new RangeError('Every reward must be a number.')

  const best = Math.max(...rewards)
  const weights = rewards.map((reward) => Math.exp((reward - best) / balanceTemperature))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const widths =
    rule === 'official'
      ? bestFirst(rewards, weights, budget)
      : weights.map((weight) => Math.round((budget * weight) / total))
  return weights.map((weight, index) => ({ weight, share: weight / total, width: widths[index]! }))
}

/** Best reward first, each node rounds up what is left, so the last ones may get nothing. */
function bestFirst(rewards: readonly number[], weights: readonly number[], budget: number): number[] {
  const widths = rewards.map(() => 0)
  const order = rewards.map((_, index) => index).sort((a, b) => rewards[b]! - rewards[a]! || b - a)
  // Summed from the small end instead of subtracted from the total, so that tiny weights are not lost to rounding.
  const weightFrom = new Float64Array(order.length + 1)
  for (let at = order.length - 1; at >= 0; at--) weightFrom[at] = weightFrom[at + 1]! + weights[order[at]!]!
  let left = budget
  order.forEach((index, at) => {
    const width = left > 0 ? Math.ceil((left * weights[index]!) / weightFrom[at]! - NOISE) : 0
    widths[index] = width
    left -= width
  })
  return widths
}
