// Foreign solutions with the answers that they state, graded by this program's own rules.
// Knows extraction and grading. Does not know formats, votes or files.
import { extractAnswer, referenceAnswer } from '../../grading/extract-answer.ts'
import { matchesReference } from '../../grading/same-answer.ts'
import type { PooledSolution } from '../../search/pool.ts'
import type { ForeignSolutions } from './foreign-problem.ts'

/** One for each solution, in their order. A solution without an answer has null and never votes. */
export function gradedSolutions({
  reference,
  solutions,
}: Pick<ForeignSolutions, 'reference' | 'solutions'>): (PooledSolution & { correct: boolean })[] {
  const wanted = referenceAnswer(reference)
  return solutions.map(({ text, rewards }) => {
    const answer = extractAnswer(text)
    return { answer, correct: answer !== null && matchesReference(answer, wanted), rewards }
  })
}
