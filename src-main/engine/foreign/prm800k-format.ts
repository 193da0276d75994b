// PRM800K: a solution that a person labelled step by step, with the alternatives that were shown at each step.
// Knows the fields and what a rating means. Does not know files or trees of runs.
import { z } from 'zod'
import { extractAnswer } from '../../grading/extract-answer.ts'
import { MOST_STEPS } from './foreign-problem.ts'
import type { LabelledStep, LabelledTree } from './foreign-problem.ts'

const Completion = z.object({ text: z.string(), rating: z.number().min(-1).max(1).nullish() })

const Schema = z.object({
  question: z.object({
    problem: z.string().trim().min(1),
    ground_truth_answer: z.union([z.string(), z.number().transform(String)]).nullish(),
  }),
  label: z.object({
    steps: z
      .array(
        z.object({
          completions: z.array(Completion).nullish(),
          human_completion: Completion.nullish(),
          chosen_completion: z.number().int().min(0).nullish(),
        }),
      )
      .max(MOST_STEPS),
    finish_reason: z.string().nullish(),
  }),
})

export const PRM800K = {
  name: 'PRM800K',
  rewards: 'people',
  /** Each record is a labelling of its own. */
  together: false,
  fits: (record: object): boolean =>
    'label' in record && typeof record.label === 'object' && record.label !== null && 'steps' in record.label,
  schema: Schema.transform(({ question, label }): LabelledTree => {
    const root: LabelledStep[] = []
    let siblings: LabelledStep[] | null = root
    let last: LabelledStep | null = null
    for (const { completions, human_completion: human, chosen_completion: chosen } of label.steps) {
      // Nothing was chosen before: the solution ended there.
      if (siblings === null) break
      const shown: LabelledStep[] = [...(completions ?? []), ...(human ? [human] : [])].map(stepOf)
      siblings.push(...shown)
      if (typeof chosen === 'number' && chosen >= (completions?.length ?? 0)) {
        throw new RangeError(`“chosen_completion” is ${chosen}, but there are ${completions?.length ?? 0} completions.`)
      }
      // Where no completion was taken, the labeller's own goes on.
      const next: LabelledStep | undefined =
        typeof chosen === 'number' ? shown[chosen] : human ? shown.at(-1) : undefined
      last = next ?? last
      siblings = next?.children ?? null
    }
    return {
      question: question.problem,
      reference: question.ground_truth_answer ?? null,
      steps: root,
      chosen: label.finish_reason === 'solution' && last?.answer !== null ? last : null,
    }
  }),
} as const

/** Ratings -1, 0 and 1 (bad, neutral, good) stand at 0, one half and 1. */
function stepOf({ text, rating }: z.infer<typeof Completion>): LabelledStep {
  const answer = statedAnswer(text)
  const reward = typeof rating === 'number' ? (rating + 1) / 2 : null
  return { text, reward, ends: answer !== null, answer, children: [] }
}

/** The answer below its heading, or as any text states it. */
function statedAnswer(text: string): string | null {
  const below = /(?:^|\n)# Answer\s*\n+([\s\S]+)$/.exec(text)?.[1]?.trim()
  if (below === undefined) return null
  return extractAnswer(below) ?? below
}
