// Solutions of a file as problems of an experiment: each with an id of its own and its answers graded.
// Knows ids, limits and what is left out. Does not know formats or experiments.
import type { ErrorReport } from '../../contract/errors.ts'
import { fieldSentenceOf } from '../../contract/issue-words.ts'
import { Problem } from '../../contract/problem.ts'
import type { SolvedProblem } from './foreign-calls.ts'
import { faultAt } from './foreign-file.ts'
import type { Placed } from './foreign-file.ts'
import type { ForeignSolutions } from './foreign-problem.ts'
import { gradedSolutions } from './graded-solutions.ts'

/** Where a record has no question: a person sees why. */
const NO_QUESTION = 'The file does not tell the question.'

/**
 * Each record with its id (its own, else its place) and its question, in their order. Of an id that comes twice the first one is kept;
 * a record without solutions, or that is no problem, is told and left out.
 */
export function problemsOf(
  file: string,
  records: readonly Placed<ForeignSolutions>[],
): { kept: { problem: SolvedProblem['problem']; record: ForeignSolutions }[]; faults: ErrorReport[] } {
  const faults: ErrorReport[] = []
  const seen = new Map<string, string>()
  const kept = records.flatMap(({ place, content: record }) => {
    const refuse = (what: string) => {
      faults.push(faultAt(file, place, what))
      return []
    }
    const id = record.id ?? place.replaceAll(/[ ,]+/g, '-')
    const { question, reference, level } = record
    const parsed = Problem.safeParse({ id, question: question ?? NO_QUESTION, answer: reference, level, dataset: null })
    if (!parsed.success) return refuse(fieldSentenceOf(parsed.error))
    if (record.solutions.length === 0) return refuse('it has no solutions.')
    const earlier = seen.get(id)
    if (earlier !== undefined) return refuse(`“${id}” is the id of ${earlier} already.`)
    seen.set(id, place)
    return [{ problem: { ...parsed.data, answer: reference }, record }]
  })
  return { kept, faults }
}

/** A problem with its solutions graded. */
export function solved({
  problem,
  record,
}: {
  problem: SolvedProblem['problem']
  record: ForeignSolutions
}): SolvedProblem {
  const graded = gradedSolutions(record)
  return {
    problem,
    tokens: record.tokens,
    solutions: record.solutions.map((solution, at) => {
      const { answer, correct } = graded[at]!
      return { ...solution, answer, correct }
    }),
  }
}
