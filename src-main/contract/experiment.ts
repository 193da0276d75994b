// An experiment: problems × policies × methods × budgets × seeds. Its specification, what one unit of it found, and its state.
// Knows the records. Does not know how an experiment is run, stored or summed up.
import { z } from 'zod'
import { Cost } from './cost.ts'
import { ErrorReport } from './errors.ts'
import { ImportedResults } from './imported.ts'
import { JudgeRecord } from './judge-record.ts'
import { METHOD_IDS } from './method.ts'
import { Problem } from './problem.ts'
import { RunModel, RunSpec, Seed } from './run.ts'
import { AskedSampling } from './sampling.ts'

/** Version of the specification; a change of shape raises it and adds a migration. */
export const EXPERIMENT_VERSION = 1

/** Longest name, in characters. */
export const NAME_LIMIT = 120

/** A method of an experiment. Its budget parameter is set by the experiment's budgets. */
export const ExperimentMethod = z.strictObject({
  method: z.enum(METHOD_IDS),
  /** Values by parameter key, without the budget; missing ones take their default. */
  parameters: z.record(z.string(), z.union([z.number(), z.string()])).default({}),
})
export type ExperimentMethod = z.infer<typeof ExperimentMethod>

/** A list of one to `most` values, none of them twice. */
function distinct<Value extends z.ZodType>(value: Value, most: number) {
  return z
    .array(value)
    .min(1)
    .max(most)
    .refine((all) => new Set(all).size === all.length, { message: 'It may name each only once.' })
}

/** Everything that decides an experiment's results, apart from the machine. The screen writes it, the command line runs it. */
export const ExperimentSpec = z.strictObject({
  schema: z.literal('espalier-experiment'),
  version: z.literal(EXPERIMENT_VERSION, {
    error: ({ input }) =>
      Number(input) > EXPERIMENT_VERSION ? 'The specification was written by a newer version of Espalier.' : undefined,
  }),
  name: z.string().trim().min(1).max(NAME_LIMIT),
  problems: z.strictObject({
    /** A dataset, of the catalog or added; null for the catalog's first one. */
    dataset: z.string().nullable().default(null),
    /** Only these levels; null for all. */
    levels: z.array(z.number().int()).min(1).nullable().default(null),
    /** So many problems, taken from the levels in turn; null for all. */
    limit: z.number().int().min(1).nullable().default(null),
    /** Draws the problems of the limit at random; without it the first ones are taken. */
    seed: Seed.optional(),
    /** The limit takes the same share of every level, by largest remainders, instead of the levels in turn. */
    stratified: z.boolean().optional(),
  }),
  /** Model ids, small to large as the user likes them listed. */
  policies: distinct(z.string().min(1), 12),
  /** The PRM, or what stands in its place (verifier-choice.ts), that every method asks which needs one; null where no method does. */
  verifier: z.string().min(1).nullable().default(null),
  /** What a judge is asked; if left out, what its record says. */
  judge: JudgeRecord.optional(),
  methods: z.array(ExperimentMethod).min(1).max(24),
  /** Samples N (expansions for MCTS); greedy has one point whatever they are. */
  budgets: distinct(z.number().int().min(1).max(1024), 24),
  seeds: distinct(Seed, 100).default([1]),
  /** What is left out is each policy's own setting, or the default. */
  sampling: AskedSampling.default({}),
})
export type ExperimentSpec = z.infer<typeof ExperimentSpec>

/** One sampled solution in a pool, in the order in which they were begun. */
export const PoolSolution = z.object({
  answer: z.string().nullable(),
  correct: z.boolean(),
  /** Step rewards from the first step on; empty where no PRM was asked. */
  rewards: z.array(z.number().nullable()),
  steps: z.number().int(),
  /** Tokens that the policy generated for it; 0 where a file does not tell. */
  tokens: z.number().int(),
})
export type PoolSolution = z.infer<typeof PoolSolution>

/**
 * What one unit of work found: one problem, searched once by one policy with one seed. A pool holds the solutions that every
 * sampling method and every smaller budget is computed from; a search holds the answer of one method at one budget.
 */
