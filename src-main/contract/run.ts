// A run: one problem searched once. Its specification, and the summary that lists show.
// Knows the record and its defaults. Does not know the engine.
import { z } from 'zod'
import { Cost, ModelShape, SizeSource } from './cost.ts'
import { RunEvent, RunState } from './event.ts'
import type { Change } from './event.ts'
import { JudgeRecord } from './judge-record.ts'
import { ImportedRun } from './imported.ts'
import { METHOD_IDS } from './method.ts'
import { Problem } from './problem.ts'
import { PromptRecord } from './prompt-record.ts'
import { RewardRecord } from './reward-record.ts'
import { CarriedRemarks } from './run-remarks.ts'
import { AskedSampling, Sampling } from './sampling.ts'

/** Version of the run record; a change of shape raises it and adds a migration. */
export const RUN_VERSION = 1
/** The same of a run that was steered by hand: a program that knows no such events says so, and does not show half a tree. */
export const STEERED_RUN_VERSION = 2

/** Largest seed: a seed has 32 bits. */
export const SEED_LIMIT = 0xffff_ffff
/** Seed of all random streams. */
export const Seed = z.number().int().min(0).max(SEED_LIMIT)

/** Everything that decides a run's tree, apart from the machine. */
export const RunSpec = z.object({
  problem: Problem,
  method: z.enum(METHOD_IDS),
  /** Values by parameter key, checked against the method's table when the run starts; missing ones take their default. */
  parameters: z.record(z.string(), z.union([z.number(), z.string()])).default({}),
  sampling: Sampling.prefault({}),
  seed: Seed.default(1),
  /** Ids of models or connections, or addresses of servers. */
  policy: z.string().min(1),
  /** The same, or what stands in a model's place: see verifier-choice.ts. */
  verifier: z.string().min(1).nullable().default(null),
  /** What a judge is asked; if left out, what its record says. */
  judge: JudgeRecord.optional(),
})
export type RunSpec = z.infer<typeof RunSpec>

/** The same as a caller asks for it: a name that a record of a run may hold beside these, and nobody reads, is a slip here. */
export const AskedRun = RunSpec.extend({
  problem: Problem.strict(),
  sampling: AskedSampling.default({}),
  judge: JudgeRecord.strict().optional(),
}).strict()
export type AskedRun = z.infer<typeof AskedRun>
/** What a caller may leave out. */
export type RunRequest = z.input<typeof AskedRun>

/** Which model ran where, as the run recorded it. */
export const RunModel = z.object({
  /** As the specification names it. */
  id: z.string(),
  name: z.string(),
  /** Null for a server that does not tell it: FLOPs are then not known. */
  shape: ModelShape.nullable(),
  /** Of a server's model, who says so; absent in old files, where the server did. */
  sizeFrom: SizeSource.optional(),
  /** SHA-256 of the graph file, hexadecimal; null for a server. */
  sha256: z.string().nullable(),
  /** SHA-256 of all that decides what the model says: graph, settings, tokenizer, PRM format; not known of old files and servers. */
  checksum: z.string().optional(),
  /** The form of its weights, for a person: “bfloat16”, “4 bits, blocks of 32”; absent of embedded models, servers, and in old files. */
  weights: z.string().optional(),
  /** How a policy was asked; absent where its own files said it all, and in old files. */
  prompt: PromptRecord.optional(),
  /** SHA-256 of that record, hexadecimal, for who compares models without it. */
  promptChecksum: z.string().optional(),
  /** What a judge was asked, with its checksum, SHA-256, hexadecimal; absent in old files, which know the usual question alone. */
  judge: JudgeRecord.optional(),
  judgeChecksum: z.string().optional(),
  /** How a PRM was asked, with its checksum, SHA-256, hexadecimal; absent where its own files said it all, and in old files. */
  reward: RewardRecord.optional(),
  rewardChecksum: z.string().optional(),
  /** Of a server, what it loaded its model from, if it tells; else, of a connection, what the server calls it. */
  version: z.string().optional(),
  /** Of a server, its software and version, if it tells: “vLLM 0.32.0”. */
  software: z.string().optional(),
  /** Execution provider really in use, for example `cpu`; `server` for a server, which keeps that to itself; `policy` for the policy's own confidence; `file` for results of others. */
  device: z.string(),
})
export type RunModel = z.infer<typeof RunModel>

