// The API between window and engine: calls with their arguments and results, and topics to listen to.
// Knows what both sides may say, and checks it at the door. Does not know how messages travel (channel.ts).
import { z } from 'zod'
import { ModelCache } from './cache-use.ts'
import { CONNECTION_CALLS, CONNECTION_TOPICS } from './connection.ts'
import { DATASET_BYTES, DatasetInfo, DatasetName, DatasetPreview, Mapping } from './dataset.ts'
import { DeviceChoice, DeviceList } from './device.ts'
import { DOWNLOAD_CALLS, DOWNLOAD_TOPICS } from './download.ts'
import { ErrorReport } from './errors.ts'
import { RunEvent } from './event.ts'
import { ExportFile, ExportFormat } from './experiment-export.ts'
import { ExperimentSummary, PointComparison, PointName } from './experiment-summary.ts'
import {
  ExperimentAnswer,
  ExperimentCell,
  ExperimentForecast,
  ExperimentProgress,
  ExperimentSpec,
} from './experiment.ts'
import { RESULTS_CALLS } from './foreign-results.ts'
import { MODEL_CALLS, MODEL_TOPICS } from './model-card.ts'
import { ModelInfo } from './model.ts'
import { Problem } from './problem.ts'
import { RUN_LIBRARY_CALLS, RUN_LIBRARY_TOPICS } from './run-library.ts'
import { AskedRun, RunRecord, RunSummary } from './run.ts'
import { Steering } from './steering.ts'
import { WORKSPACE_CALLS } from './workspace.ts'

/** Where an engine runs. */
const Host = z.enum(['electron', 'web', 'cli'])
export type Host = z.infer<typeof Host>

const Id = z.object({ id: z.string().min(1).max(200) })
const Nothing = z.object({})
const Page = z.object({
  query: z.string().max(200).default(''),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(100),
})

/** A file of the user's: its name, its bytes, and which field is what (null: as the fields' names suggest). */
const DatasetUpload = z.object({
  file: z.string().min(1).max(255),
  bytes: z.instanceof(Uint8Array).refine(({ length }) => length <= DATASET_BYTES, {
    message: `The file is larger than ${DATASET_BYTES / 2 ** 20} MB.`,
  }),
  mapping: Mapping.nullable().default(null),
})

