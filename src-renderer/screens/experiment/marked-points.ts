// The points that the answers panel shows, with the letters that they have there.
// Knows summaries and chosen points. Does not know figures.
import type { ExperimentSummary } from '../../../src-main/contract/experiment-summary.ts'
import { samePoint } from '../../state/point-answers.svelte.ts'
import type { PointAnswers } from '../../state/point-answers.svelte.ts'
import { EXPERIMENT } from '../../text/experiment.ts'

/** Keys of the chosen points in a figure whose keys `keyOf` makes of places in the summary. */
export function markedPoints(
  summary: ExperimentSummary,
  { first, second }: Pick<PointAnswers, 'first' | 'second'>,
  keyOf: (place: number) => number,
): { key: number; letter: string }[] {
  const { answers } = EXPERIMENT
  return [
    { name: first, letter: answers.first },
    { name: second, letter: answers.second },
  ].flatMap(({ name, letter }) => {
    const place = name === null ? -1 : summary.points.findIndex((point) => samePoint(point, name))
    return place < 0 ? [] : [{ key: keyOf(place), letter }]
  })
}
