import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verifierCalibration } from '../../../../src-main/engine/experiment/figures/verifier-calibration.ts'

describe('calibration of a PRM', () => {
  it('is as worked by hand', () => {
    const { solutions, auc, brier, bins } = verifierCalibration([
      { score: 0.9, right: true },
      { score: 0.5, right: true },
      { score: 0.5, right: false },
      { score: 0.1, right: false },
      { score: 1, right: true },
    ])
    expect(solutions).toBe(5)
    // Six pairs: five won, one tie.
    expect(auc).toBeCloseTo(5.5 / 6, 12)
    expect(brier).toBeCloseTo((0.01 + 0.25 + 0.25 + 0.01) / 5, 12)
    expect(bins.map(({ low, high, count, right }) => [low, high, count, right])).toEqual([
      [0.1, 0.2, 1, 0],
      [0.5, 0.6, 2, 0.5],
      [0.9, 1, 2, 1],
    ])
    expect(bins[2]!.score).toBeCloseTo(0.95, 12)
  })

  it('has no AUC where all are right or all wrong', () => {
    expect(verifierCalibration([{ score: 0.5, right: true }]).auc).toBeNull()
    expect(verifierCalibration([])).toEqual({ solutions: 0, auc: null, brier: null, bins: [] })
  })

  it('has the AUC of all pairs, and loses nobody in the bins', () => {
    const solution = fc.record({ score: fc.integer({ min: 0, max: 20 }).map((n) => n / 20), right: fc.boolean() })
    fc.assert(
      fc.property(fc.array(solution, { maxLength: 40 }), (solutions) => {
        const { auc, bins } = verifierCalibration(solutions)
        const right = solutions.filter((one) => one.right)
        const wrong = solutions.filter((one) => !one.right)
        const won = right.flatMap((a) =>
          wrong.map((b): number => (a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0)),
        )
        if (won.length === 0) expect(auc).toBeNull()
        else expect(auc).toBeCloseTo(won.reduce((sum, one) => sum + one, 0) / won.length, 12)
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(solutions.length)
      }),
    )
  })
})
