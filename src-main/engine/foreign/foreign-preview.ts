// What a file of results would be, told before it is kept.
// Knows what a person wants to know first. Does not know files or formats.
import { EspalierError } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { FAULTS_TOLD, PREVIEW_ROWS } from '../../contract/dataset.ts'
import type { ResultsPreview } from '../../contract/foreign-results.ts'
import { PER_PROBLEM } from '../../contract/foreign-results.ts'
import type { ForeignFile } from './foreign-file.ts'
import type { ForeignSolutions, LabelledStep } from './foreign-problem.ts'
import { byQuestion } from './labelled-run.ts'
import { problemsOf, solved } from './solved-problems.ts'

/** Throws `bad-input` where no record can be used. */
export function previewOf(file: string, read: ForeignFile): ResultsPreview {
  const told = (faults: readonly ErrorReport[]) => ({
    format: read.format,
    faults: faults.slice(0, FAULTS_TOLD),
    faultCount: faults.length,
  })
  if (read.kind === 'trees') {
    const trees = read.together ? byQuestion(read.records) : read.records
    return {
      ...told(read.faults),
      kind: 'trees',
      trees: trees.length,
      rewards: read.rewards,
      notes: read.notes,
      rows: trees
        .slice(0, PREVIEW_ROWS)
        .map(({ place, content: { question, steps } }) => ({ place, question, steps: stepCount(steps) })),
    }
  }
  const { kept, faults } = problemsOf(file, read.records)
  if (kept.length === 0) throw noProblem(file, faults)
  const records = kept.map(({ record }) => record)
  const counts = records.map(({ solutions }) => solutions.length)
  return {
    ...told([...read.faults, ...faults]),
    kind: 'solutions',
    name: file.replace(/\.[^.]*$/, '') || file,
    problems: kept.length,
    solutions: { least: counts.reduce(least), most: counts.reduce(most) },
    rewards: records.map(({ solutions }) => solutions.map(({ rewards }) => rewards.length).reduce(most)).reduce(most),
    tokens: records.every(({ tokens }) => tokens !== null),
    independent: records.every(({ independent }) => independent),
    notes: [...read.notes, ...notesOn(records)],
    rows: kept.slice(0, PREVIEW_ROWS).map((one) => {
      const { problem, solutions } = solved(one)
      const right = solutions.filter(({ correct }) => correct).length
      return {
        id: problem.id,
        question: problem.question,
        reference: problem.answer,
        solutions: solutions.length,
        right,
      }
    }),
  }
}

export function noProblem(file: string, [first]: readonly ErrorReport[]): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `${file} holds no problem with solutions. ${first?.message ?? ''}`.trim(),
    advice: 'Choose another file.',
  })
}

function notesOn(records: readonly ForeignSolutions[]): string[] {
  const rewards = records.flatMap(({ solutions }) => solutions.flatMap((one) => one.rewards))
  const known = rewards.filter((reward) => reward !== null)
  const unscored = records.filter(({ solutions }) => solutions.some((one) => one.rewards.length === 0)).length
  let [low, high] = [0, 1]
  for (const reward of known) [low, high] = [Math.min(low, reward), Math.max(high, reward)]
  const longest = records.map(({ solutions }) => solutions.length).reduce(most)
  const outside = low < 0 || high > 1
  return [
    ...(known.length > 0 && unscored > 0
      ? [`In ${unscored} of ${records.length} problems there are solutions without scores, which weigh nothing.`]
      : []),
    ...(outside
      ? [
          `The scores lie between ${shown(low)} and ${shown(high)}, outside of 0 to 1: best of N only compares them, but a weighted ` +
            'vote adds them up as they are.',
        ]
      : []),
    ...(longest > PER_PROBLEM
      ? [`There are up to ${longest} solutions a problem; the largest point takes ${PER_PROBLEM} of them.`]
      : []),
  ]
}

/** Of lists that are too long for the arguments of Math.max. */
const most = (one: number, other: number) => Math.max(one, other)
const least = (one: number, other: number) => Math.min(one, other)

function shown(value: number): string {
  return String(Number(value.toPrecision(3))).replace('-', '−')
}

function stepCount(steps: readonly LabelledStep[]): number {
  return steps.reduce((sum, { children }) => sum + 1 + stepCount(children), 0)
}
