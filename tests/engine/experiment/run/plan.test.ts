import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { methodById, METHODS } from '../../../../src-main/contract/method.ts'
import { PromptRecord } from '../../../../src-main/contract/prompt-record.ts'
import { Sampling } from '../../../../src-main/contract/sampling.ts'
import { planOf, problemsOf, runSeedOf } from '../../../../src-main/engine/experiment/run/plan.ts'
import { PROBLEMS, specOf } from '../experiments.ts'

describe('problemsOf', () => {
  it('takes the levels in turn, so that a limit cuts them evenly', () => {
    const ids = (limit: number | null, levels: number[] | null = null) =>
      problemsOf(specOf({ problems: { limit, levels } }), PROBLEMS).map(({ id }) => id)
    expect(ids(null)).toEqual(['L1-1', 'L2-1', 'L1-2', 'L2-2', 'L1-3', 'L2-3'])
    expect(ids(3)).toEqual(['L1-1', 'L2-1', 'L1-2'])
    expect(ids(null, [2])).toEqual(['L2-1', 'L2-2', 'L2-3'])
    expect(ids(null, [7])).toEqual([])
  })
})

describe('planOf', () => {
  it('draws one pool for all sampling methods, and a run for every budget of the others', () => {
    const spec = specOf()
    const units = planOf(spec, PROBLEMS.slice(0, 1), [])
    const seen = units.map(({ policy, seed, method, budget, run }) => [policy, seed, method, budget, run.method])
    expect(seen.slice(0, 4)).toEqual([
      ['small', 1, null, 4, 'weighted'],
      ['small', 1, 0, 1, 'greedy'],
      ['small', 1, 3, 1, 'rebase'],
      ['small', 1, 3, 4, 'rebase'],
    ])
    expect(units).toHaveLength(2 * 2 * 4)
    expect(units.map(({ index }) => index)).toEqual(units.map((_, index) => index))
    expect(units[0]!.run).toMatchObject({ parameters: { width: 4 }, verifier: 'judge', seed: runSeedOf(1, 'L1-1') })
    expect(units[1]!.run.verifier).toBeNull()
    expect(units[3]!.run.parameters).toMatchObject({ width: 4, balanceTemperature: 0.1 })
  })

  it('samples as the specification says, else as each policy does, else by the defaults', () => {
    const prompt = PromptRecord.parse({
      layout: { kind: 'plain', template: '{question}', addBeginning: true },
      steps: { kind: 'lines' },
      sampling: { temperature: 0.3, topK: 20 },
    })
    const units = planOf(specOf({ sampling: { temperature: 0.9 } }), PROBLEMS.slice(0, 1), [{}, { prompt }])
    const samplings = (id: string) => units.filter(({ policy }) => policy === id).map(({ run }) => run.sampling)
    expect(new Set(samplings('small'))).toEqual(new Set([Sampling.parse({ temperature: 0.9 })]))
    expect(new Set(samplings('large'))).toEqual(new Set([Sampling.parse({ temperature: 0.9, topK: 20 })]))
  })

  it('asks no PRM where no method needs one, and gives adaptive sampling runs of its own', () => {
    const plain = planOf(specOf({ methods: [{ method: 'majority' }], verifier: null }), PROBLEMS.slice(0, 1), [])
    expect(plain.map(({ run }) => [run.method, run.verifier])).toEqual(Array(4).fill(['majority', null]))
    const adaptive = planOf(
      specOf({ methods: [{ method: 'majority', parameters: { stopAt: 0.95 } }], seeds: [1], policies: ['small'] }),
      PROBLEMS.slice(0, 1),
      [],
    )
    expect(adaptive.map(({ method, budget }) => [method, budget])).toEqual([
      [0, 1],
      [0, 4],
    ])
  })

  it('has every point exactly once, whatever is asked', () => {
    const methods = fc.uniqueArray(fc.constantFrom(...METHODS.map(({ id }) => id)), { minLength: 1 })
    // Such as every method can spend whole: at most four samples, or fours of them.
    const budget = fc.oneof(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 2, max: 16 }).map((fours) => 4 * fours),
    )
    const budgets = fc.uniqueArray(budget, { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(methods, budgets, (ids, sizes) => {
        const spec = specOf({ methods: ids.map((method) => ({ method })), budgets: sizes })
        const units = planOf(spec, PROBLEMS, [])
        const keys = units.map(({ policy, seed, problem, method, budget }) =>
          [policy, seed, problem.id, method, budget].join(),
        )
        expect(new Set(keys).size).toBe(keys.length)
        for (const unit of units) {
          if (unit.within === null) continue
          const whole = units[unit.within]!
          expect(whole).toMatchObject({ policy: unit.policy, seed: unit.seed, method: unit.method, within: null })
          expect(whole.problem).toBe(unit.problem)
          expect(whole.budget).toBe(Math.max(...sizes))
        }
        const anytime = ids.filter((id) => methodById(id).anytime).length
        const parts = units.filter(({ within }) => within !== null).length
        expect(parts).toBe(PROBLEMS.length * 2 * 2 * anytime * (sizes.length - 1))
        const sampling = ids.filter((id) => ['majority', 'best-of-n', 'weighted'].includes(id)).length
        const searched = ids.length - sampling - (ids.includes('greedy') ? 1 : 0)
        const each = (sampling > 0 ? 1 : 0) + (ids.includes('greedy') ? 1 : 0) + searched * sizes.length
        expect(units).toHaveLength(PROBLEMS.length * 2 * 2 * each)
      }),
      { numRuns: 50 },
    )
  })

  it.each([
    [{ methods: [{ method: 'dvts' }], budgets: [4, 6, 8] }, /6 and 4 leave 2 samples over/],
    [{ methods: [{ method: 'rebase' }], verifier: null }, /needs a process reward model/],
    [{ methods: [{ method: 'rebase', parameters: { width: 4 } }] }, /budget of REBASE/],
    [{ methods: [{ method: 'rebase', parameters: { nonsense: 4 } }] }, /nonsense/],
  ])('refuses %j', (changes, message) => {
    expect(() => planOf(specOf(changes), PROBLEMS, [])).toThrow(message)
  })

  it('refuses an experiment without problems', () => {
    expect(() => planOf(specOf(), [], [])).toThrow(/no problems/)
  })
})
