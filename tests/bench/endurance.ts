// Endurance: thousands of small runs in one process, to see whether memory stays flat and nothing is left open.
//
//   node --expose-gc tests/bench/endurance.ts [--runs 2000] [--at-once 4] [--policy ID] [--prm ID] [--json]
//
// Greedy, majority voting with 4 and REBASE with 8 samples take turns over the test problems, through one engine with a data
// folder of its own. Prints memory by quarters of the runs, and exits with 1 where the last quarter holds over 5 % more than the
// second, a run fails, or something keeps the process alive after the engine was closed.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { methodById } from '../../src-main/contract/method.ts'
import type { MethodId } from '../../src-main/contract/method.ts'
import type { RunSummary } from '../../src-main/contract/run.ts'
import { createEngine } from '../../src-main/engine/engine.ts'
import type { Engine } from '../../src-main/engine/engine.ts'
import { isFinal } from '../../src-main/engine/history/run-summary.ts'
import type { Endurance } from './results.ts'

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    'at-once': { type: 'string', default: '4' },
    policy: { type: 'string', default: 'arithmetic-policy-1m' },
    prm: { type: 'string', default: 'arithmetic-prm-2m' },
    json: { type: 'boolean', default: false },
  },
})
const RUNS = Number(options.runs)
const METHODS: [MethodId, number][] = [
  ['greedy', 1],
  ['majority', 4],
  ['rebase', 8],
]
/** Runs between two looks at the memory. */
const LOOK_EVERY = Math.max(1, Math.floor(RUNS / 80))
/** The last quarter may hold so much of what the second held. */
const GROWTH_LIMIT = 1.05
const FIGURES = ['rss', 'heapUsed', 'external'] as const

interface Look extends Record<(typeof FIGURES)[number], number> {
  runs: number
}

/** Memory in bytes: of the process (RSS, all threads), and of the engine's own thread after a collection. */
function look(runs: number): Look {
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  return { runs, rss, heapUsed, external }
}

/** Starts a run and resolves with its line when it has ended. */
async function finish(engine: Engine, ends: Map<string, (line: RunSummary) => void>, turn: number, question: Problem) {
  const [method, budget] = METHODS[turn % METHODS.length]!
  const parameter = methodById(method).budget
  const { id } = await engine.call('runs.start', {
    problem: question,
    method,
    parameters: parameter === null ? {} : { [parameter]: budget },
    seed: turn,
    policy: options.policy,
    verifier: options.prm,
    startPaused: true,
  })
  const end = new Promise<RunSummary>((resolve) => ends.set(id, resolve))
  await engine.call('runs.resume', { id })
  const line = await end
  ends.delete(id)
  if (line.state !== 'done') throw new Error(`The run of turn ${turn} ended as ${line.state}.`)
  return line
}
type Problem = { id: string; question: string; answer: string | null }

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1)

const dataFolder = mkdtempSync(join(tmpdir(), 'espalier-endurance-'))
const engine = await createEngine({ host: 'cli', dataFolder, modelsFolder: resolve('models'), version: '0' })
const { problems } = await engine.call('problems.list', { limit: 1000 })
const ends = new Map<string, (line: RunSummary) => void>()
const deaf = engine.listen('run.summary', (line) => {
  if (isFinal(line.state)) ends.get(line.id)?.(line)
})

const looks: Look[] = [look(0)]
const began = performance.now()
let turn = 0
let done = 0
const hand = async () => {
  while (turn < RUNS) {
    const own = turn++
    await finish(engine, ends, own, problems[own % problems.length]!)
    if (++done % LOOK_EVERY !== 0) continue
    looks.push(look(done))
    if (looks.length % 8 === 0) process.stderr.write(`${done} runs, ${megabytes(looks.at(-1)!.rss)} MB\n`)
  }
}
await Promise.all(Array.from({ length: Number(options['at-once']) }, hand))
const seconds = (performance.now() - began) / 1000
deaf()
const closing = performance.now()
await engine.close()
const closed = (performance.now() - closing) / 1000
rmSync(dataFolder, { recursive: true })
// The catalog may still be read for listeners who are gone; what is printed to is open in any case.
await new Promise((resolve) => setTimeout(resolve, 200))
const open = process.getActiveResourcesInfo().filter((name) => !['TTYWrap', 'PipeWrap'].includes(name))

const quartersOf = (figure: (typeof FIGURES)[number]) =>
  [0, 1, 2, 3].map((quarter) => {
    const own = looks.filter(({ runs }) => runs > (quarter * RUNS) / 4 && runs <= ((quarter + 1) * RUNS) / 4)
    return mean(own.map((one) => one[figure]))
  })
const growthOf = (quarters: readonly number[]) => quarters[3]! / quarters[1]!
const [rss, heapUsed, external] = FIGURES.map(quartersOf) as [number[], number[], number[]]
const endurance: Endurance = { runs: RUNS, seconds, rss, heapUsed, external, open }
if (options.json) process.stdout.write(JSON.stringify(endurance))
else {
  process.stdout.write(
    `${RUNS} runs in ${seconds.toFixed(0)} s, closed in ${closed.toFixed(2)} s\n` +
      `MB (means of ${looks.length} looks)${globalThis.gc ? '' : ', without --expose-gc'}: quarters 1 to 4, last / second\n`,
  )
  for (const figure of FIGURES) {
    const quarters = endurance[figure]
    const cells = quarters.map((value) => megabytes(value).padStart(7)).join(' ')
    process.stdout.write(`${figure.padEnd(9)} ${cells}  ${growthOf(quarters).toFixed(3)}\n`)
  }
  process.stdout.write(`Open after closing: ${open.join(', ') || 'nothing'}\n`)
}
if (FIGURES.some((figure) => growthOf(endurance[figure]) > GROWTH_LIMIT) || open.length > 0) process.exitCode = 1
const late = setTimeout(() => {
  process.stderr.write('Something keeps the process alive.\n')
  process.exit(1)
}, 10_000)
late.unref()
