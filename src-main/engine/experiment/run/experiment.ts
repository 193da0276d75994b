// One experiment in one folder: opened or begun, run, paused, looked at.
// Knows how plan, journal and runner come together. Does not know which experiments there are or who asks.
import { EspalierError } from '../../../contract/errors.ts'
import type { ErrorReport } from '../../../contract/errors.ts'
import type {
  ExperimentAnswer,
  ExperimentCell,
  ExperimentHeader,
  ExperimentProgress,
  ExperimentResult,
  PoolSolution,
} from '../../../contract/experiment.ts'
import type { PointName } from '../../../contract/experiment-summary.ts'
import { methodById } from '../../../contract/method.ts'
import type { Problem } from '../../../contract/problem.ts'
import { verifierOf } from '../../../contract/verifier-need.ts'
import { sameAnswer } from '../../../grading/same-answer.ts'
import { aggregate } from '../../../contract/aggregation.ts'
import { tally } from '../../../search/voting.ts'
import { isClaimed, takeClaim } from '../../claim.ts'
import { openJournal, readJournal } from './journal.ts'
import type { JournalEntry } from './journal.ts'
import { planOf } from './plan.ts'
import type { Unit } from './plan.ts'
import type { Vote } from '../figures/pool-votes.ts'
import { poolVoteOf } from '../figures/pooled-method.ts'
import { createRemaining } from './remaining.ts'
import { createRunner } from './runner.ts'
import type { MemoryPlan, Preference, RunUnit } from './runner.ts'

export interface Experiment {
  readonly header: ExperimentHeader
  /** What of the journal was left out when it was opened. */
  readonly notice: ErrorReport | null
  /** See Runner. */
  start(memory?: MemoryPlan): void
  pause(): void
  cancel(): void
  prefer(preference: Preference | null): void
  progress(): Omit<ExperimentProgress, 'id' | 'created'>
  /** Results so far, in the order in which they came. */
  entries(): readonly JournalEntry[]
  answers(point: PointName): ExperimentAnswer[]
  /** What was found at a point, problem by problem in the order of the plan. Throws `not-found` for a method that is not there. */
  found(point: PointName): PointResult[]
  /** Writes its files again where they were taken away, and claims them. Returns whether they were. Throws the system's error. */
  restore(): boolean
  /** Resolves when nothing runs any more. */
  settled(): Promise<void>
  /** Stops what runs, and gives the folder back. */
  close(): Promise<void>
}

/** One problem and seed of a point. */
export interface PointResult {
  problem: Problem
  seed: number
  /** A pool where the point votes over one. */
  result: ExperimentResult
  /** Null for a search. */
  vote: Vote | null
}

/** The claim of whoever writes to an experiment's folder. */
const WRITER = 'writer'

/** Whether a program has this experiment's folder open to write to it. */
export function isInUse(folder: string): boolean {
  return isClaimed(folder, WRITER)
}

/** Seconds of the window over which speed is measured. */
const SPEED_WINDOW = 30

/**
 * Opens the experiment of a folder, or begins one there. `problems` are those of the header, in its order.
 * Throws `bad-input` if another program writes to the folder or it holds another experiment; `store-failed`.
 */
