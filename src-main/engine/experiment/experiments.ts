// The experiments of a data folder: begun, found again, steered, told about.
// Knows which are open, and that one runs at a time. Does not know statistics or what a unit does.
import { randomUUID } from 'node:crypto'
import { rmSync, statSync } from 'node:fs'
import type { CallAnswers, CallsAbout } from '../../contract/api.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { ExperimentProgress, ExperimentSpec } from '../../contract/experiment.ts'
import type { ModelLibrary } from '../library/model-library.ts'
import type { ProblemLibrary } from '../library/problem-library.ts'
import type { Topics } from '../topics.ts'
import { keepProgress, openExperimentFolders } from './experiment-folders.ts'
import { checkUnchanged, problemsAgain, setUp } from './experiment-setup.ts'
import type { ExperimentSetup } from './experiment-setup.ts'
import { createExperimentSums } from './experiment-sums.ts'
import { createProgressTeller } from './progress-teller.ts'
import type { ProgressTeller } from './progress-teller.ts'
import { isInUse, openExperiment } from './run/experiment.ts'
import type { Experiment } from './run/experiment.ts'
import { forecastOf } from './run/forecast.ts'
import { readJournal } from './run/journal.ts'
import { planOf } from './run/plan.ts'
import type { RunUnit } from './run/runner.ts'

/** Runs of an experiment at once: they fill the batch of each model, and the policy works for some while the PRM works for others. */
export const EXPERIMENT_CONCURRENCY = 40

export interface Experiments {
  calls: CallAnswers<CallsAbout<'experiments'>>
  /** Begins an experiment in the folder, or goes on with the one that is there. */
  start(spec: ExperimentSpec, folder: string): Promise<{ id: string }>
  /** Resolves when the experiment does not run any more. */
  settled(id: string): Promise<void>
  close(): Promise<void>
}

interface Open {
  experiment: Experiment
  folder: string
  progress: () => ExperimentProgress
  teller: ProgressTeller
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
  const { problems, run, topics } = options
  const folders = openExperimentFolders(options.folder)
  const open = new Map<string, Open>()
  const sums = createExperimentSums()
  const closing = new AbortController()

  const openIn = (id: string, folder: string, { header, chosen }: Omit<ExperimentSetup, 'memory'>): Open => {
    const experiment = openExperiment({
      folder,
      header,
      problems: chosen,
      run,
      concurrency: EXPERIMENT_CONCURRENCY,
      changed: () => open.get(id)?.teller.changed(),
    })
    const created = statSync(folder).birthtime.toISOString()
    const progress = () => ({ id, created, ...experiment.progress() })
    const teller = createProgressTeller({
      progress,
      post: (told) => topics.post('experiment.progress', told),
      keep: (told) => keepProgress(folder, told),
    })
    const one = { experiment, folder, progress, teller }
    open.set(id, one)
    if (experiment.notice) topics.post('engine.notice', experiment.notice)
    return one
  }

  const known = (id: string): Open => {
    const one = open.get(id)
    if (!one) throw noSuchExperiment(id)
    return one
  }

  /** The experiment, opened from its folder if it is not open yet. Its models need not be there. */
  const opened = async (id: string): Promise<Open> => {
    if (!open.has(id) && !folders.has(id)) throw noSuchExperiment(id)
    if (open.has(id)) return known(id)
    const folder = folders.folderOf(id)
    const { header } = readJournal(folder)
    const chosen = await problemsAgain(header, problems)
    return open.get(id) ?? openIn(id, folder, { header, chosen })
  }

  const sourceOf = async (id: string) => {
    const { experiment } = await opened(id)
    return { id, header: experiment.header, entries: experiment.entries() }
  }

  const begin = (id: string, { experiment, teller }: Open, { memory }: ExperimentSetup) => {
    const other = [...open].find(([key, { experiment }]) => key !== id && experiment.progress().state === 'running')
    if (other) throw alreadyRunning(other[1].experiment.header.spec.name)
    experiment.start(memory)
    teller.tell()
  }

  const start = async (spec: ExperimentSpec, folder?: string) => {
    const ready = await setUp(spec, options)
    const id = randomUUID()
    begin(id, openIn(id, folder ?? folders.folderOf(id), ready), ready)
    return { id }
  }

  const calls: Experiments['calls'] = {
    async 'experiments.forecast'({ spec }) {
      const { header, chosen } = await setUp(spec, options)
      const { policies, verifier } = header
      const units = planOf(spec, chosen, policies)
      return forecastOf({ units, policies, verifier, run, concurrency: EXPERIMENT_CONCURRENCY, signal: closing.signal })
    },
    'experiments.start': ({ spec }) => start(spec),
    'experiments.list'() {
      const there = [...open.values()].map(({ progress }) => progress())
      const closed = folders.lastProgress().filter(({ id }) => !open.has(id))
      return { experiments: [...there, ...closed].sort((a, b) => b.created.localeCompare(a.created)) }
    },
    'experiments.pause'({ id }) {
      known(id).experiment.pause()
      return {}
    },
    async 'experiments.resume'({ id }) {
      const one = await opened(id)
      const { header } = one.experiment
      const ready = await setUp(header.spec, options)
      checkUnchanged(header, ready.header)
      begin(id, one, ready)
      return {}
    },
    'experiments.cancel'({ id }) {
      known(id).experiment.cancel()
      return {}
    },
    'experiments.prefer'({ id, cell }) {
      known(id).experiment.prefer(cell)
      return {}
    },
    async 'experiments.delete'({ id }) {
      const one = open.get(id)
      if (!one && !folders.has(id)) throw noSuchExperiment(id)
      if (!one && isInUse(folders.folderOf(id))) throw foreignExperiment()
      open.delete(id)
      sums.forget(id)
      one?.teller.end()
      await one?.experiment.close()
      rmSync(one?.folder ?? folders.folderOf(id), { recursive: true, force: true })
      topics.post('experiment.deleted', { id })
      return {}
    },
    'experiments.summary': async ({ id }) => sums.summary(await sourceOf(id)),
    'experiments.answers': async ({ id, ...point }) => ({ answers: (await opened(id)).experiment.answers(point) }),
    'experiments.compare': async ({ id, ...points }) => sums.compare(await sourceOf(id), points),
    'experiments.export': async ({ id, ...what }) => sums.export(await sourceOf(id), what),
  }

  return {
    calls,
    start,
    settled: async (id) => await known(id).experiment.settled(),
    async close() {
      closing.abort()
      for (const [id, { experiment, teller }] of [...open]) {
        if (experiment.progress().state === 'running') experiment.pause()
        teller.tell()
        open.delete(id)
        await experiment.close()
      }
      await sums.close()
      folders.close()
    },
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

function foreignExperiment(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'This experiment is open in another window of Espalier.',
    advice: 'Delete it there, or close that window first.',
  })
}

function alreadyRunning(name: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The experiment “${name}” is running.`,
    advice: 'Pause it, or wait until it is done: two at once would spoil each other’s times.',
  })
}
