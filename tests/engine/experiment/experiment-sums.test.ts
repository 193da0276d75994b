import { afterEach, expect, it } from 'vitest'
import { createExperimentSums } from '../../../src-main/engine/experiment/experiment-sums.ts'
import type { ExperimentSums } from '../../../src-main/engine/experiment/experiment-sums.ts'
import { planOf, problemsOf } from '../../../src-main/engine/experiment/run/plan.ts'
import { resultOf } from '../../../src-main/engine/experiment/run/runner.ts'
import { exportOf } from '../../../src-main/engine/experiment/export/export.ts'
import { comparePoints, summarize } from '../../../src-main/engine/experiment/figures/summary.ts'
import { headerOf, PROBLEMS, specOf, treeOf } from './experiments.ts'

let sums: ExperimentSums
afterEach(() => sums.close())

const spec = specOf()
const header = headerOf(spec)
const entries = planOf(spec, problemsOf(spec, PROBLEMS), []).map((unit) => ({
  unit: unit.index,
  seconds: 0.25 * unit.budget,
  result: resultOf(unit, treeOf(unit.run)),
}))
const results = entries.map(({ result }) => result)
const seconds = entries.map((entry) => entry.seconds)

it('sums up in its thread what it was sent so far, and says the same as the arithmetic here', async () => {
  sums = createExperimentSums()
  const part = await sums.summary({ id: 'one', header, entries: entries.slice(0, 40) })
  expect(part).toEqual(summarize(header, results.slice(0, 40), seconds.slice(0, 40)))
  expect(part.points.some(({ complete }) => complete)).toBe(false)
  const whole = summarize(header, results, seconds, { resamples: 10_000 })
  expect(await sums.summary({ id: 'one', header, entries })).toEqual(whole)
  const csv = await sums.export({ id: 'one', header, entries }, { format: 'csv', figure: '' })
  expect(csv).toEqual(exportOf('csv', { header, results, seconds, summary: () => whole }))
  sums.forget('one')
  expect(await sums.summary({ id: 'one', header, entries })).toEqual(whole)
})

it('compares two points, and refuses those without a problem in common', async () => {
  sums = createExperimentSums()
  const first = { policy: 'small', method: 3, budget: 4 }
  const second = { policy: 'large', method: 0, budget: 1 }
  const found = await sums.compare({ id: 'one', header, entries }, { first, second })
  expect(found).toEqual(comparePoints(header, results, first, second))
  expect(found.problems).toBe(6)
  const nothing = sums.compare({ id: 'two', header, entries: [] }, { first, second })
  await expect(nothing).rejects.toMatchObject({ report: { code: 'bad-input' } })
})

it('hands on what is refused', async () => {
  sums = createExperimentSums()
  const asked = sums.export({ id: 'one', header, entries }, { format: 'html', figure: '<script>alert(1)</script>' })
  await expect(asked).rejects.toThrow(/SVG/)
})

it('tells that its thread was lost, and starts another', async () => {
  const crash = `import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { throw new Error('crash') })`
  sums = createExperimentSums(new URL(`data:text/javascript,${encodeURIComponent(crash)}`))
  for (let turn = 0; turn < 2; turn++) {
    await expect(sums.summary({ id: 'one', header, entries })).rejects.toThrow('could not be summed up')
  }
})
