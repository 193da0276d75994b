// An evaluation file: a method over many problems, one JSON line each after a header. It holds no times, so that the same
// evaluation gives the same file.
// Knows the format and which lines cannot be. Does not know how problems are run or how lines are written.
import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { Cost } from '../contract/cost.ts'
import { ErrorReport } from '../contract/errors.ts'
import { METHOD_IDS } from '../contract/method.ts'
import { RunModel } from '../contract/run.ts'
import { Sampling } from '../contract/sampling.ts'
import { runSeedOf } from '../engine/experiment/run/plan.ts'
import { BadFile } from './bad-file.ts'

/** `name`: of a server, the model that it serves; not known of old files. */
const Model = RunModel.pick({
  id: true,
  sha256: true,
  shape: true,
  checksum: true,
  promptChecksum: true,
  judge: true,
  judgeChecksum: true,
  rewardChecksum: true,
  version: true,
  weights: true,
  software: true,
  sizeFrom: true,
}).extend({
  name: z.string().optional(),
})

export const EvaluationHeader = z.object({
  schema: z.literal('espalier-evaluation'),
  version: z.literal(1),
  app: z.string(),
  method: z.enum(METHOD_IDS),
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  sampling: Sampling,
  seed: z.number(),
  policy: Model,
  verifier: Model.nullable(),
  /** Of all problems that there were to choose from; not known of old files. */
  problemsChecksum: z.string().optional(),
})
export type EvaluationHeader = z.infer<typeof EvaluationHeader>

/** What a line says whatever came of its problem. */
const Line = z.object({
  id: z.string(),
  level: z.number().nullable(),
  /** Seed of this problem's run, made of the evaluation's seed and the problem's id. */
  seed: z.number(),
})

const Reason = ErrorReport.pick({ code: true, message: true })

/** A problem whose run came to its end. */
const EvaluationResult = Line.extend({
  answer: z.string().nullable(),
  correct: z.boolean().nullable(),
  cost: Cost,
  /** What cost the run some of its paths, where a server refused them. */
  notices: z.array(Reason).optional(),
})
export type EvaluationResult = z.infer<typeof EvaluationResult>

/** A problem that could not be run, and why. */
const EvaluationFailure = Line.extend({ error: Reason })
export type EvaluationFailure = z.infer<typeof EvaluationFailure>

const EvaluationLine = z.union([EvaluationFailure, EvaluationResult])
export type EvaluationLine = z.infer<typeof EvaluationLine>

export interface Evaluation {
  header: EvaluationHeader | null
  /** One of each problem; that of a later try stands in the place of one that was not whole. */
  lines: EvaluationLine[]
  /** Where the last whole line ends. */
  bytes: number
}

/** Whether a line tells why its problem could not be run. */
export function isFailure(line: EvaluationLine): line is EvaluationFailure {
  return 'error' in line
}

/** What kept a problem from its whole result; nothing where it has one. */
export function reasonsOf(line: EvaluationLine): readonly z.infer<typeof Reason>[] {
  return isFailure(line) ? [line.error] : (line.notices ?? [])
}

/** Reads an evaluation; a last line that was cut off is left out. Throws BadFile that names a line which is damaged or does not belong. */
export function readEvaluation(file: string): Evaluation {
  const content = existsSync(file) ? readFileSync(file) : Buffer.alloc(0)
  if (content.length === 0) return { header: null, lines: [], bytes: 0 }
  const bytes = content.lastIndexOf(0x0a) + 1
  const [first = '', ...rest] = content.toString('utf8', 0, bytes).split('\n').slice(0, -1)
  const header = checked(EvaluationHeader, first, file, 1)
  const lines = new Map<string, EvaluationLine>()
  for (const [index, text] of rest.entries()) {
    const line = checked(EvaluationLine, text, file, index + 2)
    const earlier = lines.get(line.id)
    if (earlier && reasonsOf(earlier).length === 0) {
      throw bad(file, index + 2, `the problem “${line.id}” has a result already.`, 'Take one of the two out.')
    }
    if (line.seed !== runSeedOf(header.seed, line.id)) {
      throw bad(file, index + 2, 'this is of another evaluation, with another seed.', 'Take the line out.')
    }
    lines.set(line.id, line)
  }
  return { header, lines: [...lines.values()], bytes }
}

function checked<Schema extends z.ZodType>(schema: Schema, text: string, file: string, line: number) {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw bad(file, line, 'this is no evaluation of this version.', 'Name another file, or take the line out.', cause)
  }
}

function bad(file: string, line: number, what: string, advice: string, cause?: unknown): BadFile {
  return new BadFile(`${file}, line ${line}: ${what}`, advice, cause)
}
