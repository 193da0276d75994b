// The formats in which other programs write solutions of problems, one problem a record.
// Knows each one's fields. Does not know files, answers or votes.
import { z } from 'zod'
import { LEVELS } from '../../contract/problem.ts'
import type { ForeignSolutions } from './foreign-problem.ts'

/** A number; also one that stands there as text, because a double does not print it as the file does. */
const number = z.union([z.number(), z.string().trim().min(1).transform(Number).pipe(z.number())])
const reward = number.nullable()
const text = z.union([z.string(), z.number().transform(String)])
/** One score a step, or one for the whole solution. */
const scores = z.union([z.array(reward), reward.transform((one) => [one])])
/** Tokens; search-and-learn writes -1 where it does not know them. */
const tokens = z
  .number()
  .transform((count) => (Number.isInteger(count) && count >= 0 ? count : null))
  .nullish()
/** `3` and `Level 3`; anything else is no level. */
const level = z
  .unknown()
  .optional()
  .transform((value) => {
    const written = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
    const digits = /^(?:level\s*)?(\d)$/i.exec(written)?.[1]
    return LEVELS.find((one) => String(one) === digits) ?? null
  })

const id = text.nullish().transform((value) => value ?? null)
const question = z
  .string()
  .nullish()
  .transform((value) => (value?.trim() ? value.trim() : null))

interface Format {
  /** For a person. */
  name: string
  /** The field by which a record is told. */
  mark: string
  schema: z.ZodType<ForeignSolutions>
}

/** Every format; of several whose mark a record has, the first is taken. */
const FORMATS = {
  /** The result file of the paper's code: rebase.py, sgl_baseline.py and hf_score.py write it, math_evaluate.py reads it. */
  paper: {
    name: 'the paper’s code',
    mark: 'model_answer',
    schema: z
      .object({
        id,
        question,
        ground_truth_answer: text,
        total_tokens: tokens,
        model_answer: z.array(
          z.object({ text: z.string(), step_scores: z.array(reward).nullish(), num_gen_tokens: tokens }),
        ),
      })
      .transform((row) => ({
        id: row.id,
        question: ownQuestion(row.question),
        reference: row.ground_truth_answer,
        level: null,
        solutions: row.model_answer.map((one) => ({
          text: withoutQuestion(one.text, row.question),
          rewards: one.step_scores ?? [],
          tokens: one.num_gen_tokens ?? null,
        })),
        tokens: row.total_tokens ?? null,
        // Only the sampling script counts each solution's tokens; those of a search are the ends of one tree.
        independent: row.model_answer.every((one) => one.num_gen_tokens !== undefined || !one.step_scores?.length),
      })),
  },
  /** huggingface/search-and-learn: the columns of its datasets. */
  'search-and-learn': {
    name: 'search-and-learn',
    mark: 'completions',
    schema: z
      .object({
        unique_id: id,
        problem: question,
        answer: text,
        level,
        completions: z.array(z.string()),
        scores: z.array(scores).nullish(),
        completion_tokens: z.union([z.array(tokens), tokens]),
      })
      .transform((row) => {
        const each = Array.isArray(row.completion_tokens) ? row.completion_tokens : []
        return {
          id: row.unique_id,
          question: row.problem,
          reference: row.answer,
          level: row.level,
          solutions: paired(row.completions, row.scores, 'scores', each),
          tokens: sumOf(each, row.completions.length),
          // DVTS tells no tokens; best of N and beam search write the same columns.
          independent: row.completion_tokens === undefined || Array.isArray(row.completion_tokens),
        }
      }),
  },
  /** QwenLM/Qwen2.5-Math: the evaluation's output lines, with a score a solution. */
  qwen: {
    name: 'Qwen2.5-Math',
    mark: 'response',
    schema: z
      .object({
        idx: id,
        question,
        gt: text,
        level,
        response: z.array(z.string()),
        pred_score: z.array(scores).nullish(),
      })
      .transform((row) => ({
        id: row.idx,
        question: row.question,
        reference: row.gt,
        level: row.level,
        solutions: paired(row.response, row.pred_score, 'pred_score', []),
        tokens: null,
        independent: true,
      })),
  },
} as const satisfies Record<string, Format>
export type SolutionFormat = keyof typeof FORMATS
export const SOLUTION_FORMATS = Object.keys(FORMATS) as SolutionFormat[]

/** The schema of a record in this format; its output is the same for all. It may throw a RangeError for lists that do not fit. */
export function solutionSchema(format: SolutionFormat): z.ZodType<ForeignSolutions> {
  return FORMATS[format].schema
}

/** For a person. */
export function solutionFormatName(format: SolutionFormat): string {
  return FORMATS[format].name
}

/** Which format a record has, judged by its fields, or null. */
export function solutionFormatOf(record: unknown): SolutionFormat | null {
  if (typeof record !== 'object' || record === null) return null
  return SOLUTION_FORMATS.find((format) => FORMATS[format].mark in record) ?? null
}

function paired(
  texts: readonly string[],
  rewards: readonly (number | null)[][] | null | undefined,
  field: string,
  tokens: readonly (number | null | undefined)[],
): ForeignSolutions['solutions'] {
  if (rewards && rewards.length !== texts.length) {
    throw new RangeError(`there are ${texts.length} solutions, but “${field}” has ${rewards.length} entries.`)
  }
  return texts.map((text, at) => ({ text, rewards: rewards?.[at] ?? [], tokens: tokens[at] ?? null }))
}

/** Null where one of so many is not known. */
function sumOf(values: readonly (number | null | undefined)[], count: number): number | null {
  const known = values.filter((value) => typeof value === 'number')
  return known.length === count && count > 0 ? known.reduce((sum, value) => sum + value, 0) : null
}

/** The paper's sampling script writes the whole prompt of some models where the question belongs. */
const PROMPT = /^# Question\n\n([\s\S]+?)\n\n# Solution$/

function ownQuestion(question: string | null): string | null {
  return question === null ? null : (PROMPT.exec(question)?.[1] ?? question)
}

/** The paper's code writes the question, as it was asked, before each solution. */
function withoutQuestion(text: string, question: string | null): string {
  const at = text.length - text.trimStart().length
  return question !== null && text.startsWith(question, at) ? text.slice(at + question.length).trimStart() : text
}
