// The forecast of an experiment: a few small searches, as many at once as the experiment runs, and what they say of all the others.
// Knows units, groups of them and their cost. Does not know how they are run, or how figures grow (growth.ts).
import { exactFlops } from '../../../contract/cost.ts'
import { foldChanges } from '../../../contract/tree.ts'
import type { ExperimentForecast } from '../../../contract/experiment.ts'
import { methodById } from '../../../contract/method.ts'
import type { RunModel } from '../../../contract/run.ts'
import { grown, growthBounds } from './growth.ts'
import type { Unit } from './plan.ts'
import type { MemoryPlan, RunUnit } from './runner.ts'

/** The larger budget of the calibration, where the experiment's are not smaller. */
const LARGER_BUDGET = 8
/** Searches at the small budget at once: enough to fill a batch, few enough to be done soon. */
const SMALL_GROUP = 16
/** Searches at the larger budget at once: their solutions fill the batch as all others do at the small one. */
const LARGER_GROUP = 4
/** By how much a time may differ from a few searches of the calibration, either way: other problems, a busier machine. */
const MARGIN = 1.5
/** Seconds after which no further group is begun but those that cannot be done without. */
const LIMIT = 6

/** What one unit took, as one of a group. */
interface Figures {
  budget: number
  /** The group's time, shared among its units. */
  seconds: number
  /** Null where a model's shape is not known. */
  flops: number | null
}

/** The units of one policy and method, and what was measured of them. */
interface Kind {
  units: Unit[]
  small: Figures | null
  large: Figures | null
}

/**
 * Runs a group of units for every policy and method at its smallest budget, and a group at a larger one, policies with the most
 * parameters first. Units of a group run together, so that they share passes as in the experiment: a unit's time is the group's
 * time over its size; there are as many as the memory plan lets the experiment run at once. Where the larger group finds no time, the method grows as it does with the policy before. `concurrency`: units
 * at once. `now`: a clock in seconds. Rejects with what a run failed with.
 */
export async function forecastOf(options: {
  units: readonly Unit[]
  policies: readonly RunModel[]
  verifier: RunModel | null
  run: RunUnit
  memory: MemoryPlan
  concurrency: number
  signal: AbortSignal
  now?: () => number
}): Promise<ExperimentForecast> {
  const { units, policies, verifier, run, memory, concurrency, signal, now = () => performance.now() / 1000 } = options
  const kinds = kindsOf(units, policies)
  const begin = now()
  let calibrationRuns = 0

  const measure = async (kind: Kind, wanted: number, size: number): Promise<Figures> => {
    const group = withinMemory(groupOf(kind.units, size, wanted), memory)
    const from = now()
    const runs = await Promise.all(group.map((unit) => run(unit.run, signal)))
    const costs = runs.map((events) => foldChanges(events.map(({ change }) => change)).cost)
    const seconds = (now() - from) / group.length
    calibrationRuns += group.length
    const flops = costs.map((cost, place) => {
      const unit = group[place]!
      const policy = policies.find(({ id }) => id === unit.policy)!
      return exactFlops(cost, policy, unit.run.verifier === null ? null : verifier)
    })
    const sum = flops.reduce<number | null>((all, one) => (all === null || one === null ? null : all + one), 0)
    return { budget: group[0]!.budget, seconds, flops: sum === null ? null : sum / group.length }
  }

  const opened = new Set<string>()
  for (const kind of kinds) {
    const [first] = kind.units
    // The first run of a policy also opens its model, which an experiment does once; the PRM's comes with its first scores.
    const models = `${first!.policy} ${first!.run.verifier ?? ''}`
    if (!opened.has(models)) await run(withBudget(first!, 1).run, signal)
    opened.add(models)
    kind.small = await measure(kind, 1, Math.min(SMALL_GROUP, concurrency))
  }
  const known = new Map<number | null, Kind>()
  for (const kind of kinds) {
    const { method } = kind.units[0]!
    const grows = kind.units.some(({ budget }) => budget > kind.small!.budget)
    if (!grows || (known.has(method) && now() - begin > LIMIT)) continue
    kind.large = await measure(kind, LARGER_BUDGET, Math.min(LARGER_GROUP, concurrency))
    known.set(method, kind)
  }

  let [seconds, low, high] = [0, 0, 0]
  let flops: number | null = 0
  for (const kind of kinds) {
    const like = kind.large ? kind : known.get(kind.units[0]!.method)
    for (const { budget } of kind.units) {
      seconds += figureAt(kind, like, budget, 'seconds')!
      const bounds = boundsAt(kind, like, budget)
      low += bounds.low / MARGIN
      high += bounds.high * MARGIN
      const used = figureAt(kind, like, budget, 'flops')
      flops = flops === null || used === null ? null : flops + used
    }
  }
  const served = [...policies, verifier].some((model) => model?.device === 'server')
  const time = served ? { seconds: null, range: null } : { seconds, range: { low, high } }
  return { units: units.length, flops, ...time, calibrationRuns }
}

