// Calibration of a PRM: whether its last score of a solution tells if the solution is right.
// Knows AUC, Brier score and bins. Does not know policies or pools.
import type { VerifierCalibration } from '../../../contract/experiment-summary.ts'

const BINS = 10

export interface ScoredSolution {
  /** The PRM's score, 0 to 1; of others perhaps any number. */
  score: number
  right: boolean
}

/**
 * AUC: the probability that a right solution has a higher score than a wrong one, ties half (Mann and Whitney 1947), null where
 * all or none are right. Brier (1950): mean of (score - right)², null without solutions. Bins: ten of equal width, a score on a
 * border in the upper one, 1 in the last; bins without solutions are left out. Scores of others may lie outside of 0 to 1: then they are no
 * probabilities, and only the AUC, which compares them, is told.
 */
export function verifierCalibration(solutions: readonly ScoredSolution[]): Omit<VerifierCalibration, 'policy'> {
  const n = solutions.length
  const squares = solutions.reduce((sum, { score, right }) => sum + (score - Number(right)) ** 2, 0)
  const auc = areaUnderCurve(solutions)
  if (solutions.some(({ score }) => score < 0 || score > 1)) return { solutions: n, auc, brier: null, bins: [] }
  return { solutions: n, auc, brier: n === 0 ? null : squares / n, bins: binsOf(solutions) }
}

function areaUnderCurve(solutions: readonly ScoredSolution[]): number | null {
  const right = Float64Array.from(solutions.filter((one) => one.right).map(({ score }) => score)).sort()
  const wrong = Float64Array.from(solutions.filter((one) => !one.right).map(({ score }) => score)).sort()
  if (right.length === 0 || wrong.length === 0) return null
  let [below, notAbove, won] = [0, 0, 0]
  for (const score of right) {
    while (below < wrong.length && wrong[below]! < score) below += 1
    while (notAbove < wrong.length && wrong[notAbove]! <= score) notAbove += 1
    won += (below + notAbove) / 2
  }
  return won / (right.length * wrong.length)
}

function binsOf(solutions: readonly ScoredSolution[]): VerifierCalibration['bins'] {
  const bins = Array.from({ length: BINS }, () => ({ count: 0, score: 0, right: 0 }))
  for (const { score, right } of solutions) {
    const bin = bins[Math.min(BINS - 1, Math.max(0, Math.floor(score * BINS)))]!
    bin.count += 1
    bin.score += score
    bin.right += Number(right)
  }
  return bins.flatMap(({ count, score, right }, place) =>
    count === 0
      ? []
      : [{ low: place / BINS, high: (place + 1) / BINS, count, score: score / count, right: right / count }],
  )
}
