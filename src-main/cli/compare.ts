// `espalier compare A B`: two evaluations on the same problems, by paired bootstrap.
import { Command, InvalidArgumentError } from 'commander'
import { EspalierError } from '../contract/errors.ts'
import type { Estimate } from '../contract/experiment-summary.ts'
import { writeHundredths } from '../contract/notation.ts'
import { wilsonInterval } from '../contract/wilson-interval.ts'
import { pairedBootstrap } from '../engine/experiment/figures/statistics.ts'
import { BadFile } from './bad-file.ts'
import { isFailure, readEvaluation } from './evaluation.ts'
import type { EvaluationHeader, EvaluationLine } from './evaluation.ts'

export function compareCommand(): Command {
  return new Command('compare')
    .description('Compare the accuracy of two evaluations on the problems that both have.')
    .argument('<a>', 'evaluation file')
    .argument('<b>', 'evaluation file')
    .option('--resamples <n>', 'resamples of the bootstrap', whole, 10_000)
    .option('--seed <n>', 'seed of the bootstrap', whole, 1)
    .option('--json', 'one JSON object on stdout')
    .action(compare)
}

function compare(a: string, b: string, flags: { resamples: number; seed: number; json?: boolean }): void {
  const [one, other] = [evaluationIn(a), evaluationIn(b)]
  checkSameProblems(one.header, other.header)
  const [first, second] = [one, other].map(scores) as [Scores, Scores]
  const shared = [...first.keys()].filter((id) => second.has(id))
  if (shared.length === 0) {
    throw new BadFile(
      'The two evaluations have no graded problem in common.',
      'Compare evaluations of the same problems.',
    )
  }
  const notRun = [one, other].map(
    ({ lines }) => lines.filter((line) => isFailure(line) && first.has(line.id) && second.has(line.id)).length,
  )
  const differences = shared.map((id) => first.get(id)! - second.get(id)!)
  const { mean, low, high, p } = pairedBootstrap({ differences, resamples: flags.resamples, seed: flags.seed })
  const accuracy = (all: Scores) => {
    const right = shared.reduce((sum, id) => sum + all.get(id)!, 0)
    return { value: right / shared.length, ...wilsonInterval(right, shared.length) }
  }
  const result = {
    problems: shared.length,
    a: accuracy(first),
    b: accuracy(second),
    difference: { value: mean, low, high },
    p,
    notRun: { a: notRun[0], b: notRun[1] },
  }
  const shown = (name: string, { value, low, high }: Estimate) =>
    `${name}: ${writeHundredths(value)} % [${writeHundredths(low)}, ${writeHundredths(high)}]\n`
  const text =
    `${shared.length} problems\n${shown(a, result.a)}${shown(b, result.b)}${shown('difference', result.difference)}` +
    `two-sided p, paired bootstrap: ${p.toFixed(4)}\n` +
    (notRun.some((count) => count > 0)
      ? `could not be run, and count as not solved: ${notRun[0]} in a, ${notRun[1]} in b\n`
      : '')
  process.stdout.write(flags.json ? `${JSON.stringify(result)}\n` : text)
}

/** 1 or 0 for each graded problem. */
type Scores = Map<string, number>

interface Found {
  header: EvaluationHeader
  lines: EvaluationLine[]
}

function evaluationIn(file: string): Found {
  const { header, lines } = readEvaluation(file)
  if (header) return { header, lines }
  throw new EspalierError({
    code: 'not-found',
    message: `There is no evaluation in ${file}.`,
    advice: 'Make one with espalier evaluate.',
  })
}

/** Throws where the two are of other problems, which may have the same ids by chance; says so where that is not known. */
function checkSameProblems(a: EvaluationHeader, b: EvaluationHeader): void {
  if (a.problemsChecksum === undefined || b.problemsChecksum === undefined) {
    process.stderr.write(
      'Not both files say which problems they are of; problems are taken as the same by their ids.\n',
    )
  } else if (a.problemsChecksum !== b.problemsChecksum) {
    throw new BadFile(
      'The two evaluations are of different problems: ids, texts, references or their order differ.',
      'Compare evaluations that were made with the same file of problems.',
    )
  }
}

/** A problem that could not be run is not solved; where none has a reference, it is not graded either. */
function scores({ lines }: Found): Scores {
  const isGraded = lines.some((line) => !isFailure(line) && line.correct !== null)
  return new Map(
    lines.flatMap((line) => {
      if (isFailure(line)) return isGraded ? [[line.id, 0]] : []
      return line.correct === null ? [] : [[line.id, line.correct ? 1 : 0]]
    }),
  )
}

function whole(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number.')
  return value
}
