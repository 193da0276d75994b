// The experiments of a data folder: begun, found again, steered, told about.
// Knows which are open, and that one runs at a time. Does not know statistics or what a unit does.
import { randomUUID } from 'node:crypto'
import { rmSync, statSync } from 'node:fs'
import type { CallAnswers, CallsAbout } from '../../contract/api.ts'
import type {
  ExperimentHeader,
  ExperimentProgress,
  ExperimentResult,
  ExperimentSpec,
} from '../../contract/experiment.ts'
import type { PointName } from '../../contract/experiment-summary.ts'
import type { RunRecord } from '../../contract/run.ts'
import type { SolvedProblem } from '../foreign/foreign-calls.ts'
import type { ModelLibrary } from '../library/model-library.ts'
import type { ProblemLibrary } from '../library/problem-library.ts'
import type { Topics } from '../topics.ts'
import { keepProgress, openExperimentFolders } from './experiment-folders.ts'
import {
  alreadyRunning,
  foreignExperiment,
  importedDone,
  noPoint,
  noSuchExperiment,
  noSuchProblem,
  notImported,
} from './experiment-faults.ts'
import { checkModels, checkUnchanged, problemsAgain, setUp } from './experiment-setup.ts'
import type { ExperimentSetup } from './experiment-setup.ts'
import { createExperimentSums } from './experiment-sums.ts'
import { readImportedProblems, readImportedSolutions, writeImported } from './imported-folder.ts'
import type { KeptSolutions } from './imported-folder.ts'
import { importedTree } from './imported-tree.ts'
import { paperExport } from './paper-export.ts'
import { joinedCsv } from './export/joined-csv.ts'
import { createProgressTeller } from './progress-teller.ts'
import type { ProgressTeller } from './progress-teller.ts'
import { isInUse, openExperiment } from './run/experiment.ts'
import type { Experiment } from './run/experiment.ts'
import { forecastOf } from './run/forecast.ts'
import { readJournal, writeFinished } from './run/journal.ts'
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
  /** Opens the experiment of a folder, to look at it. Rejects with `not-found`, or `bad-input` where another program writes to it. */
  open(folder: string): Promise<{ id: string }>
  /** Keeps results that were not run here as an experiment that is done, in this folder or a new one. Throws `store-failed`. */
  keep(what: ImportedExperiment, folder?: string): { id: string }
  /** Moves the folder of a closed experiment among the others; false where there is one of that id. Throws the system's error. */
  take(id: string, from: string): boolean
  /** Writes those that are open again, where their folders were taken away. */
  look(): void
  /** Whether one runs. */
  running(): boolean
  close(): Promise<void>
}

export interface ImportedExperiment {
  header: ExperimentHeader
  /** With their texts, in the order of the header. */
  problems: readonly SolvedProblem[]
  /** One a problem. */
  results: readonly ExperimentResult[]
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
  /** Takes the tree of imported results into the history. */
  keepRun: (record: RunRecord) => void
}): Experiments {
  const { problems, run, topics, keepRun } = options
  const folders = openExperimentFolders(options.folder)
  const open = new Map<string, Open>()
  const sums = createExperimentSums()
  const closing = new AbortController()

  const openIn = (id: string, folder: string, { header, chosen }: Omit<ExperimentSetup, 'memory'>): Open => {
    const experiment = openExperiment({
      folder,
      header,
      problems: chosen,
      // Behind a server another model may be by now, of which no file says anything.
      run: (spec, signal) => run(spec, signal, (models) => checkModels(header, models)),
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

  const openFound = async (id: string, folder: string): Promise<Open> => {
    const { header } = readJournal(folder)
    const chosen = header.imported ? await readImportedProblems(folder) : await problemsAgain(header, problems)
    return open.get(id) ?? openIn(id, folder, { header, chosen })
  }

  /** The experiment, opened from its folder if it is not open yet. Its models need not be there. */
  const opened = async (id: string): Promise<Open> => {
    if (!open.has(id) && !folders.has(id)) throw noSuchExperiment(id)
    if (open.has(id)) return known(id)
    return openFound(id, folders.folderOf(id))
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

  const keep = ({ header, problems: solved, results }: ImportedExperiment, folder?: string) => {
    const id = randomUUID()
    const place = folder ?? folders.folderOf(id)
    const chosen = solved.map(({ problem }) => problem)
    writeImported(place, solved)
    writeFinished(place, header, planOf(header.spec, chosen, header.policies), results)
    openIn(id, place, { header, chosen }).teller.tell()
    return { id }
  }

  /** The point's solutions as the paper's code writes them. */
  const paper = async (id: string, point: PointName | null) => {
    if (point === null) throw noPoint()
    const { experiment, folder } = await opened(id)
    const { header } = experiment
    const texts = header.imported ? await readImportedSolutions(folder) : new Map<string, KeptSolutions>()
    return paperExport(header, point, experiment.found(point), texts)
  }

  const calls: Experiments['calls'] = {
    async 'experiments.forecast'({ spec }) {
      const { header, chosen, memory } = await setUp(spec, options)
      const { policies, verifier } = header
      const units = planOf(spec, chosen, policies)
      const { signal } = closing
      return forecastOf({ units, policies, verifier, run, memory, concurrency: EXPERIMENT_CONCURRENCY, signal })
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
      if (header.imported) throw importedDone()
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
    async 'experiments.export'({ id, format, figure, point, beside }) {
      if (format === 'paper') return paper(id, point)
      if (format !== 'csv' || beside.length === 0) return sums.export(await sourceOf(id), { format, figure })
      const sources = await Promise.all([id, ...beside].map(sourceOf))
      return joinedCsv(await Promise.all(sources.map((source) => sums.summary(source))))
    },
    async 'experiments.tree'({ id, problem: wanted, ...point }) {
      const { experiment, folder } = await opened(id)
      const { header } = experiment
      const { imported } = header
      if (!imported) throw notImported()
      const found = experiment.found(point).find(({ problem }) => problem.id === wanted)
      const kept = (await readImportedSolutions(folder, wanted)).get(wanted)
      if (!found || !kept) throw noSuchProblem(wanted)
      const record = importedTree({ header, imported, experiment: id }, point, found.problem, kept)
      keepRun(record)
      return { id: record.header.id }
    },
  }

  return {
    calls,
    start,
    async open(folder) {
      const id = randomUUID()
      await openFound(id, folder)
      return { id }
    },
    keep,
    take(id, from) {
      if (open.has(id) || folders.has(id)) return false
      folders.take(id, from)
      const taken = folders.lastProgress().find((one) => one.id === id)
      if (taken) topics.post('experiment.progress', taken)
      return true
    },
    look() {
      for (const { experiment, teller } of open.values()) {
        try {
          if (experiment.restore()) teller.tell()
        } catch {
          // Its folder takes nothing yet: what was found is in memory.
        }
      }
    },
    settled: async (id) => await known(id).experiment.settled(),
    running: () => [...open.values()].some(({ experiment }) => experiment.progress().state === 'running'),
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
