// The experiments of a data folder: begun, found again, steered, told about.
// Knows folders, models and problems, and that one experiment runs at a time. Does not know statistics or what a unit does.
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CallArgument, CallResult, CheckedArgument } from '../../contract/api.ts'
import { EspalierError } from '../../contract/errors.ts'
import { EXPERIMENT_VERSION, ExperimentProgress } from '../../contract/experiment.ts'
import type { ExperimentForecast, ExperimentHeader, ExperimentSpec } from '../../contract/experiment.ts'
import type { ExperimentSummary } from '../../contract/experiment-summary.ts'
import type { Problem } from '../../contract/problem.ts'
import { openExperiment } from './run/experiment.ts'
import type { Experiment } from './run/experiment.ts'
import { forecastOf } from './run/forecast.ts'
import { readJournal } from './run/journal.ts'
import { planOf, problemsOf } from './run/plan.ts'
import type { RunUnit } from './run/runner.ts'
import { createExperimentSums } from './experiment-sums.ts'
import type { ModelLibrary } from '../library/model-library.ts'
import type { ProblemLibrary } from '../library/problem-library.ts'
import type { Topics } from '../topics.ts'

/** Runs of an experiment at once: they fill the batch of each model, and the policy works for some while the PRM works for others. */
export const EXPERIMENT_CONCURRENCY = 40
/** Milliseconds between two messages about progress, and between two writings of it for the list of the next start. */
const TELL_EVERY = 250
const KEEP_EVERY = 5000
const PROGRESS = 'progress.json'

/** The result of a call that only does something. */
type Nothing = Record<string, never>

export interface Experiments {
  forecast(spec: ExperimentSpec): Promise<ExperimentForecast>
  /** Begins an experiment in a folder of its own, or in the one given, where it also goes on with what it finds. */
  start(spec: ExperimentSpec, folder?: string): Promise<{ id: string }>
  list(): ExperimentProgress[]
  pause(id: string): Nothing
  resume(id: string): Promise<Nothing>
  cancel(id: string): Nothing
  prefer(argument: CheckedArgument<'experiments.prefer'>): Nothing
  delete(id: string): Promise<Nothing>
  summary(id: string): Promise<ExperimentSummary>
  answers(argument: CallArgument<'experiments.answers'>): Promise<CallResult<'experiments.answers'>>
  compare(argument: CallArgument<'experiments.compare'>): Promise<CallResult<'experiments.compare'>>
  export(argument: CheckedArgument<'experiments.export'>): Promise<CallResult<'experiments.export'>>
  /** Resolves when the experiment does not run any more. */
  settled(id: string): Promise<void>
  close(): Promise<void>
}

interface Open {
  experiment: Experiment
  folder: string
  created: string
  told: NodeJS.Timeout | null
  /** When its progress was last written down. */
  kept: number
}

