// An evaluation file: a method over many problems, one JSON line each after a header. It holds no times, so that the same
// evaluation gives the same file.
// Knows the format and how it is summed up. Does not know how problems are run.
import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { Cost, ModelShape } from '../contract/cost.ts'
import { EspalierError } from '../contract/errors.ts'
import { METHOD_IDS } from '../contract/method.ts'
import { Sampling } from '../contract/sampling.ts'

const Model = z.object({ id: z.string(), sha256: z.string().nullable(), shape: ModelShape.nullable() })

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
})
export type EvaluationHeader = z.infer<typeof EvaluationHeader>

export const EvaluationLine = z.object({
  id: z.string(),
  level: z.number().nullable(),
  /** Seed of this problem's run, made of the evaluation's seed and the problem's id. */
  seed: z.number(),
  answer: z.string().nullable(),
  correct: z.boolean().nullable(),
  cost: Cost,
})
export type EvaluationLine = z.infer<typeof EvaluationLine>

export interface Evaluation {
  header: EvaluationHeader | null
  lines: EvaluationLine[]
}

/** Reads an evaluation; a last line that was cut off is left out. Throws `bad-input` that names a damaged line. */
export function readEvaluation(file: string): Evaluation {
  if (!existsSync(file)) return { header: null, lines: [] }
  const texts = readFileSync(file, 'utf8').split('\n')
  const last = texts.pop()
  if (last !== undefined && last !== '' && texts.length === 0) return { header: null, lines: [] }
  const [first, ...rest] = texts.map((text, index) => parsed(text, file, index + 1))
  if (first === undefined) return { header: null, lines: [] }
  return {
    header: checked(EvaluationHeader, first, file, 1),
    lines: rest.map((line, index) => checked(EvaluationLine, line, file, index + 2)),
  }
}

function parsed(text: string, file: string, line: number): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw damaged(file, line)
  }
}

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, file: string, line: number) {
  const result = schema.safeParse(value)
  if (!result.success) throw damaged(file, line)
  return result.data
}

function damaged(file: string, line: number): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `${file}, line ${line}: this is no evaluation of this version.`,
    advice: 'Name another file, or take the line out.',
  })
}