/** What tells a model from another one. */
export type ModelIdentity = Pick<
  RunModel,
  'id' | 'sha256' | 'checksum' | 'promptChecksum' | 'judgeChecksum' | 'rewardChecksum' | 'version'
> & {
  name?: string | undefined
}

/** Whether both are the same model. What one of them does not know is not compared; the name counts for a server alone that does not say what it serves. */
export function isSameModel(one: ModelIdentity, other: ModelIdentity): boolean {
  const agree = (a?: string, b?: string) => a === undefined || b === undefined || a === b
  return (
    one.id === other.id &&
    one.sha256 === other.sha256 &&
    agree(one.checksum, other.checksum) &&
    agree(one.promptChecksum, other.promptChecksum) &&
    agree(one.judgeChecksum, other.judgeChecksum) &&
    agree(one.rewardChecksum, other.rewardChecksum) &&
    agree(one.version, other.version) &&
    // The name is what a person calls it, where the server says which model it is.
    (one.sha256 !== null || (one.version !== undefined && other.version !== undefined) || agree(one.name, other.name))
  )
}

/** The first line of a run file, and the run's row in the store. */
export const RunHeader = z.object({
  schema: z.literal('espalier-run'),
  version: z.union([z.literal(RUN_VERSION), z.literal(STEERED_RUN_VERSION)]),
  app: z.string(),
  id: z.string(),
  /** ISO 8601, UTC. */
  created: z.string(),
  spec: RunSpec,
  policy: RunModel,
  verifier: RunModel.nullable(),
  /** Of a tree that another program made or a person labelled; the method is then not its own, and costs may be unknown. */
  imported: ImportedRun.optional(),
  /** Of a run that Espalier searched and a file brought here: the name of that file, without its folder. */
  opened: z.object({ file: z.string() }).optional(),
  /** In a file, what a person says of the run; the history keeps that beside the header. */
  remarks: CarriedRemarks.optional(),
  /** Somebody changed its tree by hand, if only once and taken back: it says nothing of its method. */
  steered: z.literal(true).optional(),
})
export type RunHeader = z.infer<typeof RunHeader>

/** Whether this is an act of the user's, or what one cost that failed. */
export function isByHand(change: Change): boolean {
  switch (change.type) {
    case 'steered':
    case 'undone':
    case 'redone':
      return true
    case 'cost':
      return change.cost.byHand !== undefined
    case 'node-added':
    case 'node-scored':
    case 'decided':
    case 'chosen':
    case 'state':
    case 'notice':
      return false
  }
}

/** The header of a run that was steered. */
export function steeredHeader(header: RunHeader): RunHeader {
  return { ...header, version: STEERED_RUN_VERSION, steered: true }
}

/** A model as a list names it. */
const SummaryModel = RunModel.pick({ id: true, name: true })

/** A line of the history. */
export const RunSummary = z.object({
  id: z.string(),
  created: z.string(),
  question: z.string(),
  problem: z.string(),
  dataset: z.string().nullable(),
  level: z.number().nullable(),
  method: z.enum(METHOD_IDS),
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  seed: z.number(),
  /** Absent in lines of an older program that could not be brought up to date. */
  policy: SummaryModel.optional(),
  verifier: SummaryModel.nullable().optional(),
  state: RunState,
  answer: z.string().nullable(),
  correct: z.boolean().nullable(),
  cost: Cost,
  seconds: z.number(),
  imported: ImportedRun.optional(),
  opened: z.object({ file: z.string() }).optional(),
  /** As in the header. */
  steered: z.literal(true).optional(),
})
export type RunSummary = z.infer<typeof RunSummary>

/** A whole run: its header and its events so far. */
export const RunRecord = z.object({ header: RunHeader, events: z.array(RunEvent) })
export type RunRecord = z.infer<typeof RunRecord>
