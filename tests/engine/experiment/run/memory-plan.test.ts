// How much memory runs of an experiment may come to hold.
import { expect, it } from 'vitest'
import { memoryPlan } from '../../../../src-main/engine/experiment/run/memory-plan.ts'
import { planOf, problemsOf } from '../../../../src-main/engine/experiment/run/plan.ts'
import { headerOf, PROBLEMS, specOf } from '../experiments.ts'

it('counts the tokens of every solution with both models, up to what one run keeps', () => {
  const spec = specOf()
  const [unit] = planOf(spec, problemsOf(spec, PROBLEMS), headerOf(spec).policies)
  const of = (policy: number, verifier: number, limit = 1e9) =>
    memoryPlan({ tokenBytes: { policies: new Map([[unit!.policy, policy]]), verifier }, limit, total: 3000 })
  const tokens = unit!.budget * unit!.run.sampling.maxSolutionTokens
  expect(of(10, 7).of(unit!)).toBe(17 * tokens)
  expect(of(10, 7, 8 * tokens).of(unit!)).toBe(15 * tokens)
  expect(of(0, 0).of(unit!)).toBe(0)
  expect(of(10, 7).of({ ...unit!, policy: 'a server' })).toBe(7 * tokens)
  expect(of(10, 7).bytes).toBe(1000)
})
