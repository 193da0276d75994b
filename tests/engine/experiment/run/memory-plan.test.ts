// How much memory runs of an experiment may come to hold, and that no more of them run at once.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openExperiment } from '../../../../src-main/engine/experiment/run/experiment.ts'
import { memoryPlan } from '../../../../src-main/engine/experiment/run/memory-plan.ts'
import { planOf, problemsOf } from '../../../../src-main/engine/experiment/run/plan.ts'
import { eventsOf, headerOf, PROBLEMS, specOf } from '../experiments.ts'

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

it('lets as many runs over a server go on as keep it busy several times over', () => {
  const spec = specOf()
  const [unit] = planOf(spec, problemsOf(spec, PROBLEMS), headerOf(spec).policies)
  const tokenBytes = { policies: new Map<string, number>(), verifier: 0 }
  const plan = memoryPlan({ tokenBytes, servers: new Set([unit!.policy]), limit: 1e9, total: 3000 })
  expect(plan.bytes / plan.of({ ...unit!, budget: 256 })).toBe(8)
  expect(plan.bytes / plan.of({ ...unit!, budget: 1 })).toBe(2048)
  expect(plan.of({ ...unit!, policy: 'a model here' })).toBe(0)
})

it.each([
  [25, 2],
  [5, 1],
  [1000, 5],
])('in %d bytes there run %d of ten bytes each at once, one where none fits', async (bytes, atOnce) => {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-memory-'))
  const running = { now: 0, most: 0 }
  const spec = specOf()
  const experiment = openExperiment({
    folder,
    header: headerOf(spec),
    problems: problemsOf(spec, PROBLEMS),
    concurrency: 5,
    changed: () => undefined,
    async run(wanted) {
      running.most = Math.max(running.most, ++running.now)
      await new Promise((resolve) => setTimeout(resolve, 1))
      running.now--
      return eventsOf(wanted)
    },
  })
  experiment.start({ bytes, of: () => 10 })
  await experiment.settled()
  expect(running.most).toBe(atOnce)
  expect(experiment.progress()).toMatchObject({ state: 'done', done: 96 })
  await experiment.close()
  rmSync(folder, { recursive: true })
})
