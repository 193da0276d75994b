// The forecast on a machine whose clock moves only when a run is done, so that all its figures are known beforehand.
import { describe, expect, it } from 'vitest'
import { NO_COST } from '../../../../src-main/contract/cost.ts'
import type { RunSpec } from '../../../../src-main/contract/run.ts'
import { forecastOf } from '../../../../src-main/engine/experiment/run/forecast.ts'
import { grown } from '../../../../src-main/engine/experiment/run/growth.ts'
import type { MemoryPlan } from '../../../../src-main/engine/experiment/run/runner.ts'
import { planOf, problemsOf } from '../../../../src-main/engine/experiment/run/plan.ts'
import { eventsOf, headerOf, PROBLEMS, specOf } from '../experiments.ts'

/** Forecasts the experiment where a run of this budget takes `secondsOf` of the machine, whoever else runs. */
async function foretell(
  changes: Parameters<typeof specOf>[0],
  secondsOf: (spec: RunSpec, budget: number) => number,
  memory: MemoryPlan = { bytes: Infinity, of: () => 0 },
  device = 'cpu',
) {
  const spec = specOf(changes)
  const header = headerOf(spec)
  const policies = header.policies.map((policy) => ({ ...policy, device }))
  const { verifier } = header
  const units = planOf(spec, problemsOf(spec, PROBLEMS), [])
  let clock = 0
  let [running, most] = [0, 0]
  const forecast = await forecastOf({
    units,
    policies,
    verifier,
    memory,
    concurrency: 8,
    signal: new AbortController().signal,
    now: () => clock,
    async run(run) {
      const budget = Number(run.parameters['width'] ?? run.parameters['expansions'] ?? 1)
      most = Math.max(most, (running += 1))
      await new Promise((resolve) => setImmediate(resolve))
      clock += secondsOf(run, budget)
      running -= 1
      const cost = { ...NO_COST, policy: { ...NO_COST.policy, generatedTokens: 10 * budget } }
      return [...eventsOf(run), { sequence: 99, seconds: 1, change: { type: 'cost', cost } }]
    },
  })
  const truth = units.reduce((sum, { run, budget }) => sum + secondsOf(run, budget), 0)
  return { forecast, truth, units, most, clock }
}

describe('the forecast of an experiment', () => {
  it('is the time of the machine where that grows linearly, with as many at once as the experiment runs', async () => {
    const { forecast, truth, units, most } = await foretell({ budgets: [1, 4, 8] }, (_, budget) => 0.01 * budget)
    expect(forecast.seconds).toBeCloseTo(truth, 9)
    expect(most).toBe(8)
    // Groups of eight at the small budget for greedy, pool and REBASE, of four at the larger one for the last two.
    expect(forecast).toMatchObject({ units: units.length, calibrationRuns: 2 * (3 * 8 + 2 * 4) })
  })

  it('runs no more at once than the experiment will, by its memory', async () => {
    const memory: MemoryPlan = { bytes: 24, of: ({ budget }) => 8 * budget }
    const { forecast, truth, most } = await foretell({ budgets: [1, 4, 8] }, (_, budget) => 0.01 * budget, memory)
    expect(forecast.seconds).toBeCloseTo(truth, 9)
    expect(most).toBe(3)
    // Three of them at the small budget, one at the larger one, which fits nowhere.
    expect(forecast.calibrationRuns).toBe(2 * (3 * 3 + 2))
  })

  it('knows FLOPs of budgets that it did not measure', async () => {
    const { forecast, units } = await foretell({ budgets: [1, 64], policies: ['small'] }, () => 0.001)
    const tokens = units.reduce((sum, { budget }) => sum + 10 * budget, 0)
    expect(forecast.flops! / (2 * 100 * tokens)).toBeCloseTo(1, 9)
  })

  it('lets a method grow as with the policy before where the time is up', async () => {
    const slow = (run: RunSpec, budget: number) => (run.policy === 'large' ? 1 : 0.25) * (1 + budget / 4)
    const { forecast, truth } = await foretell({ budgets: [1, 8] }, slow)
    expect(forecast.seconds).toBeCloseTo(truth, 9)
    expect(forecast.calibrationRuns).toBe(2 * 3 * 8 + 2 * 4)
  })

  it('tells between what times the truth lies, whether searches share all or nothing', async () => {
    for (const exponent of [0.4, 1]) {
      const { forecast, truth } = await foretell({ budgets: [1, 64] }, (_, budget) => 0.01 * budget ** exponent)
      expect(forecast.range!.low).toBeLessThan(truth)
      expect(forecast.range!.high).toBeGreaterThan(truth)
    }
  })

  it('tells no time where a model is behind a server, whose speed a few searches do not tell', async () => {
    const memory: MemoryPlan = { bytes: Infinity, of: () => 0 }
    const { forecast } = await foretell({ budgets: [1, 64] }, (_, budget) => 0.01 * budget, memory, 'server')
    expect(forecast).toMatchObject({ seconds: null, range: null })
    expect(forecast.calibrationRuns).toBeGreaterThan(0)
  })

  it('does not fall where a larger budget was measured as quicker', async () => {
    const { forecast, units } = await foretell({ budgets: [1, 64] }, (_, budget) => (budget > 1 ? 0.01 : 0.02))
    expect(forecast.seconds).toBeGreaterThan(0.01 * units.length)
    expect(forecast.seconds).toBeLessThanOrEqual(0.02 * units.length)
  })
})

describe('a figure that grows', () => {
  it.each([
    { small: [1, 2], large: [8, 16], budget: 64, value: 128 },
    { small: [1, 4], large: [4, 8], budget: 16, value: Math.sqrt(24 * 16) },
    { small: [1, 4], large: [4, 8], budget: 4, value: 8 },
    { small: [1, 4], large: [4, 8], budget: 1, value: 4 },
    { small: [1, 4], large: [8, 3], budget: 64, value: 3 },
    { small: [2, 5], large: [2, 5], budget: 64, value: 5 },
  ])('$small, $large: $value at $budget', ({ small, large, budget, value }) => {
    const at = ([size, figure]: number[]) => ({ budget: size!, value: figure! })
    expect(grown(at(small), at(large), budget)).toBeCloseTo(value, 9)
  })
})
