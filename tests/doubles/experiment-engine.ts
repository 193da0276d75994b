// The experiments of an engine inside the page: made-up results that come in by the clock.
// For the window's tests and for looking at it without a host. Knows the contract's calls; results are in experiment-results.ts.
import type { CallArgument, CheckedArgument, TopicMessage, TopicName } from '../../src-main/contract/api.ts'
import { EspalierError } from '../../src-main/contract/errors.ts'
import type { ExperimentSummary, PointName } from '../../src-main/contract/experiment-summary.ts'
import { presetSpec } from '../../src-main/contract/experiment-presets.ts'
import type {
  ExperimentCell,
  ExperimentProgress,
  ExperimentSpec,
  ExperimentState,
} from '../../src-main/contract/experiment.ts'
import { methodById } from '../../src-main/contract/method.ts'
import type { FileModelInfo } from '../../src-main/contract/model.ts'
import type { Problem } from '../../src-main/contract/problem.ts'
import { problemsShort } from './experiment-problems.ts'
import { answersOf, summaryOf } from './experiment-results.ts'

/** Which experiments are there at the start, by their state. */
export type Furnished = Exclude<ExperimentState, 'ready' | 'cancelled'>

export interface ExperimentEngineOptions {
  models: readonly FileModelInfo[]
  furnished?: readonly Furnished[]
  /** Milliseconds between two steps of a running experiment, and steps in all. */
  pace?: number
  steps?: number
  post: <Name extends TopicName>(topic: Name, message: TopicMessage<Name>) => void
}

interface Experiment {
  id: string
  created: string
  spec: ExperimentSpec
  problems: readonly Problem[]
  state: ExperimentState
  share: number
  seconds: number
  preferred: ExperimentProgress['preferred']
  timer: ReturnType<typeof setInterval> | undefined
}

const SHARES: Record<Furnished, number> = { done: 1, running: 0.31, paused: 0.55, failed: 0.22 }
const POOLED = new Set(['majority', 'best-of-n', 'weighted'])