/** `folder`: where experiments are kept; null keeps them for this session only. */
export function createExperiments(options: {
  folder: string | null
  version: string
  library: ModelLibrary
  problems: ProblemLibrary
  run: RunUnit
  topics: Topics
}): Experiments {
  const { version, library, problems, run, topics } = options
  const passing = options.folder === null ? mkdtempSync(join(tmpdir(), 'espalier-experiments-')) : null
  const root = options.folder ?? passing!
  const open = new Map<string, Open>()
  const sums = createExperimentSums()
  const closing = new AbortController()

  const progressOf = (id: string, { experiment, created }: Open): ExperimentProgress => ({
    id,
    created,
    ...experiment.progress(),
  })

  const tell = (id: string) => {
    const one = open.get(id)
    if (!one) return
    one.told ??= setTimeout(() => {
      one.told = null
      tellNow(id, one)
    }, TELL_EVERY)
  }

  const tellNow = (id: string, one: Open) => {
    if (one.told) clearTimeout(one.told)
    one.told = null
    const progress = progressOf(id, one)
    topics.post('experiment.progress', progress)
    if (progress.state === 'running' && performance.now() < one.kept + KEEP_EVERY) return
    one.kept = performance.now()
    try {
      writeFileSync(join(one.folder, PROGRESS), JSON.stringify(progress))
    } catch {
      // Only the list of the next start reads it; the journal, which counts, tells its own failures.
    }
  }

  const datasetOf = async (spec: ExperimentSpec): Promise<Problem[]> => {
    const all: Problem[] = []
    for (let total = 1; all.length < total;) {
      const page = await problems.list({
        dataset: spec.problems.dataset,
        level: null,
        query: '',
        offset: all.length,
        limit: 1000,
      })
      if (page.problems.length === 0) break
      total = page.total
      all.push(...page.problems)
    }
    const dataset = spec.problems.dataset ?? all[0]?.dataset
    return all.filter((problem) => problem.dataset === dataset && problem.answer !== null)
  }

  const headerOf = async (spec: ExperimentSpec) => {
    const chosen = problemsOf(spec, await datasetOf(spec))
    planOf(spec, chosen)
    const policies = []
    for (const id of spec.policies) policies.push((await library.open(id, 'policy')).model)
    const verifier = spec.verifier === null ? null : (await library.open(spec.verifier, 'verifier')).model
    const header: ExperimentHeader = {
      schema: 'espalier-experiment-results',
      version: EXPERIMENT_VERSION,
      app: version,
      spec,
      policies,
      verifier,
      problems: chosen.map(({ id, level }) => ({ id, level })),
    }
    return { header, chosen }
  }

  const openIn = (id: string, folder: string, header: ExperimentHeader, chosen: readonly Problem[]): Open => {
    const experiment = openExperiment({
      folder,
      header,
      problems: chosen,
      run,
      concurrency: EXPERIMENT_CONCURRENCY,
      changed: () => tell(id),
    })
    const created = statSync(folder).birthtime.toISOString()
    const one = { experiment, folder, created, told: null, kept: -Infinity }
    open.set(id, one)
    return one
  }

  /** The experiment, opened from its folder if it is not open yet. Its models need not be there. */
  const opened = async (id: string): Promise<Open> => {
    const known = open.get(id)
    if (known) return known
    const folder = join(root, id)
    if (!/^[\w-]+$/.test(id) || !existsSync(folder)) throw noSuchExperiment(id)
    const { header } = readJournal(folder)
    const byId = new Map((await datasetOf(header.spec)).map((problem) => [problem.id, problem]))
    const chosen = header.problems.flatMap(({ id }) => byId.get(id) ?? [])
    if (chosen.length < header.problems.length) throw lostProblems(header.problems.length - chosen.length)
    return open.get(id) ?? openIn(id, folder, header, chosen)
  }

  const begin = (id: string, one: Open) => {
    const other = [...open].find(([key, { experiment }]) => key !== id && experiment.progress().state === 'running')
    if (other) throw alreadyRunning(other[1].experiment.header.spec.name)
    one.experiment.start()
    tellNow(id, one)
  }

  const known = (id: string): Open => {
    const one = open.get(id)
    if (!one) throw noSuchExperiment(id)
    return one
  }

  return {
    async forecast(spec) {
      const { header, chosen } = await headerOf(spec)
      const { policies, verifier } = header
      const units = planOf(spec, chosen)
      return forecastOf({ units, policies, verifier, run, concurrency: EXPERIMENT_CONCURRENCY, signal: closing.signal })
    },

    async start(spec, folder) {
      const { header, chosen } = await headerOf(spec)
      const id = randomUUID()
      const one = openIn(id, folder ?? join(root, id), header, chosen)
      begin(id, one)
      return { id }
    },

    list() {
      const found = existsSync(root) ? readdirSync(root).filter((id) => existsSync(join(root, id, PROGRESS))) : []
      const ids = new Set([...open.keys(), ...found])
      return [...ids]
        .flatMap((id) => {
          const one = open.get(id)
          return one ? progressOf(id, one) : (lastProgress(join(root, id, PROGRESS), id) ?? [])
        })
        .sort((a, b) => b.created.localeCompare(a.created))
    },

    pause(id) {
      known(id).experiment.pause()
      return {}
    },

    async resume(id) {
      const one = await opened(id)
      // Models that were replaced since would mix two experiments.
      const { header } = await headerOf(one.experiment.header.spec)
      const changed = [...header.policies, header.verifier].find((model, place) => {
        const before = [...one.experiment.header.policies, one.experiment.header.verifier][place]
        return model && model.sha256 !== before?.sha256
      })
      if (changed) throw otherModel(changed.name)
      begin(id, one)
      return {}
    },

    cancel(id) {
      known(id).experiment.cancel()
      return {}
    },

    prefer({ id, cell }) {
      known(id).experiment.prefer(cell)
      return {}
    },

    async delete(id) {
      const folder = open.get(id)?.folder ?? join(root, id)
      if (!open.has(id) && (!/^[\w-]+$/.test(id) || !existsSync(folder))) throw noSuchExperiment(id)
      const one = open.get(id)
      open.delete(id)
      sums.forget(id)
      if (one?.told) clearTimeout(one.told)
      await one?.experiment.close()
      rmSync(folder, { recursive: true, force: true })
      topics.post('experiment.deleted', { id })
      return {}
    },

    async summary(id) {
      const { experiment } = await opened(id)
      return sums.summary({ id, header: experiment.header, entries: experiment.entries() })
    },

    async answers({ id, ...point }) {
      return { answers: (await opened(id)).experiment.answers(point) }
    },

    async compare({ id, first, second }) {
      const { experiment } = await opened(id)
      return sums.compare({ id, header: experiment.header, entries: experiment.entries() }, { first, second })
    },

    async export({ id, format, figure }) {
      const { experiment } = await opened(id)
      return sums.export({ id, header: experiment.header, entries: experiment.entries() }, { format, figure })
    },

    async settled(id) {
      await known(id).experiment.settled()
    },

    async close() {
      closing.abort()
      for (const [id, one] of [...open]) {
        if (one.experiment.progress().state === 'running') one.experiment.pause()
        tellNow(id, one)
        open.delete(id)
        await one.experiment.close()
      }
      await sums.close()
      if (passing) rmSync(passing, { recursive: true, force: true })
    },
  }
}

/** What an experiment was when its program last wrote it down; one that ran then was cut off, and waits. */
function lastProgress(file: string, id: string): ExperimentProgress | null {
  try {
    const progress = ExperimentProgress.parse(JSON.parse(readFileSync(file, 'utf8')))
    const running = progress.state === 'running'
    // A folder that was copied here is known by its name.
    return { ...progress, id, state: running ? 'paused' : progress.state, tokensPerSecond: null }
  } catch {
    // A line of the list that a kill left half written; the experiment itself opens from its journal.
    return null
  }
}

function noSuchExperiment(id: string): EspalierError {
  return new EspalierError({
    code: 'not-found',
    message: 'There is no such experiment.',
    advice: 'It may have been deleted; choose another one.',
    details: id,
  })
}

function alreadyRunning(name: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The experiment “${name}” is running.`,
    advice: 'Pause it, or wait until it is done: two at once would spoil each other’s times.',
  })
}

function lostProblems(count: number): EspalierError {
  return new EspalierError({
    code: 'not-found',
    message: `The dataset lacks ${count} problems of this experiment.`,
    advice: 'Restore the dataset that it was made with.',
  })
}

function otherModel(name: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${name}” is not the one that the experiment was begun with.`,
    advice: 'Restore the model, or start a new experiment.',
  })
}
