// Results of sampling and search that other programs wrote, one problem a record.
// Knows the record formats. Does not know files, votes or statistics.
import { z } from 'zod'
import { extractAnswer, referenceAnswer } from '../grading/extract-answer.ts'
import { matchesReference } from '../grading/same-answer.ts'
import type { PooledSolution } from '../search/pool.ts'

const reward = z.number().nullable()
const reference = z.union([z.string(), z.number().transform(String)])
/** One score a step, or one for the whole solution. */
const scores = z.union([z.array(reward), reward.transform((one) => [one])])

interface Rows {
  reference: string
  solutions: { text: string; rewards: (number | null)[] }[]
}

function paired(texts: readonly string[], rewards: readonly (number | null)[][], field: string): Rows['solutions'] {
  if (rewards.length !== texts.length) {
    throw new RangeError(`there are ${texts.length} solutions, but “${field}” has ${rewards.length} entries.`)
  }
  return texts.map((text, index) => ({ text, rewards: rewards[index]! }))
}

interface Row {
  /** The field by which a record is told. */
  mark: string
  schema: z.ZodType<Rows>
}

/** Every format; of several whose mark a record has, the first is taken. */
const FORMATS = {
  /** The result file of the paper's code (thu-wyz/inference_scaling). */
  paper: {
    mark: 'model_answer',
    schema: z
      .object({
        ground_truth_answer: reference,
        model_answer: z.array(z.object({ text: z.string(), step_scores: z.array(reward).nullish() })),
      })
      .transform((row) => ({
        reference: row.ground_truth_answer,
        solutions: row.model_answer.map(({ text, step_scores }) => ({ text, rewards: step_scores ?? [] })),
      })),
  },
  /** huggingface/search-and-learn: the columns of its datasets. */
  'search-and-learn': {
    mark: 'completions',
    schema: z
      .object({ answer: reference, completions: z.array(z.string()), scores: z.array(scores).nullish() })
      .transform((row) => ({
        reference: row.answer,
        solutions: paired(row.completions, row.scores ?? row.completions.map(() => []), 'scores'),
      })),
  },
  /** QwenLM/Qwen2.5-Math: the evaluation's output lines with rewards. */
  qwen: {
    mark: 'response',
    schema: z
      .object({ gt: reference, response: z.array(z.string()), pred_score: z.array(scores).nullish() })
      .transform((row) => ({
        reference: row.gt,
        solutions: paired(row.response, row.pred_score ?? row.response.map(() => []), 'pred_score'),
      })),
  },
} as const satisfies Record<string, Row>
export type ForeignFormat = keyof typeof FORMATS
export const FOREIGN_FORMATS = Object.keys(FORMATS) as ForeignFormat[]

/** The schema of a record in this format; its output is the same for all. */
export function schemaOfForeign(format: ForeignFormat): z.ZodType<Rows> {
  return FORMATS[format].schema
}

/** Which format a record has, judged by its fields, or null. */
export function formatOf(record: unknown): ForeignFormat | null {
  if (typeof record !== 'object' || record === null) return null
  return FOREIGN_FORMATS.find((format) => FORMATS[format].mark in record) ?? null
}

/** The solutions with their answers extracted and graded. A solution without an answer has null and never votes. */
export function gradedSolutions({ reference, solutions }: Rows): PooledSolution[] {
  const wanted = referenceAnswer(reference)
  return solutions.map(({ text, rewards }) => {
    const answer = extractAnswer(text)
    return { answer, correct: answer !== null && matchesReference(answer, wanted), rewards }
  })
}
