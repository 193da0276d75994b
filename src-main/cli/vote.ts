// `espalier vote`: the accuracy of a vote over results that any program made.
// Knows how records come out of a file and what is printed. Does not know the formats' fields or how votes are counted.
import { readFile } from 'node:fs/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import { z } from 'zod'
import type { RunEvent as Event } from '../contract/event.ts'
import { RunEvent } from '../contract/event.ts'
import { EspalierError } from '../contract/errors.ts'
import { AGGREGATES, CHOICES } from '../contract/parameter.ts'
import type { Aggregate, Choice } from '../contract/parameter.ts'
import { RunHeader } from '../contract/run.ts'
import { foldChanges } from '../contract/tree.ts'
import { FOREIGN_FORMATS, formatOf, gradedSolutions, schemaOfForeign } from '../engine/foreign-results.ts'
import type { ForeignFormat } from '../engine/foreign-results.ts'
import { wilsonInterval } from '../engine/statistics.ts'
import { sameAnswer } from '../grading/same-answer.ts'
import { poolCurve, poolOf } from '../search/pool.ts'
import type { PooledSolution } from '../search/pool.ts'
import { seedBelow } from '../search/random.ts'
import { number } from './arguments.ts'
import { BadLine, checked, linesOf, parseLine, reportBadLine, writeLine } from './json-lines.ts'

const FORMATS = [...FOREIGN_FORMATS, 'espalier'] as const
type Format = (typeof FORMATS)[number]

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
    .addOption(new Option('--by <vote>', 'how the answer is chosen').choices(CHOICES).default('weighted'))
    .addOption(
      new Option('--aggregate <rule>', 'how step rewards become one number').choices(AGGREGATES).default('last'),
    )
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
  for await (const { number, record } of recordsOf(flags.in)) {
    try {
      const pool = record()
      if (pool === null) continue
      problems += 1
      if (flags.n !== undefined && pool.length < flags.n) short += 1
      right += accuracyOf(pool, { ...flags, seed: seedBelow(flags.seed, problems) })
    } catch (error) {
      reportBadLine(number, error)
    }
  }
  if (problems === 0) {
    throw new EspalierError({
      code: 'bad-input',
      message: `There is no problem with solutions in “${flags.in}”.`,
      advice: `Known formats: ${FORMATS.join(', ')}; name one with --format.`,
    })
  }
  if (short > 0) process.stderr.write(`${short} problems have fewer than ${flags.n} solutions; theirs all voted.\n`)
  const accuracy = right / problems
  const { low, high } = wilsonInterval(right, problems)
  if (flags.json) await writeLine({ accuracy, interval: [low, high], problems })
  else {
    const percent = (share: number) => (100 * share).toFixed(1)
    const rule = by === 'majority' ? by : `${by}, ${aggregate}`
    process.stdout.write(`${rule}: ${percent(accuracy)} % [${percent(low)}, ${percent(high)}], ${problems} problems\n`)
  }

  /** Records of the file. Each is read only when it is asked for, so that a bad one can be reported and left. */
  async function* recordsOf(file: string): AsyncGenerator<{ number: number; record: () => PooledSolution[] | null }> {
    const array = file === '-' ? null : await arrayIn(file)
    if (array) {
      for (const [index, value] of array.entries()) yield { number: index + 1, record: () => foreign(value) }
      return
    }
    const runs = runReader()
    let last = 0
    for await (const { number, text } of linesOf(file)) {
      last = number
      yield {
        number,
        record() {
          const value = parseLine(text, z.unknown())
          return flags.format === 'espalier' || (flags.format === undefined && runs.owns(value))
            ? runs.line(value)
            : foreign(value)
        },
      }
    }
    yield { number: last, record: () => runs.end() }
  }

  function foreign(value: unknown): PooledSolution[] {
    const format = flags.format ?? formatOf(value)
    if (format === null || format === 'espalier') {
      throw new BadLine(`this has the fields of no known format (${FORMATS.join(', ')}).`)
    }
    return gradedSolutions(checked(value, schemaOfForeign(format satisfies ForeignFormat)))
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

/** The elements of a file that is one JSON array, or null where it is JSON Lines. */
async function arrayIn(file: string): Promise<unknown[] | null> {
  for await (const { text } of linesOf(file)) {
    if (!text.startsWith('[')) return null
    try {
      return checked(JSON.parse(await readFile(file, 'utf8')), z.array(z.unknown()))
    } catch (error) {
      throw new EspalierError(
        {
          code: 'bad-input',
          message: `“${file}” begins like a JSON array but is none.`,
          advice: 'Give JSON Lines, or one whole JSON array.',
          details: error instanceof Error ? error.message : String(error),
        },
        { cause: error },
      )
    }
  }
  return null
}

/** Puts runs together from the lines of run files, one after the other in one stream. */
function runReader() {
  let header: RunHeader | null = null
  let events: Event[] = []
  const end = () => {
    const finished = header
    const changes = events.map(({ change }) => change)
    header = null
    events = []
    if (finished === null) return null
    if (finished.spec.problem.answer === null) throw new BadLine('the run that ends here has no reference answer.')
    return poolOf(foldChanges(changes))
  }
  const isHeader = (value: unknown) =>
    typeof value === 'object' && value !== null && 'schema' in value && value.schema === 'espalier-run'
  return {
    /** Whether a value is a line of a run. */
    owns: (value: unknown) => header !== null || isHeader(value),
    /** Takes a line; gives the run before it where the line begins a new one. */
    line(value: unknown): PooledSolution[] | null {
      if (header !== null && !isHeader(value)) {
        events.push(checked(value, RunEvent))
        return null
      }
      const next = checked(value, RunHeader)
      try {
        return end()
      } finally {
        header = next
      }
    },
    end,
  }
}

function whole(text: string): number {
  const value = number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1.')
  return value
}
