// `npm run robustness`: the long form of the suite, by hand. Prints a table, and exits with 1 where anything was found.
//
//   npm run robustness -- [--only PART ...] [--rounds 100] [--seconds 20] [--runs 10000] [--hours 8] [--seed 1]
//
// `--rounds`: kills of each kind; `--seconds`: of each reader and door. Parts: fuzz, doors, hosts, threads, shell, disks, runs, hours.
// Knows the parts and how their figures are told. Does not know how anything is tried.
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { limitedFiles, refusingDisks, slowDisk } from './disks.ts'
import type { DiskFigures } from './disks.ts'
import { talkAtDoors } from './doors.ts'
import { fuzz } from './fuzz.ts'
import { hoursOfEvents } from './hours.ts'
import { killHosts } from './kills.ts'
import { manyRuns } from './many-runs.ts'
import { openReaders } from './readers.ts'
import { endThreads } from './threads.ts'

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '20' },
    runs: { type: 'string', default: '10000' },
    hours: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
  },
})
const [rounds, seconds, seed] = [Number(options.rounds), Number(options.seconds), Number(options.seed)]
const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`
const whole = (milliseconds: number) => `${Math.round(milliseconds)} ms`

/** A line of the table. */
interface Row {
  what: string
  tried: string
  came: string
  faults: readonly string[]
}

const PARTS: Readonly<Record<string, () => Promise<Row[]>>> = {
  async fuzz() {
    const readers = await openReaders()
    const rows: Row[] = []
    for (const reader of readers.all) {
      const { name, tried, refused, slowest, faults } = await fuzz(reader, { seed, seconds })
      rows.push(
        told({ what: name, tried: `${tried} inputs`, came: `${refused} refused, longest ${whole(slowest)}`, faults }),
      )
    }
    await readers.close()
    return rows
  },
  async doors() {
    const doors = await talkAtDoors({ seed, seconds })
    return doors.map(({ name, messages, answered, refused, closed, slowest, faults }) =>
      told({
        what: name,
        tried: `${messages} messages`,
        came: `${answered} answered, ${refused} refused, ${closed} lines closed, longest ${whole(slowest)}`,
        faults,
      }),
    )
  },
  async hosts() {
    const { rounds: killed, cut, seconds: took, faults, ...kept } = await killHosts({ rounds, seed })
    const facts = `${kept.events} events, ${kept.finished} runs, ${kept.remarks} names, ${kept.settings} settings`
    return [
      told({
        what: 'host killed',
        tried: `${killed} kills in ${Math.round(took)} s`,
        came: `${facts}, ${kept.datasets} datasets, ${kept.results} results acknowledged; ${cut} runs cut off`,
        faults,
      }),
    ]
  },
  async threads() {
    const { rounds: ran, ended, struck, seconds: took, faults } = await endThreads({ rounds, seed })
    return [
      told({
        what: 'session threads ended',
        tried: `${ran} runs in ${Math.round(took)} s`,
        came: `${ended} threads ended in ${struck} runs`,
        faults,
      }),
    ]
  },
  shell() {
    const flags = [
      'test',
      '--config',
      'tests/e2e/playwright.config.ts',
      'shell-kills',
      '--reporter=line',
      '--timeout',
      '0',
    ]
    const { status, stdout } = spawnSync(join('node_modules', '.bin', 'playwright'), flags, {
      cwd: resolve(import.meta.dirname, '..', '..'),
      encoding: 'utf8',
      env: { ...process.env, ESPALIER_ROUNDS: String(rounds), ESPALIER_SEED: String(seed) },
    })
    const figures = /FIGURES (.*)/.exec(stdout)?.[1] ?? 'no figures'
    const faults = status === 0 ? [] : [stdout.slice(-2000)]
    return Promise.resolve([
      told({ what: 'shell and its engine killed', tried: `${rounds} kills`, came: figures, faults }),
    ])
  },
  async disks() {
    const all =
      process.getuid?.() === 0 ? await refusingDisks() : [await limitedFiles(resolve('test-results', 'limited'))]
    return [...all, await slowDisk(100, 6)].map(diskRow)
  },
  async runs() {
    const figures = await manyRuns(Number(options.runs))
    const { runs, starting, doneMeanwhile, slowest, median, memory, there, final, faults } = figures
    return [
      told({
        what: 'queued runs',
        tried: `${runs} runs, started in ${Math.round(starting)} s`,
        came:
          `${doneMeanwhile} done meanwhile; answers ${whole(median)} in the median, ${whole(slowest)} at most; ` +
          `${megabytes(memory)}; after a kill ${there} there, ${final} in a final state`,
        faults,
      }),
    ]
  },
  async hours() {
    const { hours, runs, events, seconds: took, first, last, faults } = await hoursOfEvents(Number(options.hours))
    return [
      told({
        what: `${hours} hours of events`,
        tried: `${events} events of ${runs} runs in ${Math.round(took)} s`,
        came: `${megabytes(first)} held behind the first run, ${megabytes(last)} behind the last`,
        faults,
      }),
    ]
  },
}

function diskRow({ name, left, runs, events, told: heard, caughtUp, slowest, faults }: DiskFigures): Row {
  const notice = heard ? `, a notice told it${caughtUp === true ? ' and went' : ''}` : ''
  const came = left === null ? `longest answer ${whole(slowest)}${notice}` : `left out: ${left}`
  return told({ what: name, tried: `${runs} runs, ${events} events`, came, faults })
}

/** Says a row as soon as it is there. */
function told(row: Row): Row {
  process.stdout.write(`| ${row.what} | ${row.tried} | ${row.came} | ${row.faults.length} |\n`)
  for (const fault of row.faults) process.stdout.write(`  ${fault}\n`)
  return row
}

process.stdout.write('| what | tried | what came of it | faults |\n| --- | --- | --- | --- |\n')
const faults: string[] = []
for (const part of options.only ?? Object.keys(PARTS)) {
  const work = PARTS[part]
  if (!work) throw new Error(`There is no part “${part}”; there are ${Object.keys(PARTS).join(', ')}.`)
  faults.push(...(await work()).flatMap((row) => row.faults))
}
process.exitCode = faults.length > 0 ? 1 : 0
