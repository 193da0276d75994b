// The answers of two points on the same problems: only one right, both, or neither.
// Knows answers. Does not know which points they belong to.
import type { ExperimentAnswer } from '../../src-main/contract/experiment.ts'

export const OUTCOMES = ['onlyFirst', 'onlySecond', 'both', 'neither'] as const
export type Outcome = (typeof OUTCOMES)[number]

export interface AnswerPair {
  first: ExperimentAnswer
  second: ExperimentAnswer
  outcome: Outcome
}

/** Answers of two points on the same problem and seed, in the order of the first; `unpaired` counts those without a partner. */
export function pairAnswers(
  first: readonly ExperimentAnswer[],
  second: readonly ExperimentAnswer[],
): { pairs: AnswerPair[]; unpaired: number } {
  const key = ({ problem, seed }: ExperimentAnswer): string => `${seed}\n${problem.id}`
  const partners = new Map(second.map((answer) => [key(answer), answer]))
  const pairs = first.flatMap((one) => {
    const other = partners.get(key(one))
    return other ? [{ first: one, second: other, outcome: outcomeOf(one.correct, other.correct) }] : []
  })
  return { pairs, unpaired: first.length + second.length - 2 * pairs.length }
}

function outcomeOf(first: boolean, second: boolean): Outcome {
  if (first) return second ? 'both' : 'onlyFirst'
  return second ? 'onlySecond' : 'neither'
}