export function openExperiment(options: {
  folder: string
  header: ExperimentHeader
  problems: readonly Problem[]
  run: RunUnit
  concurrency: number
  changed: () => void
  now?: () => number
}): Experiment {
  const { folder, header, problems, run, concurrency, changed, now = () => performance.now() / 1000 } = options
  const { spec } = header
  const units = planOf(spec, problems, header.policies)
  let release = claim(folder)
  let journal
  try {
    journal = openJournal(folder, header, units)
  } catch (error) {
    release()
    throw error
  }
  const cells = cellsOf(units)
  const ran = new Set(units.filter(({ within }) => within === null).map(keyOf))
  const remaining = createRemaining()
  const take = (entry: JournalEntry) => {
    count(cells, entry)
    if (units[entry.unit]?.within === null) remaining.add(entry.result, entry.seconds)
  }
  journal.entries.forEach(take)
  const cellsOfRuns = () => [...cells].flatMap(([key, cell]) => (ran.has(key) ? cell : []))
  let worked = 0
  let since: number | null = null
  const recent: { at: number; tokens: number }[] = []

  const runner = createRunner({
    units,
    journal,
    run,
    concurrency,
    now,
    changed(entry) {
      if (entry) {
        take(entry)
        const tokens = units[entry.unit]!.within === null ? entry.result.cost.policy.generatedTokens : 0
        recent.push({ at: now(), tokens })
      }
      const running = runner.progress().state === 'running'
      if (running) since ??= now()
      else if (since !== null) {
        worked += now() - since
        since = null
      }
      changed()
    },
  })

  const found = ({ policy, method, budget }: PointName) => {
    const asked = spec.methods[method]
    if (!asked) throw noSuchPoint()
    const vote = poolVoteOf(asked)
    const inOrder = runner.entries().toSorted((a, b) => a.unit - b.unit)
    return inOrder.flatMap(({ unit: index, result }) => {
      const unit = units[index]!
      if (unit.policy !== policy || unit.method !== (vote ? null : method)) return []
      if (!vote && unit.budget !== budget) return []
      return [{ problem: unit.problem, seed: unit.seed, result, vote, unit }]
    })
  }

  const speed = () => {
    while (recent.length > 0 && recent[0]!.at < now() - SPEED_WINDOW) recent.shift()
    const first = recent[0]
    if (!first || recent.length < 2) return null
    const span = now() - first.at
    return span < 1 ? null : recent.slice(1).reduce((sum, { tokens }) => sum + tokens, 0) / span
  }

  return {
    header,
    notice: journal.notice,
    start: (memory) => runner.start(memory),
    pause: () => runner.pause(),
    cancel: () => runner.cancel(),
    prefer: (preference) => runner.prefer(preference),
    progress() {
      const { state, error, done, units: all, unitSeconds, preferred } = runner.progress()
      const seconds = worked + (since === null ? 0 : now() - since)
      // Earlier sessions are known by the time of their units only.
      const spent = Math.max(seconds, unitSeconds)
      return {
        name: spec.name,
        state,
        error,
        done,
        units: all,
        seconds: spent,
        remaining: state === 'done' ? 0 : remaining.seconds(cellsOfRuns()),
        tokensPerSecond: state === 'running' ? speed() : null,
        preferred,
        cells: [...cells.values()],
        ...(header.imported && { imported: header.imported }),
      }
    },
    entries: () => runner.entries(),
    found,
    answers(point) {
      const { budget } = point
      const asked = spec.methods[point.method]!
      return found(point).map(({ problem, seed, result, vote, unit: { run } }) => {
        if (!vote) return { problem, seed, answer: result.answer, correct: result.correct, run }
        if (header.imported)
          return { problem, seed, ...voteOfPool((result.pool ?? []).slice(0, budget), vote), run: null }
        // A run meets the ends of its solutions in the order of their lengths, and the first one seen wins a tie.
        const drawn = (result.pool ?? []).slice(0, budget).sort((a, b) => a.steps - b.steps)
        const runWith = { ...run, method: asked.method, parameters: { ...asked.parameters, width: budget } }
        const verifier = verifierOf(methodById(asked.method), spec.verifier)
        return { problem, seed, ...voteOfPool(drawn, vote), run: { ...runWith, verifier } }
      })
    },
    restore() {
      if (!journal.restore(runner.entries())) return false
      if (runner.progress().state === 'done') journal.writeResults(runner.entries())
      release()
      release = claim(folder)
      return true
    },
    settled: () => runner.settled(),
    async close() {
      runner.cancel()
      await runner.settled()
      journal.close()
      release()
    },
  }
}

/** A cell for every policy, method and budget of the plan. */
function cellsOf(units: readonly Unit[]): Map<string, ExperimentCell> {
  const cells = new Map<string, ExperimentCell>()
  for (const unit of units) {
    const key = keyOf(unit)
    const known = cells.get(key)
    if (known) known.units += 1
    else {
      const { policy, method, budget } = unit
      cells.set(key, { policy, method, budget, done: 0, units: 1, right: method === null ? null : 0 })
    }
  }
  return cells
}

/** Progress as it was written down, brought up to date with the journal, where each result stands on disk before it is told. */
export function recounted(progress: ExperimentProgress, folder: string): ExperimentProgress {
  const { entries } = readJournal(folder)
  const none = progress.cells.map((cell): ExperimentCell => ({
    ...cell,
    done: 0,
    right: cell.right === null ? null : 0,
  }))
  const cells = new Map(none.map((cell) => [keyOf(cell), cell]))
  for (const entry of entries) count(cells, entry)
  return { ...progress, done: entries.length, cells: [...cells.values()] }
}

function count(cells: Map<string, ExperimentCell>, { result }: JournalEntry): void {
  const cell = cells.get(keyOf(result))
  if (!cell) return
  cell.done += 1
  if (cell.right !== null && result.correct) cell.right += 1
}

function keyOf({ policy, method, budget }: Pick<Unit, 'policy' | 'method' | 'budget'>): string {
  return JSON.stringify([policy, method, budget])
}

/** The vote of these solutions, in their order. */
function voteOfPool(
  drawn: readonly PoolSolution[],
  { by, aggregate: rule }: Vote,
): { answer: string | null; correct: boolean } {
  const voters = drawn.flatMap(({ answer, rewards }, node) =>
    answer === null ? [] : [{ node, answer, reward: rewards.length === 0 ? null : aggregate(rewards, rule) }],
  )
  const winner = tally(voters, { by, same: sameAnswer })[0]
  return { answer: winner?.answer ?? null, correct: winner ? drawn[winner.best]!.correct : false }
}

function claim(folder: string): () => void {
  try {
    return takeClaim(folder, WRITER)
  } catch (error) {
    throw new EspalierError(
      {
        code: 'bad-input',
        message: 'The folder of the experiment is in use, or cannot be written.',
        advice: 'Close the other Espalier that runs this experiment, or check the rights of the folder.',
        details: error instanceof Error ? error.message : String(error),
      },
      { cause: error },
    )
  }
}

function noSuchPoint(): EspalierError {
  return new EspalierError({
    code: 'not-found',
    message: 'The experiment has no such point.',
    advice: 'Choose another one.',
  })
}
