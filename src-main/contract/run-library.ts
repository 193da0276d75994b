// The library of runs: how it is asked, line by line, and what can be done with runs that are kept.
// Knows the records of these calls. Does not know how runs are stored, searched or written.
import { z } from 'zod'
import { DATASET_BYTES } from './dataset.ts'
import { ExportFile } from './experiment-export.ts'
import { METHOD_IDS } from './method.ts'
import { RemarksChange, RunRemarks } from './run-remarks.ts'
import { RunSummary } from './run.ts'

/** Largest file of runs that is opened, in bytes. */
export const RUN_FILE_BYTES = DATASET_BYTES

/** Runs that one call is about, at most. */
export const RUNS_AT_ONCE = 1000

/** A line of the history with what a person says of the run. */
export const RunLine = RunSummary.extend({ remarks: RunRemarks })
export type RunLine = z.infer<typeof RunLine>

/** Orders of the list. `tokens`: those that the policy generated. */
export const RUN_SORTS = ['newest', 'oldest', 'name', 'tokens', 'seconds'] as const
export type RunSort = (typeof RUN_SORTS)[number]

export const VERDICTS = ['right', 'wrong', 'ungraded'] as const
export type Verdict = (typeof VERDICTS)[number]

/** Whether this program searched it in this data folder, or a file brought it. */
export const ORIGINS = ['own', 'imported'] as const
export type RunOrigin = (typeof ORIGINS)[number]

/** In the spelling in which runs are dated, so that both compare as texts. */
const Moment = z.iso.datetime().transform((moment) => new Date(moment).toISOString())

/** Which runs, in which order. What is left out filters nothing. */
export const RunQuery = z.object({
  /** Words that must all occur: in the problem, the name, the note, the tags, the answer, models, seed and file. */
  query: z.string().max(200).default(''),
  method: z.enum(METHOD_IDS).optional(),
  /** Ids, as a run names its models. */
  policy: z.string().max(1000).optional(),
  verifier: z.string().max(1000).optional(),
  verdict: z.enum(VERDICTS).optional(),
  starred: z.literal(true).optional(),
  tag: z.string().max(200).optional(),
  origin: z.enum(ORIGINS).optional(),
  /** Begun at this moment or later, and before that one; ISO 8601, UTC. */
  from: Moment.optional(),
  to: Moment.optional(),
  sort: z.enum(RUN_SORTS).optional(),
  /** Runs of one question stand together, the question with the newest run first. */
  grouped: z.boolean().optional(),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(100),
})
export type RunQuery = z.output<typeof RunQuery>
/** The part that filters. */
export type RunFilter = Omit<RunQuery, 'query' | 'sort' | 'grouped' | 'offset' | 'limit'>

/** Runs of one question, of those that the query finds. */
export const RunGroup = z.object({
  question: z.string(),
  runs: z.number().int(),
  /** Of the graded ones, how many are right. */
  right: z.number().int(),
  graded: z.number().int(),
})
export type RunGroup = z.infer<typeof RunGroup>

const Named = z.object({ id: z.string(), name: z.string(), runs: z.number().int() })
/** What there is to filter by, each with its number of runs. */
export const RunFacets = z.object({
  methods: z.array(Named),
  policies: z.array(Named),
  verifiers: z.array(Named),
  tags: z.array(Named),
})
export type RunFacets = z.infer<typeof RunFacets>
export type RunFacet = RunFacets['tags'][number]

const Nothing = z.object({})
const Ids = z.object({ ids: z.array(z.string().min(1).max(200)).min(1).max(RUNS_AT_ONCE) })
const Remarked = z.object({ runs: z.array(z.object({ id: z.string(), remarks: RunRemarks })) })

export const RUN_LIBRARY_CALLS = {
  /** Newest first unless `sort` says otherwise. `groups`: those of the page, where the query is grouped. */
  'runs.list': {
    argument: RunQuery,
    result: z.object({
      total: z.number().int(),
      runs: z.array(RunLine),
      groups: z.array(RunGroup).optional(),
    }),
  },
  'runs.facets': { argument: Nothing, result: RunFacets },
  /** Changes what is said of these runs, all or none. Throws `not-found`, `bad-input` for too many tags, or `store-failed`. */
  'runs.remark': { argument: Ids.extend({ change: RemarksChange }), result: Remarked },
  /**
   * Takes runs out of the history, after stopping those that go on. They can be restored until they are erased, for some minutes, or
   * until the engine ends; then they are gone. Throws `not-found`, or `bad-input` for a run that goes on elsewhere.
   */
  'runs.discard': { argument: Ids, result: Nothing },
  /** Brings discarded runs back. Throws `not-found` where one is gone. */
  'runs.restore': { argument: Ids, result: Nothing },
  /** Removes discarded runs for good, on disk, too. Others of these ids are left alone. */
  'runs.erase': { argument: Ids, result: Nothing },
  /** Runs as one file, which `runs.import` opens again. Throws `not-found`, or `bad-input` where they are too large for one. */
  'runs.file': { argument: Ids, result: ExportFile },
  /**
   * Keeps the runs of a file in the history, in the file's order. One that is there already, event by event, is left as it is; another
   * one under the same id is kept beside it. Throws `bad-input` with the line that is at fault; then nothing is kept.
   */
  'runs.import': {
    argument: z.object({
      file: z.string().min(1).max(255),
      bytes: z.instanceof(Uint8Array).refine(({ length }) => length <= RUN_FILE_BYTES, {
        message: `The file is larger than ${RUN_FILE_BYTES / 2 ** 20} MB.`,
      }),
    }),
    result: z.object({
      /** Ids under which they are in the history now. */
      runs: z.array(z.string()),
      /** How many of them were there before. */
      known: z.number().int(),
      /** How many end before their run does: the file was cut off. */
      truncated: z.number().int(),
    }),
  },
} as const

export const RUN_LIBRARY_TOPICS = {
  'run.remarked': Remarked,
  /** Runs that were discarded are in the history again. */
  'run.restored': z.object({ ids: z.array(z.string()) }),
} as const
