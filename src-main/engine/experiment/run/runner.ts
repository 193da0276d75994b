// Runs the units of an experiment, a few at once, and keeps each result before it begins another.
// Knows the plan, the journal, pausing and order. Does not know models, processes or windows.
import type { ErrorReport } from '../../../contract/errors.ts'
import { EspalierError, reportOf } from '../../../contract/errors.ts'
import type { ExperimentResult, ExperimentState } from '../../../contract/experiment.ts'
import type { RunEvent } from '../../../contract/event.ts'
import type { RunModel, RunSpec } from '../../../contract/run.ts'
import { foldChanges } from '../../../contract/tree.ts'
import type { Tree } from '../../../contract/tree.ts'
import { tokensOf } from '../../../search/policy.ts'
import { poolOf } from '../../../search/pool.ts'
import { poolShares } from '../../../search/pool-shares.ts'
import { changesWithin, shorterRun } from '../../../search/shorter-run.ts'
import type { Journal, JournalEntry } from './journal.ts'
import type { Unit } from './plan.ts'

/**
 * Searches once, and tells the events of the whole run. `opened` is told its models before it begins, and may throw. Rejects with what went
 * wrong; with the signal's reason when it is aborted.
 */
export type RunUnit = (
  spec: RunSpec,
  signal: AbortSignal,
  opened?: (models: readonly RunModel[]) => void,
) => Promise<readonly RunEvent[]>

/** Which units come first; see `Runner.prefer`. */
export type Preference = Pick<Unit, 'policy' | 'method' | 'budget'>

export interface RunnerProgress {
  state: ExperimentState
  error: ErrorReport | null
  done: number
  units: number
  /** Seconds of all finished runs together, which is the time that they took the machine. */
  unitSeconds: number
  preferred: Preference | null
}

/** What the runs that go on may hold in memory together, and what one may come to hold at most, in bytes. */
export interface MemoryPlan {
  bytes: number
  of: (unit: Unit) => number
}

export interface Runner {
  /** Fewer units run at once where more would not fit into memory; one always does. */
  start(memory?: MemoryPlan): void
  /** Begins no further unit; those that run are finished. */
  pause(): void
  /** Stops what runs within one token. What is finished stays. */
  cancel(): void
  /** Units that fit come next, in the order of the plan; null takes the wish back. */
  prefer(preference: Preference | null): void
  progress(): RunnerProgress
  /** Results so far, in the order in which they came. */
  entries(): readonly JournalEntry[]
  /** Resolves when nothing runs any more: paused, done, cancelled or failed. */
  settled(): Promise<void>
}

/**
 * A runner over the units that the journal does not hold yet. `changed` is called after every unit and change of state. `now`: a
 * clock in seconds. The seconds of a unit are its share of the machine: time goes by divided by the number of runs at once.
 */
