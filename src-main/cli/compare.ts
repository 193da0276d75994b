// `espalier compare A B`: two evaluations on the same problems, by paired bootstrap.
import { Command, InvalidArgumentError } from 'commander'
import { EspalierError } from '../contract/errors.ts'
import type { Estimate } from '../contract/experiment-summary.ts'
import { writeHundredths } from '../contract/notation.ts'
import { wilsonInterval } from '../contract/wilson-interval.ts'
import { readEvaluation } from './evaluation.ts'
import { pairedBootstrap } from '../engine/experiment/figures/statistics.ts'

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
  const first = scores(a)
  const second = scores(b)
  const shared = [...first.keys()].filter((id) => second.has(id))
  if (shared.length === 0) {
    throw new EspalierError({
      code: 'bad-input',
      message: 'The two evaluations have no graded problem in common.',
      advice: 'Compare evaluations of the same problems.',
    })
  }
  const differences = shared.map((id) => first.get(id)! - second.get(id)!)
  const { mean, low, high, p } = pairedBootstrap({ differences, resamples: flags.resamples, seed: flags.seed })
  const accuracy = (all: Map<string, number>) => {
    const right = shared.reduce((sum, id) => sum + all.get(id)!, 0)
    return { value: right / shared.length, ...wilsonInterval(right, shared.length) }
  }
  const result = {
    problems: shared.length,
    a: accuracy(first),
    b: accuracy(second),
    difference: { value: mean, low, high },
    p,
  }
  const shown = (name: string, { value, low, high }: Estimate) =>
    `${name}: ${writeHundredths(value)} % [${writeHundredths(low)}, ${writeHundredths(high)}]\n`
  const text =
    `${shared.length} problems\n${shown(a, result.a)}${shown(b, result.b)}${shown('difference', result.difference)}` +
    `two-sided p, paired bootstrap: ${p.toFixed(4)}\n`
  process.stdout.write(flags.json ? `${JSON.stringify(result)}\n` : text)
}

function scores(file: string): Map<string, number> {
  const { header, lines } = readEvaluation(file)
  if (!header) {
    throw new EspalierError({
      code: 'not-found',
      message: `There is no evaluation in ${file}.`,
      advice: 'Make one with espalier evaluate.',
    })
  }
  return new Map(lines.flatMap(({ id, correct }) => (correct === null ? [] : [[id, correct ? 1 : 0]])))
}

function whole(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number.')
  return value
}
