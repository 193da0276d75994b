// The summary against a second implementation, written here from the raw results of a small experiment with everything that
// can be odd in it: solutions without an answer, seeds that are not done, a policy of unknown size.
import { beforeAll, describe, expect, it } from 'vitest'
import { exactFlops } from '../../../../src-main/contract/cost.ts'
import { ExperimentSummary } from '../../../../src-main/contract/experiment-summary.ts'
import type { ExperimentHeader, ExperimentResult } from '../../../../src-main/contract/experiment.ts'
import { comparePoints, summarize } from '../../../../src-main/engine/experiment/figures/summary.ts'
import { pairedBootstrap } from '../../../../src-main/engine/experiment/figures/statistics.ts'
import { sameAnswer } from '../../../../src-main/grading/same-answer.ts'
import { poolCurve } from '../../../../src-main/search/pool.ts'
import { syntheticHeader, syntheticResults } from '../synthetic.ts'

const METHODS = [
  { method: 'greedy' as const },
  { method: 'majority' as const },
  { method: 'weighted' as const, parameters: { aggregate: 'min' } },
  { method: 'rebase' as const, parameters: { balanceTemperature: 0.2 } },
  { method: 'rebase' as const },
]
const VOTES = [null, { by: 'majority', aggregate: 'last' }, { by: 'weighted', aggregate: 'min' }, null, null] as const

let header: ExperimentHeader
let results: ExperimentResult[]
let times: number[]
let summary: ExperimentSummary

beforeAll(() => {
  header = syntheticHeader({
    problems: 12,
    policies: 2,
    seeds: 3,
    budgets: [4, 1, 2],
    methods: METHODS,
    shapeless: [1],
  })
  results = syntheticResults(header).filter(
    ({ policy, problem, method, seed, budget }) =>
      !(policy === 'policy-0' && problem === 'problem-5' && method === null && seed === 2) &&
      !(policy === 'policy-0' && problem === 'problem-3' && method === 3 && budget === 4) &&
      !(policy === 'policy-1' && method === 4 && seed === 3) &&
      !(policy === 'policy-1' && method === 0 && seed === 1),
  )
  times = results.map((_, place) => 1 + (place % 5))
  summary = summarize(header, results, times)
})

/** A problem's accuracy, the long way; null where a seed is missing. */
function accuracyOf(policy: string, method: number, budget: number, problem: string, seeds: readonly number[]) {
  const found = seeds.map((seed) => {
    const own = results.filter((one) => one.policy === policy && one.problem === problem && one.seed === seed)
    const vote = VOTES[method] ?? null
    if (vote === null) {
      const search = own.find((one) => one.method === method && one.budget === budget)
      return search ? Number(search.correct) : null
    }
    const unit = own.find((one) => one.method === null)
    if (!unit) return null
    const curve = poolCurve({
      ...vote,
      pool: unit.pool!,
      sizes: [budget],
      same: sameAnswer,
      seed: unit.runSeed,
      orders: 64,
    })
    return curve[0]!.accuracy
  })
  return found.includes(null) ? null : found.map((one) => one!)
}

/** Where (p - x)² = z²·x·(1 - x) / n, the definition of Wilson's interval, by halving. */
function wilson(p: number, n: number): [number, number] {
  const outside = (x: number) => (p - x) ** 2 > (1.959963984540054 ** 2 * x * (1 - x)) / n
  const search = (far: number) => {
    let [out, inside] = [far, p]
    for (let step = 0; step < 200; step++) {
      const middle = (out + inside) / 2
      if (outside(middle)) out = middle
      else inside = middle
    }
    return inside
  }
  return [search(0), search(1)]
}

