// Results of other programs: what is told of a file before it is kept, and how it is kept.
// Knows the records and their limits. Does not know files, formats or where results are kept.
import { z } from 'zod'
import { DATASET_BYTES } from './dataset.ts'
import { ErrorReport } from './errors.ts'
import { NAME_LIMIT } from './experiment.ts'
import { RewardSource } from './imported.ts'
import { AGGREGATES } from './method-parameters.ts'

/** Largest file that is read, in bytes. */
export const RESULTS_BYTES = DATASET_BYTES

/** Solutions of one problem that its largest point takes. */
export const PER_PROBLEM = 1024

/** Trees that are kept of one file at once. */
export const TREES_AT_ONCE = 100

/** A file of the user's. */
const ResultsUpload = z.object({
  file: z.string().min(1).max(255),
  bytes: z.instanceof(Uint8Array).refine(({ length }) => length <= RESULTS_BYTES, {
    message: `The file is larger than ${RESULTS_BYTES / 2 ** 20} MB.`,
  }),
})

const Told = z.object({
  /** What the file was read as, for a person. */
  format: z.string(),
  /** Records that are left out, each with its place and reason: the first ones, and how many in all. */
  faults: z.array(ErrorReport),
  faultCount: z.number().int(),
  /** What was noticed of the whole file. */
  notes: z.array(z.string()),
})

/** What a file of results would be. Nothing is kept yet. */
export const ResultsPreview = z.discriminatedUnion('kind', [
  /** Solutions of problems: an experiment, over which every voting rule can be counted. */
  Told.extend({
    kind: z.literal('solutions'),
    name: z.string(),
    problems: z.number().int(),
    /** Least and most of one problem. */
    solutions: z.object({ least: z.number().int(), most: z.number().int() }),
    /** Most rewards of one solution; 0 where none has any. */
    rewards: z.number().int(),
    /** Whether the file tells the generated tokens of every problem. */
    tokens: z.boolean(),
    /** Whether the solutions look like independent samples. */
    independent: z.boolean(),
    /** The first problems: solutions, and how many of them are right. */
    rows: z.array(
      z.object({
        id: z.string(),
        question: z.string(),
        reference: z.string(),
        solutions: z.number().int(),
        right: z.number().int(),
      }),
    ),
  }),
  /** Solutions step by step with their labels: trees. */
  Told.extend({
    kind: z.literal('trees'),
    trees: z.number().int(),
    rewards: RewardSource,
    rows: z.array(z.object({ place: z.string(), question: z.string(), steps: z.number().int() })),
  }),
])
export type ResultsPreview = z.infer<typeof ResultsPreview>

/** How solutions are kept. */
export const KeptSolutions = z.object({
  name: z.string().trim().min(1).max(NAME_LIMIT),
  /** What the policy is called. */
  policy: z.string().trim().min(1).max(NAME_LIMIT),
  /** The policy's parameters, so that FLOPs follow from tokens; null where nobody knows them. */
  parameters: z.number().int().positive().max(1e15).nullable().default(null),
  independent: z.boolean(),
  /** How step rewards become one number, each in votes of its own. */
  aggregates: z
    .array(z.enum(AGGREGATES))
    .min(1)
    .max(AGGREGATES.length)
    .refine((all) => new Set(all).size === all.length, { message: 'It may name each only once.' })
    .default(['last']),
})
export type KeptSolutions = z.infer<typeof KeptSolutions>

/** What came of keeping a file: an experiment, or runs of the history. */
const Kept = z.object({
  experiment: z.string().nullable(),
  runs: z.array(z.string()),
})

export const RESULTS_CALLS = {
  /** What a file would be. Throws `bad-input` where it holds no text, no records, or none of a known format. */
  'results.preview': { argument: ResultsUpload, result: ResultsPreview },
  /** Keeps the solutions of a file as an experiment that is done. Throws `bad-input`, or `store-failed` where they cannot be kept. */
  'results.solutions': { argument: ResultsUpload.extend({ as: KeptSolutions }), result: Kept },
  /** Keeps trees of a file as runs of the history: so many from the first one on. Throws like `results.solutions`. */
  'results.trees': {
    argument: ResultsUpload.extend({
      first: z.number().int().min(1).default(1),
      count: z.number().int().min(1).max(TREES_AT_ONCE).default(TREES_AT_ONCE),
    }),
    result: Kept,
  },
} as const