export function createRunner(options: {
  units: readonly Unit[]
  journal: Journal
  run: RunUnit
  concurrency: number
  changed: (entry: JournalEntry | null) => void
  now: () => number
}): Runner {
  const { units, journal, run, concurrency, changed, now } = options
  const entries = [...journal.entries]
  const finished = new Set(entries.map(({ unit }) => unit))
  const open = units.filter(({ index, within }) => within === null && !finished.has(index))
  /** Units that need no run of their own, by the one whose run tells them. */
  const parts = new Map<number, Unit[]>()
  for (const unit of units) if (unit.within !== null) parts.set(unit.within, [...(parts.get(unit.within) ?? []), unit])
  let state: ExperimentState = open.length === 0 && journal.finished ? 'done' : 'ready'
  let error: ErrorReport | null = null
  let preference: Preference | null = null
  let abort = new AbortController()
  const running = new Set<Promise<void>>()
  let memory: MemoryPlan = { bytes: Infinity, of: () => 0 }
  let held = 0
  let [searching, share, seen] = [0, 0, now()]

  /** What a run that began with the first one has had of the machine so far; from now on so many more or fewer share it. */
  const machineShare = (change: 1 | -1) => {
    const at = now()
    if (searching > 0) share += (at - seen) / searching
    seen = at
    searching += change
    return share
  }

  const to = (next: ExperimentState, report: ErrorReport | null = null) => {
    state = next
    error = report
    changed(null)
  }

  const nextPlace = () => {
    const wanted = preference
    if (wanted === null) return 0
    const place = open.findIndex((unit) => [unit, ...(parts.get(unit.index) ?? [])].some((one) => fits(one, wanted)))
    return Math.max(0, place)
  }

  const work = async (unit: Unit) => {
    const current = abort
    try {
      const from = machineShare(1)
      let seconds = 0
      const events = await run(unit.run, current.signal).finally(() => (seconds = machineShare(-1) - from))
      // The unit that was run comes last: where a kill tears the lines apart, it is missing and runs again.
      const missing = (parts.get(unit.index) ?? []).filter(({ index }) => !finished.has(index))
      const found = [...missing, unit].map((one) => entryOf(one, unit, events, seconds))
      await journal.append(found)
      for (const entry of found) {
        finished.add(entry.unit)
        entries.push(entry)
        changed(entry)
      }
    } catch (failure) {
      open.unshift(unit)
      if (current.signal.aborted) return
      current.abort()
      to('failed', reportOf(failure))
    }
  }

  const fill = () => {
    while (state === 'running' && running.size < concurrency && open.length > 0) {
      const place = nextPlace()
      const bytes = memory.of(open[place]!)
      if (running.size > 0 && held + bytes > memory.bytes) return
      held += bytes
      const job = work(open.splice(place, 1)[0]!).then(() => {
        running.delete(job)
        held -= bytes
        if (state !== 'running') return
        if (open.length > 0) fill()
        else if (running.size === 0) finish()
      })
      running.add(job)
    }
  }

  const finish = () => {
    try {
      journal.writeResults(entries)
      to('done')
    } catch (failure) {
      to('failed', reportOf(failure))
    }
  }

  return {
    start(plan = memory) {
      if (state === 'running' || state === 'done') return
      memory = plan
      abort = new AbortController()
      to('running')
      // Nothing may be left where only the last step, the results in order, had failed.
      if (open.length === 0 && running.size === 0) finish()
      else fill()
    },
    pause() {
      if (state === 'running') to('paused')
    },
    cancel() {
      if (state === 'done') return
      abort.abort()
      to('cancelled')
    },
    prefer(wanted) {
      preference = wanted
      changed(null)
    },
    progress: () => ({
      state,
      error,
      done: entries.length,
      units: units.length,
      unitSeconds: entries.reduce((sum, { unit, seconds }) => (units[unit]?.within === null ? sum + seconds : sum), 0),
      preferred: preference,
    }),
    entries: () => entries,
    async settled() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

function fits(unit: Unit, { policy, method, budget }: Preference): boolean {
  return unit.policy === policy && unit.method === method && unit.budget === budget
}

/** What the run of a unit says of it, or of a smaller unit that it begins with. */
function entryOf(unit: Unit, ran: Unit, events: readonly RunEvent[], seconds: number): JournalEntry {
  const changes = events.map(({ change }) => change)
  const own = unit === ran
  const tree = own ? foldChanges(changes) : shorterRun(changes, ran.run, unit.budget)
  const last = own ? events.length : changesWithin(changes, unit.budget)
  const part = (events[last - 1]?.seconds ?? 0) / (events.at(-1)?.seconds || 1)
  return { unit: unit.index, seconds: own ? seconds : seconds * part, result: resultOf(unit, tree) }
}

/** What a finished tree says of its unit. Throws what the run failed with. */
export function resultOf(unit: Unit, tree: Tree): ExperimentResult {
  if (tree.error) throw new EspalierError(tree.error)
  if (tree.state !== 'done') throw new Error(`The run of unit ${unit.index} ended as ${tree.state}.`)
  const { policy, seed, problem, method, budget } = unit
  return {
    policy,
    seed,
    problem: problem.id,
    level: problem.level,
    method,
    budget,
    runSeed: unit.run.seed,
    answer: tree.chosen?.answer ?? null,
    correct: tree.chosen?.correct ?? false,
    cost: tree.cost,
    ...(method === null ? pooled(tree) : { pool: null, shares: null }),
  }
}

function pooled(tree: Tree): Pick<ExperimentResult, 'pool' | 'shares'> {
  const solutions = poolOf(tree)
  const pool = solutions.map(({ answer, correct, rewards, path }) => ({
    answer,
    correct: correct ?? false,
    rewards: [...rewards],
    steps: path.length,
    tokens: path.reduce((sum, step) => sum + tokensOf(tree.nodes[step]!), 0),
  }))
  const shares = poolShares(
    tree,
    solutions.map(({ path }) => path),
  )
  return { pool, shares }
}
