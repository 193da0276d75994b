// Adaptive consistency (Aggarwal et al., arXiv 2305.11860): sample until the leading answer is likely to stay ahead.
// Knows when to stop. Does not know how the answer is chosen then.
import { sampleSolutions } from './sample-solutions.ts'
import type { Search } from './search-method.ts'

/**
 * Samples the method's N solutions; where `stopAt` is below 1, `roundSize` at a time and no more once the leader is sure. Votes
 * are counted by heads, whatever rule chooses the answer in the end.
 */
export async function sampleUntilSure(search: Search, { scored }: { scored: boolean }): Promise<void> {
  const width = search.number('width')
  const threshold = search.number('stopAt')
  const roundSize = threshold < 1 ? search.number('roundSize') : width

  for (let samples = 0; samples < width;) {
    const count = Math.min(roundSize, width - samples)
    await sampleSolutions(search, count, { scored })
    samples += count
    if (threshold >= 1) continue
    const votes = search.votes({ by: 'majority', aggregate: 'last' })
    const probability = leaderStays(votes.map(({ weight }) => weight))
    const stop = probability >= threshold
    const rows = votes.map(({ answer, weight }) => ({ answer, votes: weight }))
    search.decide({ kind: 'stopping', samples, votes: rows, probability, threshold, stop })
    if (stop) return
  }
}

/**
 * The probability that the answer with most votes is the likeliest one, under a Dirichlet posterior with a uniform prior over
 * the answers seen, and over one more that nobody gave where all agree. 0 where nobody voted.
 *
 * Dirichlet shares are independent Gamma(votes + 1) variables over their sum, so P = ∫ f_1(x) Π_{j>1} F_j(x) dx, with the
 * density f and distribution F of those variables; Simpson's rule gives it to about 1e-9.
 */
export function leaderStays(votes: readonly number[]): number {
  const [leader, ...seen] = votes.toSorted((a, b) => b - a)
  if (leader === undefined) return 0
  const others = seen.length > 0 ? seen : [0]
  const end = leader + 1 + 12 * Math.sqrt(leader + 1) + 40
  const intervals = 2000
  const step = end / intervals
  let sum = 0
  for (let at = 0; at <= intervals; at++) {
    const coefficient = at === 0 || at === intervals ? 1 : at % 2 === 1 ? 4 : 2
    const x = at * step
    sum += coefficient * others.reduce((product, count) => product * gammaBelow(x, count), gammaDensity(x, leader))
  }
  return Math.min(1, (sum * step) / 3)
}

/** Density at x of a Gamma variable of shape count + 1: x^count e^-x / count!. */
function gammaDensity(x: number, count: number): number {
  if (x === 0) return count === 0 ? 1 : 0
  let logarithm = count * Math.log(x) - x
  for (let factor = 2; factor <= count; factor++) logarithm -= Math.log(factor)
  return Math.exp(logarithm)
}

/** Probability that it lies below x: 1 - Σ_{i≤count} x^i e^-x / i!. */
function gammaBelow(x: number, count: number): number {
  let above = 0
  let term = Math.exp(-x)
  for (let i = 0; i <= count; i++) {
    above += term
    term *= x / (i + 1)
  }
  return Math.max(0, 1 - above)
}
