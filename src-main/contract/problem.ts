// A problem: a question with, if known, its reference answer.
// Knows its fields and their limits. Does not know where problems come from or how answers are graded.
import { z } from 'zod'

/** Longest question that is accepted, in characters. */
export const QUESTION_LIMIT = 20_000

/** Difficulties, easiest first. */
export const LEVELS = [1, 2, 3, 4, 5] as const

export const Problem = z.object({
  /** Unique inside its dataset; `own` for a text that the user typed. */
  id: z.string().min(1),
  question: z
    .string()
    .trim()
    .min(1, 'The problem is empty.')
    .max(QUESTION_LIMIT, `The problem is longer than ${QUESTION_LIMIT.toLocaleString('en')} characters.`),
  /** The reference answer, or null if nobody knows it (then nothing is graded). */
  answer: z.string().nullable().default(null),
  /** One of `LEVELS`, or null. */
  level: z.number().int().min(LEVELS[0]).max(LEVELS.at(-1)!).nullable().default(null),
  /** Id of the dataset it belongs to, or null for the user's own text. */
  dataset: z.string().nullable().default(null),
})
export type Problem = z.infer<typeof Problem>
