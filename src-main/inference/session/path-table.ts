// Many paths as one message: the paths of a tree share most of their steps, and each goes over once.
// Knows paths, and the checks at the door. Does not know threads or what is asked about the paths.
import { z } from 'zod'
import type { Path, Step } from '../../search/policy.ts'

const Index = z.number().int().nonnegative()

/** Paths whose questions and steps are places in the two lists before them. */
export const PathTable = z
  .object({
    questions: z.array(z.string()),
    steps: z.array(z.object({ text: z.string(), tokenIds: z.array(Index) })),
    paths: z.array(z.object({ question: Index, steps: z.array(Index) })),
  })
  .refine(
    ({ questions, steps, paths }) =>
      paths.every((path) => path.question < questions.length && path.steps.every((step) => step < steps.length)),
    'A path names a question or a step that is not there.',
  )
export type PathTable = z.infer<typeof PathTable>

/** The table of these paths. A step that several paths hold as one object stands there once. */
export function tableOf(paths: readonly Path[]): PathTable {
  const questions = new Map<string, number>()
  const steps = new Map<Step, number>()
  const places = paths.map((path) => ({
    question: placeOf(questions, path.question),
    steps: path.steps.map((step) => placeOf(steps, step)),
  }))
  return {
    questions: [...questions.keys()],
    steps: Array.from(steps.keys(), ({ text, tokenIds }) => ({ text, tokenIds })),
    paths: places,
  }
}

/** The paths of a table that has passed its check, with shared steps as one object. */
export function pathsOf({ questions, steps, paths }: PathTable): Path[] {
  return paths.map((path) => ({
    question: questions[path.question]!,
    steps: path.steps.map((step) => steps[step]!),
  }))
}

/** The place of a thing, which is the next one for a new thing. */
function placeOf<Thing>(places: Map<Thing, number>, thing: Thing): number {
  const place = places.get(thing) ?? places.size
  places.set(thing, place)
  return place
}
