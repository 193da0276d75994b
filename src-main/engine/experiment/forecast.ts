// The forecast of an experiment: a few small searches, and what they say of all the others.
// Knows units and their cost. Does not know how they are run.
import { exactFlops } from '../../contract/cost.ts'
import type { ExperimentForecast } from '../../contract/experiment.ts'
import { methodById } from '../../contract/method.ts'
import type { RunModel } from '../../contract/run.ts'
import type { Unit } from './plan.ts'
import type { RunUnit } from './runner.ts'

/** Budget of the calibration runs, where the experiment's are not smaller. */
const CALIBRATION_BUDGET = 4

/**
 * Runs one unit for every policy and method, on the problem in the middle of the plan, and takes time and FLOPs of the others to
 * grow with their budgets. `concurrency`: runs at once. Rejects with what a run failed with.
 */
export async function forecastOf(options: {
  units: readonly Unit[]
  policies: readonly RunModel[]
  verifier: RunModel | null
  run: RunUnit
  concurrency: number
  signal: AbortSignal
}): Promise<ExperimentForecast> {
  const { units, policies, verifier, run, concurrency, signal } = options
  const kinds = new Map<string, Unit[]>()
  for (const unit of units) {
    const key = JSON.stringify([unit.policy, unit.method])
    const kind = kinds.get(key)
    if (kind) kind.push(unit)
    else kinds.set(key, [unit])
  }
  const opened = new Set<string>()
  let seconds = 0
  let flops: number | null = 0
  let runs = 0
  for (const kind of kinds.values()) {
    const middle = kind[Math.floor(kind.length / 2)]!
    const sample = withBudget(middle, Math.min(CALIBRATION_BUDGET, middle.budget))
    // The first run of a policy also opens its model, which an experiment does once.
    if (!opened.has(middle.policy)) await run(sample.run, signal)
    opened.add(middle.policy)
    const { tree, seconds: taken } = await run(sample.run, signal)
    runs += 1
    const policy = policies.find(({ id }) => id === middle.policy)!
    const used = exactFlops(tree.cost, policy, middle.run.verifier === null ? null : verifier)
    const times = kind.reduce((sum, { budget }) => sum + budget, 0) / sample.budget
    seconds += (taken * times) / concurrency
    flops = flops === null || used === null ? null : flops + used * times
  }
  return { units: units.length, flops, seconds, calibrationRuns: runs }
}

function withBudget(unit: Unit, budget: number): Unit {
  const key = methodById(unit.run.method).budget
  if (key === null) return unit
  return { ...unit, budget, run: { ...unit.run, parameters: { ...unit.run.parameters, [key]: budget } } }
}