/** Every call: the schema of its argument and of its result. */
export const CALLS = {
  'engine.info': {
    argument: Nothing,
    result: z.object({
      version: z.string(),
      host: Host,
      cores: z.number().int(),
      /** Where runs, experiments and downloads are kept on the engine's machine; null while they are in memory alone. */
      dataFolder: z.string().nullable(),
      /** Why runs are kept in memory only, or null while they are stored. */
      notice: ErrorReport.nullable(),
    }),
  },
  /** Every model that can be named in a run. */
  'models.list': { argument: Nothing, result: z.object({ models: z.array(ModelInfo) }) },
  /** The prefix caches of the models that are open. Answers when each of them is between two passes. */
  'models.caches': { argument: Nothing, result: z.object({ caches: z.array(ModelCache) }) },
  ...MODEL_CALLS,
  'devices.list': { argument: Nothing, result: DeviceList },
  /**
   * Tests these models on every device anew; without ids those that are open, else the first policy and the first PRM.
   * Answers when all is tested; `devices.changed` tells how it goes. Throws `not-found`, `model-missing` or `model-broken`.
   */
  'devices.test': { argument: z.object({ models: z.array(z.string()).max(20).default([]) }), result: DeviceList },
  /** Keeps the choice. Open sessions move when the next run starts while no other goes on. */
  'devices.choose': { argument: z.object({ choice: DeviceChoice }), result: DeviceList },
  /** Asks the package feed what ONNX Runtime's files for CUDA are. Throws `not-found`, `server-unreachable` or `server-failed`. */
  'devices.cuda.offer': { argument: Nothing, result: DeviceList },
  /**
   * Gets the files that were offered under this checksum, and answers when they are in their place; `devices.changed` tells how it
   * goes. Throws `not-found`, `server-unreachable`, `server-failed`, `store-failed`, or `engine-stopped` after a stop.
   */
  'devices.cuda.get': { argument: z.object({ sha512: z.string().max(128) }), result: DeviceList },
  'devices.cuda.stop': { argument: Nothing, result: DeviceList },
  /** Every dataset: those of the catalog, then those that were added. `faults`: files that could not be read. */
  'problems.datasets': {
    argument: Nothing,
    result: z.object({ datasets: z.array(DatasetInfo), faults: z.array(ErrorReport) }),
  },
  /** What a file would be as a dataset. Throws `bad-input` where it holds no text or no records. */
  'problems.preview': { argument: DatasetUpload, result: DatasetPreview },
  /** Keeps a file's problems in the data folder, whole or not at all. Throws `bad-input`, or `store-failed` where they cannot be kept. */
  'problems.add': {
    argument: DatasetUpload.extend({ name: DatasetName }),
    result: z.object({ dataset: DatasetInfo, faults: z.array(ErrorReport), notes: z.array(z.string()) }),
  },
  /** Removes a dataset that was added; the file that it was made of stays. Throws `not-found`, or `bad-input` for one of the catalog. */
  'problems.remove': { argument: Id, result: Nothing },
  'problems.list': {
    argument: Page.extend({
      /** Null: those of the catalog. */
      dataset: z.string().nullable().default(null),
      level: z.number().int().nullable().default(null),
    }),
    result: z.object({
      total: z.number().int(),
      problems: z.array(Problem),
      /** Lines and files that could not be read; the others are there. */
      faults: z.array(ErrorReport),
    }),
  },
  /**
   * Checks the specification, records the run and starts it; the run's events follow on `run.events`.
   * With `startPaused` it waits at its first gate, so that `runs.step` can lead it from the beginning.
   */
  'runs.start': { argument: AskedRun.extend({ startPaused: z.boolean().default(false) }), result: Id },
  'runs.pause': { argument: Id, result: Nothing },
  'runs.resume': { argument: Id, result: Nothing },
  /** Lets a paused run go on to its next gate (one depth, one sample round) and pause there again. */
  'runs.step': { argument: Id, result: Nothing },
  /** Stops within one token; the run keeps its tree and ends as `stopped`. */
  'runs.stop': { argument: Id, result: Nothing },
  /**
   * Changes the tree of a run by hand that is paused or has ended, and answers when its events are there. Throws `not-found`,
   * `bad-input` with why not, or as `runs.start` and the models do; the tree is then as it was. `runs.stop` ends what takes long.
   */
  'runs.steer': { argument: Id.extend({ steering: Steering }), result: Nothing },
  /** The run's header and all events so far; later ones follow on `run.events`, told apart by their sequence. */
  'runs.open': { argument: Id, result: RunRecord },
  /** Removes a run at once and for good, after stopping it; `runs.discard` can be undone. */
  'runs.delete': { argument: Id, result: Nothing },
  /** A run's solutions as the paper's code writes them. Throws `not-found`, or `bad-input` where no path has ended. */
  'runs.export': { argument: Id, result: ExportFile },
  ...RUN_LIBRARY_CALLS,
  /** Runs a few small searches and foretells what the experiment will take. Throws `bad-input` like `experiments.start`. */
  'experiments.forecast': { argument: z.object({ spec: ExperimentSpec }), result: ExperimentForecast },
  /** Checks the specification, makes the experiment's folder and starts it; one experiment runs at a time. */
  'experiments.start': { argument: z.object({ spec: ExperimentSpec }), result: Id },
  'experiments.list': { argument: Nothing, result: z.object({ experiments: z.array(ExperimentProgress) }) },
  /** Begins nothing further; the searches that go on are finished. */
  'experiments.pause': { argument: Id, result: Nothing },
  /** Goes on after a pause, a cancellation, a failure or a restart of the program. */
  'experiments.resume': { argument: Id, result: Nothing },
  /** Stops within one token; what is finished stays. */
  'experiments.cancel': { argument: Id, result: Nothing },
  /** Takes the units of this cell next; without a cell, back to the order of the plan. */
  'experiments.prefer': {
    argument: Id.extend({ cell: ExperimentCell.pick({ policy: true, method: true, budget: true }).nullable() }),
    result: Nothing,
  },
  'experiments.delete': { argument: Id, result: Nothing },
  /** What the results say so far. */
  'experiments.summary': { argument: Id, result: ExperimentSummary },
  /** The answers of one point of the picture, problem by problem, with what a run needs to show the tree again. */
  'experiments.answers': {
    argument: PointName.extend(Id.shape),
    result: z.object({ answers: z.array(ExperimentAnswer) }),
  },
  /** Whether the first point is better than the second. Throws `bad-input` where they have no problem in common yet. */
  'experiments.compare': {
    argument: Id.extend({ first: PointName, second: PointName }),
    result: PointComparison,
  },
  'experiments.export': {
    argument: Id.extend({
      format: ExportFormat,
      /** For `html`: the picture, an SVG element. */
      figure: z.string().max(5_000_000).default(''),
      /** For `paper`: the point whose solutions are written. */
      point: PointName.nullable().default(null),
      /** For `csv`: other experiments, whose rows follow, each with its experiment's name and whether its problems are the same. */
      beside: z.array(Id.shape.id).max(7).default([]),
    }),
    result: ExportFile,
  },
  /**
   * The tree of a problem of imported results at a point, as a run of the history. Throws `not-found`, or `bad-input` for results
   * that are not imported, whose trees are grown again.
   */
  'experiments.tree': { argument: PointName.extend(Id.shape).extend({ problem: z.string().max(200) }), result: Id },
  ...RESULTS_CALLS,
  ...DOWNLOAD_CALLS,
  ...CONNECTION_CALLS,
  ...WORKSPACE_CALLS,
} as const satisfies Record<string, { argument: z.ZodType; result: z.ZodType }>

