// Results of sampling and search that other programs wrote, one problem a record.
// Knows the record formats. Does not know files, votes or statistics.
import { z } from 'zod'
import { extractAnswer, referenceAnswer } from '../grading/extract-answer.ts'
import { matchesReference } from '../grading/same-answer.ts'
import type { PooledSolution } from '../search/pool.ts'

export const FOREIGN_FORMATS = ['paper', 'search-and-learn', 'qwen'] as const
export type ForeignFormat = (typeof FOREIGN_FORMATS)[number]

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

const SCHEMAS: Record<ForeignFormat, z.ZodType<Rows>> = {
  // The result file of the paper's code (thu-wyz/inference_scaling).
  paper: z
    .object({
      ground_truth_answer: reference,
      model_answer: z.array(z.object({ text: z.string(), step_scores: z.array(reward).nullish() })),
    })
    .transform((row) => ({
      reference: row.ground_truth_answer,
      solutions: row.model_answer.map(({ text, step_scores }) => ({ text, rewards: step_scores ?? [] })),
    })),
  // huggingface/search-and-learn: the columns of its datasets.
  'search-and-learn': z
    .object({ answer: reference, completions: z.array(z.string()), scores: z.array(scores).nullish() })
    .transform((row) => ({
      reference: row.answer,
      solutions: paired(row.completions, row.scores ?? row.completions.map(() => []), 'scores'),
    })),
  // QwenLM/Qwen2.5-Math: the evaluation's output lines with rewards.
  qwen: z
    .object({ gt: reference, response: z.array(z.string()), pred_score: z.array(scores).nullish() })
    .transform((row) => ({
      reference: row.gt,
      solutions: paired(row.response, row.pred_score ?? row.response.map(() => []), 'pred_score'),
    })),
}

/** The schema of a record in this format; its output is the same for all. */
export function schemaOfForeign(format: ForeignFormat): z.ZodType<Rows> {
  return SCHEMAS[format]
}

/** Which format a record has, judged by its fields, or null. */
export function formatOf(record: unknown): ForeignFormat | null {
  if (typeof record !== 'object' || record === null) return null
  if ('model_answer' in record) return 'paper'
  if ('completions' in record) return 'search-and-learn'
  if ('response' in record) return 'qwen'
  return null
}

/** The solutions with their answers extracted and graded. A solution without an answer has null and never votes. */
export function gradedSolutions({ reference, solutions }: Rows): PooledSolution[] {
  const wanted = referenceAnswer(reference)
  return solutions.map(({ text, rewards }) => {
    const answer = extractAnswer(text)
    return { answer, correct: answer !== null && matchesReference(answer, wanted), rewards }
  })
}
