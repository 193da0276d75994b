// How a judge is asked: the question about a step, and the words that answer it.
// Knows the record, what is usual, and how a question is filled in. Does not know a judge's layout or tokens (inference/model/judge-prompt.ts).
import { z } from 'zod'

/** What stands for the problem, the steps so far one a line, and the last of them. */
const PLACE = /\{(question|solution|step)\}/g

/** A word as the judge would say it; behind a space it counts as well. */
const Word = z
  .string()
  .max(100)
  .refine((word) => word !== '' && word.trim() === word, { message: 'It must have no space before or behind it.' })
const Words = z.array(Word).min(1).max(20)

export const JudgeRecord = z
  .object({
    /** A text around `{question}`, `{solution}` and `{step}`; the second or the third must be there. */
    question: z
      .string()
      .max(20_000)
      .refine((text) => /\{(solution|step)\}/.test(text), { message: 'It must hold {solution} or {step}.' }),
    /** Words that say that the step is right, and that it is wrong. */
    yes: Words,
    no: Words,
  })
  .refine(({ yes, no }) => !yes.some((word) => no.includes(word)), {
    path: ['no'],
    message: 'It must share no word with “yes”.',
  })
export type JudgeRecord = z.infer<typeof JudgeRecord>

/** The question of a judge that nobody has said anything else of. */
export const USUAL_JUDGE: JudgeRecord = {
  question:
    'Problem:\n{question}\n\nA solution, which may not be finished:\n{solution}\n\n' +
    'Is the last line of this solution correct, and does it lead to the answer? Say only Yes or No.',
  yes: ['Yes', 'yes', 'YES'],
  no: ['No', 'no', 'NO'],
}

/** How the question is laid out where a model has no chat template. */
export const PLAIN_JUDGE = '{question}\nAnswer:'

/** The question about the last of these steps; braces in a problem or a step are plain text. */
export function judgeQuestion(
  { question: template }: JudgeRecord,
  { question, steps }: { question: string; steps: readonly { text: string }[] },
): string {
  const texts = steps.map(({ text }) => text.trim())
  const parts = { question: question.trim(), solution: texts.join('\n'), step: texts.at(-1) ?? '' }
  return template.replace(PLACE, (_, part: keyof typeof parts) => parts[part])
}