/** The least and the most seconds of a kind at a budget, by the two laws of growth. */
function boundsAt(kind: Kind, like: Kind | undefined, budget: number): { low: number; high: number } {
  const own = kind.small!.seconds
  if (!like?.small || !like.large || budget === kind.small!.budget) return { low: own, high: own }
  const small = { budget: like.small.budget, value: like.small.seconds }
  const { power, line } = growthBounds(small, { budget: like.large.budget, value: like.large.seconds }, budget)
  const share = small.value === 0 ? 1 : own / small.value
  return { low: Math.min(power, line) * share, high: Math.max(power, line) * share }
}

/** A kind's figure at a budget; `like`: the kind whose growth it has. */
function figureAt(kind: Kind, like: Kind | undefined, budget: number, of: 'seconds' | 'flops'): number | null {
  const own = kind.small![of]
  if (!like?.small || !like.large || budget === kind.small!.budget) return own
  const [small, large] = [like.small[of], like.large[of]]
  if (own === null || small === null || large === null || small === 0) return null
  const at = grown({ budget: like.small.budget, value: small }, { budget: like.large.budget, value: large }, budget)
  return (own * at) / small
}

/** The units of the plan that are run, by policy and method; the largest policy's first. */
function kindsOf(units: readonly Unit[], policies: readonly RunModel[]): Kind[] {
  const kinds = new Map<string, Kind>()
  for (const unit of units) {
    if (unit.within !== null) continue
    const key = JSON.stringify([unit.policy, unit.method])
    const kind = kinds.get(key)
    if (kind) kind.units.push(unit)
    else kinds.set(key, { units: [unit], small: null, large: null })
  }
  const sizes = new Map(policies.map(({ id, shape }) => [id, shape?.parameters ?? 0]))
  const sizeOf = (kind: Kind) => sizes.get(kind.units[0]!.policy) ?? 0
  return [...kinds.values()].sort((a, b) => sizeOf(b) - sizeOf(a))
}

/** Units of problems in the middle of the plan, one after another so that all levels have their part, at this budget or the nearest. */
function groupOf(units: readonly Unit[], size: number, wanted: number): Unit[] {
  const budgets = units.map(({ budget }) => budget)
  // Pools and anytime methods are run at their largest budget only, but may be run at any smaller one.
  const [{ method, run }] = units as [Unit]
  const least = method === null || methodById(run.method).anytime ? 1 : Math.min(...budgets)
  const budget = Math.min(Math.max(wanted, least), Math.max(...budgets))
  const problems = [...new Map(units.map((unit) => [unit.problem.id, unit])).values()]
  const from = Math.max(0, Math.floor((problems.length - size) / 2))
  const chosen = Array.from({ length: size }, (_, place) => problems[(from + place) % problems.length]!)
  return chosen.map((unit) => withBudget(unit, budget))
}

/** The first of a group that fit into memory together, one at least. */
function withinMemory(group: readonly Unit[], { bytes, of }: MemoryPlan): Unit[] {
  let held = 0
  return group.filter((unit, place) => (held += of(unit)) <= bytes || place === 0)
}

function withBudget(unit: Unit, budget: number): Unit {
  const key = methodById(unit.run.method).budget
  if (key === null) return unit
  return { ...unit, budget, run: { ...unit.run, parameters: { ...unit.run.parameters, [key]: budget } } }
}
