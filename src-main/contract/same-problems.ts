// Whether two experiments ran the same problems: only then may their accuracies be set against each other.
// Knows headers. Does not know results.
import type { ExperimentHeader } from './experiment.ts'

type Asked = Pick<ExperimentHeader, 'problems' | 'problemsChecksum' | 'spec'>

/** By the checksum of ids, texts and references; of old files, which have none, by dataset and ids. */
export function sameProblems(one: Asked, other: Asked): boolean {
  if (one.problemsChecksum !== undefined && other.problemsChecksum !== undefined)
    return one.problemsChecksum === other.problemsChecksum
  return sharedProblems(one, other) === one.problems.length && one.problems.length === other.problems.length
}

/** How many problems both have, by their ids; 0 where they are of different datasets, whose ids mean something else. */
export function sharedProblems(one: Asked, other: Asked): number {
  if (one.spec.problems.dataset !== other.spec.problems.dataset) return 0
  const ids = new Set(one.problems.map(({ id }) => id))
  return other.problems.filter(({ id }) => ids.has(id)).length
}