export const ExperimentResult = z.object({
  policy: z.string(),
  seed: z.number().int(),
  problem: z.string(),
  level: z.number().nullable(),
  /** Place in the specification's methods; null for a pool. */
  method: z.number().int().nullable(),
  /** Samples or expansions; the largest budget for a pool, 1 for greedy. */
  budget: z.number().int(),
  /** Seed of the run, made of the experiment's seed and the problem. */
  runSeed: z.number().int(),
  answer: z.string().nullable(),
  correct: z.boolean(),
  cost: Cost,
  pool: z.array(PoolSolution).nullable(),
  /** How many tokens, and tokens of whole steps, exactly k of the pool's solutions share, by place k - 1 (search/pool-shares.ts). */
  shares: z
    .object({ tokens: z.array(z.number()), steps: z.array(z.number()) })
    .nullable()
    .default(null),
})
export type ExperimentResult = z.infer<typeof ExperimentResult>

export const ExperimentState = z.enum(['ready', 'running', 'paused', 'done', 'cancelled', 'failed'])
export type ExperimentState = z.infer<typeof ExperimentState>

/** What the run of an experiment is going to take. */
export const ExperimentForecast = z.object({
  units: z.number().int(),
  /** Forward FLOPs of policies and PRM together; null where a model's shape is not known. */
  flops: z.number().nullable(),
  /** Null where a model is behind a server: its speed depends on whoever else asks it, and a few searches do not tell it. */
  seconds: z.number().nullable(),
  /** Seconds that it takes at least and at most, as far as the calibration tells; null like `seconds`. */
  range: z.object({ low: z.number(), high: z.number() }).nullable().default(null),
  /** Runs of the calibration that the forecast was made from. */
  calibrationRuns: z.number().int(),
})
export type ExperimentForecast = z.infer<typeof ExperimentForecast>

/** How far one cell of the heat map is: a policy with a method (null: the pool of the sampling methods) at a budget. */
export const ExperimentCell = z.object({
  policy: z.string(),
  method: z.number().int().nullable(),
  budget: z.number().int(),
  done: z.number().int(),
  units: z.number().int(),
  /** Right answers among the done; null for a pool, which has no answer of its own. */
  right: z.number().int().nullable(),
})
export type ExperimentCell = z.infer<typeof ExperimentCell>

/** How far an experiment is. */
export const ExperimentProgress = z.object({
  id: z.string(),
  name: z.string(),
  created: z.string(),
  state: ExperimentState,
  error: ErrorReport.nullable(),
  done: z.number().int(),
  units: z.number().int(),
  /** Searching time so far, pauses left out. */
  seconds: z.number(),
  /** Estimated seconds to go; null while nothing is known. */
  remaining: z.number().nullable(),
  /** Tokens that the policies generated a second, over the last half minute; null while nothing is known. */
  tokensPerSecond: z.number().nullable(),
  /** The cell whose units come next; null for the order of the plan. */
  preferred: ExperimentCell.pick({ policy: true, method: true, budget: true }).nullable(),
  cells: z.array(ExperimentCell),
  /** Of results that were not run here. */
  imported: ImportedResults.optional(),
})
export type ExperimentProgress = z.infer<typeof ExperimentProgress>

/** One problem of one point of the picture, for the drill-down. */
export const ExperimentAnswer = z.object({
  problem: Problem,
  seed: z.number().int(),
  /** The answer of the run; for a sampling method, of the first `budget` solutions of the pool. */
  answer: z.string().nullable(),
  correct: z.boolean(),
  /** The run that shows its tree: the same seed gives the same tree. Null for imported results, which have their solutions. */
  run: RunSpec.nullable(),
})
export type ExperimentAnswer = z.infer<typeof ExperimentAnswer>

/** The first line of an experiment's files. */
export const ExperimentHeader = z.object({
  schema: z.literal('espalier-experiment-results'),
  version: z.literal(EXPERIMENT_VERSION),
  app: z.string(),
  spec: ExperimentSpec,
  policies: z.array(RunModel),
  verifier: RunModel.nullable(),
  /** Problem ids in the order of the work. */
  problems: z.array(z.object({ id: z.string(), level: z.number().nullable() })),
  /** SHA-256 of the problems' ids, texts and references; not known of old files. */
  problemsChecksum: z.string().optional(),
  /** Of results that were not run here; what of their costs is known, the models and results say. */
  imported: ImportedResults.optional(),
})
export type ExperimentHeader = z.infer<typeof ExperimentHeader>
