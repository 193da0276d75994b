// Math-Shepherd: a solution whose steps a program labelled, by whether right answers could still be reached from them.
// Knows the two fields and how they belong together. Does not know files or trees of runs.
import { z } from 'zod'
import { extractAnswer } from '../../grading/extract-answer.ts'
import { MOST_STEPS } from './foreign-problem.ts'
import type { LabelledStep, LabelledTree } from './foreign-problem.ts'

const TAG = 'ки'
const MARKS: Readonly<Record<string, number>> = { '+': 1, '-': 0 }

export const MATH_SHEPHERD = {
  name: 'Math-Shepherd',
  rewards: 'automatic',
  /** Records of one question are its solutions. */
  together: true,
  fits: (record: object): boolean =>
    'label' in record && typeof record.label === 'string' && 'input' in record && typeof record.input === 'string',
  schema: z.object({ input: z.string(), label: z.string() }).transform(({ input, label }): LabelledTree => {
    const parts = input.split(TAG)
    // Behind the last tag there is nothing but perhaps a line feed.
    const rest = parts.pop() ?? ''
    if (parts.length === 0) throw new RangeError(`field “input”: no step ends in “${TAG}”.`)
    if (rest.trim() !== '') throw new RangeError(`field “input”: behind the last “${TAG}” stands more text.`)
    if (parts.length > MOST_STEPS) throw new RangeError(`field “input”: it has more than ${MOST_STEPS} steps.`)
    const rewards = marksOf(parts, label)
    const begin = /(?:^|\s)Step 1:/.exec(parts[0]!)
    if (!begin) throw new RangeError('field “input”: there is no “Step 1:” that ends the question.')
    const question = parts[0]!.slice(0, begin.index).trim()
    if (question === '') throw new RangeError('field “input”: there is no question before “Step 1:”.')
    const texts = [parts[0]!.slice(begin.index), ...parts.slice(1)].map((text) => text.trim())
    const steps = texts.reduceRight<LabelledStep[]>((children, text, at) => {
      const ends = children.length === 0
      return [{ text, reward: rewards[at]!, ends, answer: ends ? extractAnswer(text) : null, children }]
    }, [])
    return { question, reference: null, steps, chosen: null }
  }),
} as const

/** The mark that stands in `label` where each step's tag stands in `input`. */
function marksOf(parts: readonly string[], label: string): number[] {
  let at = 0
  return parts.map((part, step) => {
    if (!label.startsWith(part, at)) {
      throw new RangeError(`field “label”: at step ${step + 1} of ${parts.length} it does not repeat “input”.`)
    }
    const mark = label[at + part.length] ?? ''
    at += part.length + 1
    const reward = MARKS[mark]
    if (reward === undefined) throw new RangeError(`field “label”: step ${step + 1} is marked “${mark}”, not + or -.`)
    return reward
  })
}
