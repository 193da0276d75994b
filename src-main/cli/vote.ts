// `espalier vote`: the accuracy of a vote over results that any program made.
// Knows what is counted and printed. Does not know how records come out of a file or how votes are counted.
import { Command, InvalidArgumentError, Option } from 'commander'
import { AGGREGATE, CHOOSE } from '../contract/method-parameters.ts'
import type { Aggregate, Choice } from '../contract/method-parameters.ts'
import { writeHundredths } from '../contract/notation.ts'
import { wilsonInterval } from '../contract/wilson-interval.ts'
import { sameAnswer } from '../grading/same-answer.ts'
import { poolCurve } from '../search/pool.ts'
import type { PooledSolution } from '../search/pool.ts'
import { seedBelow } from '../search/random.ts'
import { choiceFlag, number } from './arguments.ts'
import { BadFile } from './bad-file.ts'
import { reportBadLine, writeLine } from './json-lines.ts'
import { FORMATS, recordsOf } from './result-records.ts'
import type { Format } from './result-records.ts'

interface Flags {
  in: string
  format?: Format
  by: Choice
  aggregate: Aggregate
  n?: number
  subsets?: number
  seed: number
  json?: boolean
}

export function voteCommand(): Command {
  return new Command('vote')
    .description('Vote on results of this or another program, and print the accuracy with its 95 % Wilson interval.')
    .requiredOption('--in <file>', 'JSON Lines, or one JSON array; - reads standard input')
    .addOption(
      new Option('--format <format>', 'format of the records (default: told by their fields)').choices(FORMATS),
    )
    .addOption(choiceFlag('--by <vote>', CHOOSE))
    .addOption(choiceFlag('--aggregate <rule>', AGGREGATE))
    .option('--n <N>', 'use the first N solutions of each problem (default: all)', whole)
    .option('--subsets <K>', 'average over K seeded subsets of N solutions instead of taking the first N', whole)
    .option('--seed <seed>', 'seed of the subsets', number, 1)
    .option('--json', 'one JSON object on stdout: accuracy, interval, problems')
    .action(vote)
}

async function vote(flags: Flags): Promise<void> {
  const { by, aggregate } = flags
  let right = 0
  let problems = 0
  let short = 0
  let unscored = 0
  for await (const { number, record, what } of recordsOf(flags.in, flags.format)) {
    try {
      const pool = record()
      if (pool === null) continue
      problems += 1
      if (flags.n !== undefined && pool.length < flags.n) short += 1
      if (by !== 'majority' && pool.some(({ answer, rewards }) => answer !== null && rewards.length === 0))
        unscored += 1
      right += accuracyOf(pool, { ...flags, seed: seedBelow(flags.seed, problems) })
    } catch (error) {
      reportBadLine(number, error, what)
    }
  }
  if (problems === 0) {
    throw new BadFile(
      `There is no problem with solutions in “${flags.in}”.`,
      `Known formats: ${FORMATS.join(', ')}; name one with --format.`,
    )
  }
  const notice = (what: string, count: number) => {
    if (count > 0) process.stderr.write(`${what} (${count} of ${problems} problems)\n`)
  }
  notice(`There are fewer than ${flags.n} solutions, so all of them voted.`, short)
  notice('There are solutions without scores, which weigh nothing; --by majority needs none.', unscored)
  const accuracy = right / problems
  const { low, high } = wilsonInterval(right, problems)
  if (flags.json) await writeLine({ accuracy, interval: [low, high], problems })
  else {
    const rule = by === 'majority' ? by : `${by}, ${aggregate}`
    const interval = `[${writeHundredths(low)}, ${writeHundredths(high)}]`
    process.stdout.write(`${rule}: ${writeHundredths(accuracy)} % ${interval}, ${problems} problems\n`)
  }
}

/** 1 or 0 for the first N solutions; with subsets, the share of them that choose rightly. */
function accuracyOf(pool: readonly PooledSolution[], { by, aggregate, n, subsets, seed }: Flags): number {
  const size = Math.min(n ?? pool.length, pool.length)
  if (size === 0) return 0
  const drawn = subsets === undefined ? pool.slice(0, size) : pool
  const curve = poolCurve({ pool: drawn, sizes: [size], by, aggregate, same: sameAnswer, seed, orders: subsets ?? 1 })
  return curve[0]!.accuracy
}

function whole(text: string): number {
  const value = number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1.')
  return value
}
