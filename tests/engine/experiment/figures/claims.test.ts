// The paper's claims, read from a made-up summary whose ratios and differences are set by hand.
import { describe, expect, it } from 'vitest'
import { methodClaims, sizeClaims } from '../../../../src-main/contract/experiment-claims.ts'
import type { CostAxis, Estimate, ExperimentSummary } from '../../../../src-main/contract/experiment-summary.ts'
import { summarize } from '../../../../src-main/engine/experiment/figures/summary.ts'
import { syntheticHeader, syntheticResults } from '../synthetic.ts'

const METHODS = [
  { method: 'greedy' as const },
  { method: 'majority' as const },
  { method: 'weighted' as const },
  { method: 'rebase' as const },
]
const [MAJORITY, WEIGHTED, REBASE] = [1, 2, 3]
const header = syntheticHeader({ problems: 4, policies: 3, seeds: 1, budgets: [1, 8, 16], methods: METHODS })
const whole = summarize(header, syntheticResults(header))

const ratioOf = (axis: CostAxis, ratio: Estimate | null) => ({
  reference: { policy: 'policy-1', method: MAJORITY },
  challenger: { policy: 'policy-0', method: REBASE },
  ...{ axis, ratio, accuracy: 0.612, reached: ratio === null ? 0.01 : 0.995 },
})

const placeOf = (policy: string, method: number, budget: number) =>
  whole.points.findIndex((one) => one.policy === policy && one.method === method && one.budget === budget)

const differenceOf = (axis: CostAxis, budget: number, difference: Estimate) => ({
  ...{ axis, difference, p: 0.01, beyond: budget === 16 },
  point: placeOf('policy-0', REBASE, budget),
  against: { policy: 'policy-0', method: WEIGHTED },
})

const summaryWith = (changes: Partial<ExperimentSummary>): ExperimentSummary => ({
  ...whole,
  ratios: [],
  comparisons: [],
  ...changes,
})

describe('claim A', () => {
  it.each([
    {
      ratio: { value: 3.4, low: 2.1, high: 5.04 },
      verdict: 'holds',
      words: '3.4 times fewer (95 % interval 2.1 to 5.0)',
    },
    { ratio: { value: 2.4, low: 0, high: 5 }, verdict: 'unsure', words: '2.4 times fewer (95 % interval 0.0 to 5.0)' },
    { ratio: { value: 1.5, low: 1.2, high: 1.9 }, verdict: 'fails', words: '1.5 times fewer' },
    { ratio: { value: 0.5, low: 0, high: 0.8 }, verdict: 'fails', words: '2.0 times more (95 % interval 1.3 to ∞)' },
    { ratio: null, verdict: 'fails', words: 'never reaches the 61.2 %' },
  ])('$verdict: $words', ({ ratio, verdict, words }) => {
    const both = ratioOf('policyAndVerifier', { value: 1.9, low: 1.2, high: 2.8 })
    const claims = sizeClaims(summaryWith({ ratios: [ratioOf('paper', ratio), both] }))
    expect(claims).toHaveLength(1)
    expect(claims[0]!.verdict).toBe(verdict)
    expect(claims[0]!.text).toContain('Model policy-0 with REBASE')
    expect(claims[0]!.text).toContain('61.2 % of Model policy-1 with majority voting')
    expect(claims[0]!.text).toContain(words)
    expect(claims[0]!.details[0]).toBe('With the PRM counted: 1.9 times fewer (95 % interval 1.2 to 2.8) FLOPs.')
  })

  it('is told of each policy and the next larger one, and of no others', () => {
    expect(
      sizeClaims(whole).map(({ text }) => /Model (\S+) with REBASE.* of Model (\S+)/.exec(text)!.slice(1)),
    ).toEqual([
      ['policy-0', 'policy-1'],
      ['policy-1', 'policy-2'],
    ])
  })
})

describe('claim B', () => {
  const above = { value: 0.032, low: 0.011, high: 0.053 }
  it.each([
    { last: { value: 0.021, low: 0.004, high: 0.038 }, verdict: 'holds', words: 'is better' },
    { last: { value: 0.021, low: -0.004, high: 0.046 }, verdict: 'unsure', words: 'is better' },
    { last: { value: -0.001, low: -0.02, high: 0.018 }, verdict: 'fails', words: 'is not better' },
  ])('$verdict', ({ last, verdict, words }) => {
    const comparisons = [
      differenceOf('paper', 1, { value: -1, low: -1, high: -1 }),
      differenceOf('paper', 16, last),
      differenceOf('paper', 8, above),
      differenceOf('policyAndVerifier', 8, { value: 0.01, low: -0.01, high: 0.03 }),
    ]
    const [claim, ...others] = methodClaims(summaryWith({ comparisons }))
    expect(others).toEqual([])
    expect(claim!.verdict).toBe(verdict)
    expect(claim!.text).toContain(
      `Model policy-0 with REBASE ${words} than weighted voting at every budget from 8 to 16`,
    )
    expect(claim!.text).toContain('at budget 16')
    expect(claim!.details[0]).toMatch(
      /^Policy FLOPs: budget 8: \+3\.2 points \(1\.1 to 5\.3\); budget 16: .*, nearest cost\.$/,
    )
    expect(claim!.details[1]).toBe('Policy and PRM FLOPs: budget 8: +1.0 points (−1.0 to 3.0).')
  })

  it('needs weighted voting at the end of REBASE', () => {
    const methods = whole.methods.map((one) => ({ ...one, parameters: { choose: 'majority' } }))
    expect(methodClaims({ ...whole, methods })).toEqual([])
    expect(sizeClaims({ ...whole, methods })).toEqual([])
  })
})