/** The calls that begin with `experiments.`. */
export function experimentCalls({ models, furnished = [], pace = 0, steps = 40, post }: ExperimentEngineOptions) {
  const experiments = new Map<string, Experiment>()
  const policies = models.filter(({ role }) => role === 'policy')

  const make = (spec: ExperimentSpec, state: ExperimentState, share: number): Experiment => {
    const id = `experiment-${experiments.size + 1}`
    const created = new Date(Date.UTC(2026, 10, 24, 9, experiments.size)).toISOString()
    const problems = problemsShort(Math.min(spec.problems.limit ?? 120, 120))
    const experiment = {
      id,
      created,
      spec,
      problems,
      state,
      share,
      seconds: share * 5400,
      preferred: null,
      timer: undefined,
    }
    experiments.set(id, experiment)
    return experiment
  }
  const progressOf = ({
    id,
    created,
    spec,
    problems,
    state,
    share,
    seconds,
    preferred,
  }: Experiment): ExperimentProgress => {
    const cells = spec.policies.flatMap((policy) => cellsOf(spec, policy, problems, share, policies))
    const units = cells.reduce((sum, cell) => sum + cell.units, 0)
    return {
      id,
      name: spec.name,
      created,
      state,
      error:
        state === 'failed'
          ? {
              code: 'model-missing',
              message: 'The policy model “Arithmetic policy 6M” is not there any more.',
              advice: 'Put its folder back, or delete the experiment; then resume.',
              details: 'ENOENT: models/arithmetic-policy-6m/model.safetensors',
            }
          : null,
      done: Math.round(units * share),
      units,
      seconds,
      remaining: state === 'running' && share > 0 ? (seconds / share) * (1 - share) : null,
      tokensPerSecond: state === 'running' ? 18_400 + 900 * Math.sin(seconds) : null,
      preferred,
      cells,
    }
  }
  const tell = (experiment: Experiment): void => post('experiment.progress', progressOf(experiment))
  const enter = (experiment: Experiment, state: ExperimentState): void => {
    clearInterval(experiment.timer)
    experiment.state = state
    if (state === 'running') {
      experiment.timer = setInterval(() => {
        experiment.share = Math.min(1, experiment.share + 1 / steps)
        experiment.seconds += 40
        if (experiment.share >= 1) enter(experiment, 'done')
        else tell(experiment)
      }, pace)
    }
    tell(experiment)
  }
  const of = ({ id }: { id: string }): Experiment => {
    const experiment = experiments.get(id)
    if (experiment) return experiment
    throw new EspalierError({ code: 'not-found', message: 'This experiment is not there any more.', advice: '' })
  }
  const madeUp = (experiment: Experiment) => ({ ...experiment, policies })

  for (const state of furnished) {
    const experiment = make(
      presetSpec(state === 'paused' ? 'one-minute' : 'paper-figure', models),
      state,
      SHARES[state],
    )
    if (state === 'running') enter(experiment, 'running')
  }

  return {
    'experiments.list': () => ({ experiments: [...experiments.values()].map(progressOf) }),
    'experiments.forecast': async ({ spec }: { spec: ExperimentSpec }) => {
      await new Promise((resolve) => setTimeout(resolve, pace))
      const units = progressOf({ ...make(spec, 'ready', 0) }).units
      experiments.delete(`experiment-${experiments.size}`)
      const seconds = units * 0.21
      const range = { low: seconds / 2, high: seconds * 3 }
      return { units, flops: units * 3.1e9, seconds, range, calibrationRuns: 6 }
    },
    'experiments.start': ({ spec }: { spec: ExperimentSpec }) => {
      if ([...experiments.values()].some(({ state }) => state === 'running')) {
        const message = 'Another experiment is running.'
        throw new EspalierError({ code: 'bad-input', message, advice: 'Wait for its end, or cancel it.' })
      }
      const experiment = make(spec, 'running', 0)
      enter(experiment, 'running')
      return { id: experiment.id }
    },
    'experiments.pause': (name: { id: string }) => (enter(of(name), 'paused'), {}),
    'experiments.resume': (name: { id: string }) => (enter(of(name), 'running'), {}),
    'experiments.cancel': (name: { id: string }) => (enter(of(name), 'cancelled'), {}),
    'experiments.prefer': ({ id, cell }: CheckedArgument<'experiments.prefer'>) => {
      const experiment = of({ id })
      experiment.preferred = cell
      tell(experiment)
      return {}
    },
    'experiments.delete': ({ id }: { id: string }) => {
      clearInterval(of({ id }).timer)
      experiments.delete(id)
      post('experiment.deleted', { id })
      return {}
    },
    'experiments.summary': (name: { id: string }) => summaryOf(madeUp(of(name))),
    'experiments.answers': ({ id, ...point }: { id: string; policy: string; method: number; budget: number }) => ({
      answers: answersOf(madeUp(of({ id })), point),
    }),
    'experiments.compare': ({ id, first, second }: CheckedArgument<'experiments.compare'>) => {
      const { points } = summaryOf(madeUp(of({ id })))
      const value = accuracyOf(points, first) - accuracyOf(points, second)
      return { difference: { value, low: value - 0.04, high: value + 0.04 }, p: 0.01, problems: 120 }
    },
    'experiments.export': ({ id, format, figure, beside = [] }: CallArgument<'experiments.export'>) => {
      const { spec } = of({ id })
      const names = [spec.name, ...beside.map((other) => of({ id: other }).spec.name)].join(' and ')
      const text = format === 'spec' ? JSON.stringify(spec) : `${format} of ${names}\n${figure ?? ''}`
      return { name: `experiment.${format === 'spec' ? 'json' : format}`, type: 'text/plain', text }
    },
  }
}

function cellsOf(
  spec: ExperimentSpec,
  policy: string,
  problems: readonly Problem[],
  share: number,
  policies: readonly FileModelInfo[],
): ExperimentCell[] {
  const units = problems.length * spec.seeds.length
  const cells: ExperimentCell[] = []
  const largest = Math.max(...spec.budgets)
  if (spec.methods.some(({ method }) => POOLED.has(method))) {
    cells.push({ policy, method: null, budget: largest, done: Math.round(units * share), units, right: null })
  }
  for (const [method, { method: id }] of spec.methods.entries()) {
    if (POOLED.has(id)) continue
    for (const budget of methodById(id).budget === null ? [1] : spec.budgets) {
      const own = Math.min(1, share * (1.15 - 0.3 * (budget / largest)))
      const answers = answersOf({ spec, policies, problems, share: share >= 1 ? 1 : own }, { policy, method, budget })
      const right = answers.filter(({ correct }) => correct).length
      cells.push({ policy, method, budget, done: answers.length, units, right })
    }
  }
  return cells
}

function accuracyOf(points: ExperimentSummary['points'], wanted: PointName): number {
  const point = points.find(
    ({ policy, method, budget }) => policy === wanted.policy && method === wanted.method && budget === wanted.budget,
  )
  return point?.accuracy.value ?? 0
}