/** Every topic: the schema of what is posted on it. */
export const TOPICS = {
  'run.events': z.object({ id: z.string(), events: z.array(RunEvent) }),
  /** A run's line in the history changed: new, other state, answer chosen. */
  'run.summary': RunSummary,
  'run.deleted': Id,
  ...RUN_LIBRARY_TOPICS,
  /** Something that concerns every run, for example that the disk is full and runs are kept in memory only. */
  'engine.notice': ErrorReport,
  /** An experiment is new, or went on. At most four times a second. */
  'experiment.progress': ExperimentProgress,
  'experiment.deleted': Id,
  /** A test began or ended, a session took its place, or another device was chosen. */
  'devices.changed': DeviceList,
  'models.changed': z.object({ models: z.array(ModelInfo) }),
  ...MODEL_TOPICS,
  'problems.changed': z.object({ datasets: z.array(DatasetInfo) }),
  ...DOWNLOAD_TOPICS,
  ...CONNECTION_TOPICS,
} as const satisfies Record<string, z.ZodType>

export type CallName = keyof typeof CALLS
/** What a caller passes (defaults may be left out). */
export type CallArgument<Name extends CallName> = z.input<(typeof CALLS)[Name]['argument']>
/** What the engine receives (defaults filled in). */
export type CheckedArgument<Name extends CallName> = z.output<(typeof CALLS)[Name]['argument']>
export type CallResult<Name extends CallName> = z.output<(typeof CALLS)[Name]['result']>
export type TopicName = keyof typeof TOPICS
export type TopicMessage<Name extends TopicName> = z.output<(typeof TOPICS)[Name]>

/** The names of the calls about one thing, such as `runs`. */
export type CallsAbout<Thing extends string> = Extract<CallName, `${Thing}.${string}`>
/** What answers these calls. */
export type CallAnswers<Names extends CallName = CallName> = {
  [Name in Names]: (argument: CheckedArgument<Name>) => Promise<CallResult<Name>> | CallResult<Name>
}

/** The calls as a channel carries them. */
export type EngineCalls = { [Name in CallName]: (argument: CallArgument<Name>) => CallResult<Name> }
export type EngineTopics = { [Name in TopicName]: TopicMessage<Name> }

/** The argument as the engine takes it, defaults filled in. Throws a ZodError where it does not fit. */
export function checkedArgument<Name extends CallName>(name: Name, argument: unknown): CheckedArgument<Name> {
  return CALLS[name].argument.parse(argument) as CheckedArgument<Name>
}

/** What the window sees of the engine, and what the engine implements: two verbs. */
export interface EngineApi {
  /** Checks the argument, which may come from anywhere, and answers. Rejects with what does not fit, or what went wrong. */
  call<Name extends CallName>(name: Name, argument: CallArgument<Name>): Promise<CallResult<Name>>
  /** Returns the function that ends listening. */
  listen<Name extends TopicName>(topic: Name, listener: (message: TopicMessage<Name>) => void): () => void
}
