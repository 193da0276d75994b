// Many paths as one message: the paths of a tree share most of their steps, and each goes over once.
// Knows paths. Does not know threads or what is asked about the paths.
import type { Path, Step } from '../../search/policy.ts'

/** Paths whose questions and steps are places in the two lists before them. */
export interface PathTable {
  questions: string[]
  steps: Pick<Step, 'text' | 'tokenIds'>[]
  paths: { question: number; steps: number[] }[]
}

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

/** The paths of a table, with shared steps as one object. */
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