describe('the summary of an experiment', () => {
  it('keeps its contract', () => {
    expect(ExperimentSummary.parse(summary)).toEqual(summary)
  })

  it('has every point that has a finished problem, by policy, method and budget', () => {
    const names = summary.points.map(({ policy, method, budget }) => `${policy} ${method} ${budget}`)
    const expected = ['policy-0', 'policy-1'].flatMap((policy) =>
      METHODS.flatMap((_, method) => (method === 0 ? [1] : [1, 2, 4]).map((budget) => `${policy} ${method} ${budget}`)),
    )
    expect(names).toEqual(expected.filter((name) => !name.startsWith('policy-1 4')))
    expect(summary.series.map(({ points }) => points.length)).toEqual([1, 3, 3, 3, 3, 1, 3, 3, 3])
    expect(summary.series.flatMap(({ points }) => points)).toEqual([...names.keys()])
  })

  it('has the accuracies, intervals and levels of a second implementation', () => {
    for (const point of summary.points) {
      const { policy, method, budget } = point
      // Greedy takes the first seed that is there; policy-1 has no seed 1.
      const seeds = method === 0 ? [policy === 'policy-0' ? 1 : 2] : header.spec.seeds
      const rows = header.problems.flatMap(({ id, level }) => {
        const own = accuracyOf(policy, method, budget, id, seeds)
        return own ? [{ level, own, mean: own.reduce((sum, one) => sum + one, 0) / own.length }] : []
      })
      const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length
      const value = mean(rows.map((row) => row.mean))
      expect(point.problems).toBe(rows.length)
      expect(point.seeds).toBe(seeds.length)
      expect(point.complete).toBe(rows.length === 12)
      expect(point.accuracy.value).toBeCloseTo(value, 12)
      const [low, high] = wilson(value, rows.length)
      expect(point.accuracy.low).toBeCloseTo(low, 9)
      expect(point.accuracy.high).toBeCloseTo(high, 9)
      for (const { level, problems, accuracy } of point.levels) {
        const own = rows.filter((row) => row.level === level)
        expect(problems).toBe(own.length)
        expect(accuracy.value).toBeCloseTo(mean(own.map((row) => row.mean)), 12)
      }
      if (seeds.length === 1) {
        expect(point.overSeeds).toBeNull()
        continue
      }
      const bySeed = seeds.map((_, seed) => mean(rows.map(({ own }) => own[seed]!)))
      const deviation = Math.sqrt(bySeed.reduce((sum, one) => sum + (one - mean(bySeed)) ** 2, 0) / 2)
      const spread = (4.302652729911275 * deviation) / Math.sqrt(3)
      expect(point.overSeeds!.low).toBeCloseTo(Math.max(0, value - spread), 9)
      expect(point.overSeeds!.high).toBeCloseTo(Math.min(1, value + spread), 9)
    }
    const [incomplete] = summary.points.filter((point) => point.policy === 'policy-0' && point.method === 1)
    expect(incomplete).toMatchObject({ problems: 11, complete: false })
    expect(summary.points.some(({ complete }) => complete)).toBe(true)
  })

  it('has the costs of a second implementation, and none that nobody knows', () => {
    const unit = (method: number | null, budget: number) =>
      results.filter((one) => one.policy === 'policy-0' && one.method === method && one.budget === budget)
    const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length
    const at = (policy: string, method: number, budget: number) =>
      summary.points.find((one) => one.policy === policy && one.method === method && one.budget === budget)!.cost
    const [model] = header.policies

    const searches = unit(4, 2)
    const rebase = at('policy-0', 4, 2)
    expect(rebase.paper).toBeCloseTo(mean(searches.map(({ cost }) => 2 * 0.4e6 * cost.policy.generatedTokens)), 3)
    expect(rebase.exact).toBeCloseTo(mean(searches.map(({ cost }) => exactFlops(cost, model!, header.verifier)!)), 3)

    // Half of the pool: the prompt of 15 tokens once, half of everything else; problem 5 is not done.
    const pools = unit(null, 4).filter(({ problem }) => problem !== 'problem-5')
    const halves = pools.map(({ cost }) => {
      const part = (usage: typeof cost.policy) => ({
        tokens: (usage.inputTokens - 15 + usage.generatedTokens) / 2,
        attended: 120 + (usage.attendedTokens - 120) / 2,
      })
      return { policy: part(cost.policy), verifier: part(cost.verifier) }
    })
    const attention = 4 * 4 * 128
    const policyFlops = halves.map(({ policy }) => 2 * 0.4e6 * (15 + policy.tokens) + attention * policy.attended)
    const prmFlops = halves.map(({ verifier }) => 2e6 * (15 + verifier.tokens) + attention * verifier.attended)
    const [majority, weighted] = [at('policy-0', 1, 2), at('policy-0', 2, 2)]
    expect(majority.paper).toBeCloseTo(mean(halves.map(({ policy }) => 2 * 0.4e6 * policy.tokens)), 3)
    expect(weighted.paper).toBe(majority.paper)
    expect(majority.policyAndVerifier).toBe(majority.paper)
    expect(weighted.policyAndVerifier).toBeCloseTo(
      majority.paper! + mean(pools.map(({ cost }) => (2e6 * cost.verifier.scoredTokens!) / 2)),
      3,
    )
    expect(majority.exact).toBeCloseTo(mean(policyFlops), 3)
    expect(weighted.exact).toBeCloseTo(mean(policyFlops) + mean(prmFlops), 3)
    const seconds = pools.map((one) => times[results.indexOf(one)]! / 2)
    expect(majority.seconds).toBeCloseTo(mean(seconds), 9)

    expect(at('policy-1', 1, 2)).toMatchObject({ paper: null, policyAndVerifier: null, exact: null })
    expect(at('policy-1', 1, 2).seconds).toBeGreaterThan(0)
    expect(summarize(header, results).points.every(({ cost }) => cost.seconds === null)).toBe(true)
  })

  it('advises the points of the frontier, and is unsure of none that cost nothing known', () => {
    for (const axis of ['paper', 'policyAndVerifier', 'distinct', 'exact', 'seconds'] as const) {
      const known = summary.points.filter(({ cost }) => cost[axis] !== null)
      const entries = summary.advice.filter((entry) => entry.axis === axis)
      const best = known.filter(
        (one) =>
          !known.some(
            (other) =>
              other.cost[axis]! <= one.cost[axis]! &&
              other.accuracy.value >= one.accuracy.value &&
              (other.cost[axis]! < one.cost[axis]! || other.accuracy.value > one.accuracy.value),
          ),
      )
      expect(new Set(entries.map(({ cost }) => cost))).toEqual(new Set(best.map(({ cost }) => cost[axis])))
      for (const { cost, point } of entries) {
        expect(best).toContain(summary.points[point])
        expect(summary.points[point]!.cost[axis]).toBe(cost)
      }
    }
    for (const { policy, onFrontier } of summary.points) {
      if (policy === 'policy-1') expect(onFrontier).toMatchObject({ paper: null, policyAndVerifier: null, exact: null })
      else expect(onFrontier.paper).toBeTypeOf('number')
    }
  })

  it('has ratios, comparisons and calibrations of what is known', () => {
    const sized = summary.series.filter(({ policy }) => policy === 'policy-0').length
    const all = summary.series.length
    expect(summary.ratios.filter(({ axis }) => axis === 'paper')).toHaveLength(sized * (sized - 1))
    expect(summary.ratios.filter(({ axis }) => axis === 'seconds')).toHaveLength(all * (all - 1))
    for (const { point, against } of summary.comparisons) {
      expect(summary.points[point]!.policy).toBe(against.policy)
      expect(summary.points[point]!.method).not.toBe(against.method)
    }
    // One size is known, so no law of sizes.
    expect(summary.laws).toEqual([])
    const pooled = results.flatMap(({ pool }) => pool ?? []).length
    expect(summary.calibration.map(({ policy }) => policy)).toEqual([null, 'policy-0', 'policy-1'])
    expect(summary.calibration[0]!.solutions).toBe(pooled)
    expect(summary.methods.map(({ label }) => label)).toEqual([
      'Greedy',
      'Majority voting',
      'Weighted voting',
      'REBASE, balance temperature 0.2',
      'REBASE, balance temperature 0.1',
    ])
  })

  it('is the same again, for copies and in another order', () => {
    const places = [...results.keys()].reverse()
    const copy = places.map((place) => structuredClone(results[place]!))
    const again = summarize(
      structuredClone(header),
      copy,
      places.map((place) => times[place]!),
    )
    expect({ ...again, calibration: null }).toEqual({ ...summary, calibration: null })
    expect(again.calibration.map(({ auc }) => auc)).toEqual(summary.calibration.map(({ auc }) => auc))
  })

  it('leaves out what the header does not name, and is empty where nothing is done', () => {
    const foreign = { ...results[0]!, policy: 'another' }
    const unknown = { ...results[0]!, problem: 'another' }
    expect(summarize(header, [...results, foreign, unknown], times)).toEqual(summary)
    expect(summarize(header, [])).toMatchObject({ points: [], series: [], ratios: [], advice: [], calibration: [] })
  })
})

describe('two points', () => {
  it('are compared on the problems that both have done', () => {
    const a = { policy: 'policy-0', method: 3, budget: 4 }
    const b = { policy: 'policy-0', method: 1, budget: 4 }
    const mean = (values: number[] | null) => values && values.reduce((sum, one) => sum + one, 0) / values.length
    const differences = header.problems.flatMap(({ id }) => {
      const [first, second] = [a, b].map(({ policy, method, budget }) =>
        mean(accuracyOf(policy, method, budget, id, header.spec.seeds)),
      )
      return first == null || second == null ? [] : [first - second]
    })
    expect(differences).toHaveLength(10)
    const { mean: value, low, high, p } = pairedBootstrap({ differences })
    expect(comparePoints(header, results, a, b)).toEqual({ difference: { value, low, high }, p, problems: 10 })
    expect(() => comparePoints(header, results, a, { ...b, budget: 3 })).toThrow(RangeError)
  })
})
