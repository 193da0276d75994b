// What is not ONNX Runtime: the share of a run's wall time in which no model computes, through the whole engine: search, sampling,
// cache, messages between threads, events and the store.
//
//   node tests/bench/overhead.ts [--policy FOLDER] [--prm FOLDER] [--method majority] [--budget 64] [--threads N]
//                                [--temperature 1] [--top-k 0] [--max-tokens N] [--repeats 5] [--json]
//
// One run at a time over the first test problems, after one that warms up. Without --threads it is the engine's own choice. Children
// of a small model go a long way together at temperature 1, and share rows: the rows of a pass are told beside the share.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { methodById } from '../../src-main/contract/method.ts'
import type { MethodId } from '../../src-main/contract/method.ts'
import { Catalog } from '../../src-main/contract/model.ts'
import type { RunSummary } from '../../src-main/contract/run.ts'
import { Sampling } from '../../src-main/contract/sampling.ts'
import { createEngine } from '../../src-main/engine/engine.ts'
import { isFinal } from '../../src-main/engine/history/run-summary.ts'
import { openSession } from '../../src-main/inference/session/session-client.ts'
import { median } from './median.ts'
import { PASSES, readPasses, shareOutside } from './passes.ts'
import type { Overhead } from './results.ts'

const MODELS = resolve('models')
/** Entries of the catalog that the two folders stand in for. */
const [POLICY, PRM] = ['arithmetic-policy-1m', 'arithmetic-prm-2m']
const { values: options } = parseArgs({
  options: {
    policy: { type: 'string', default: join(MODELS, POLICY) },
    prm: { type: 'string', default: join(MODELS, PRM) },
    method: { type: 'string', default: 'majority' },
    budget: { type: 'string', default: '64' },
    threads: { type: 'string' },
    temperature: { type: 'string', default: '1' },
    'top-k': { type: 'string', default: '0' },
    'max-tokens': { type: 'string' },
    repeats: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
})
const longest = options['max-tokens'] === undefined ? {} : { maxSolutionTokens: Number(options['max-tokens']) }
const sampling = Sampling.parse({
  temperature: Number(options.temperature),
  topK: Number(options['top-k']),
  ...longest,
})
const checksums = new Map(
  Catalog.parse(JSON.parse(readFileSync(join(MODELS, 'catalog.json'), 'utf8'))).models.map(({ id, sha256 }) => [
    id,
    sha256,
  ]),
)

const dataFolder = mkdtempSync(join(tmpdir(), 'espalier-overhead-'))
const file = join(dataFolder, 'passes')
writeFileSync(file, '')
process.env[PASSES] = file
const threads = options.threads === undefined ? undefined : Number(options.threads)
/** The engine's own choice. */
let ownThreads: number | undefined
const engine = await createEngine({
  host: 'cli',
  dataFolder,
  modelsFolder: MODELS,
  version: '0',
  async sessions(asked) {
    ownThreads = asked.threads
    const session = await openSession({
      ...asked,
      folder: resolve(asked.role === 'policy' ? options.policy : options.prm),
      ...(threads === undefined ? {} : { threads }),
      entry: new URL('timed-session-worker.ts', import.meta.url),
    })
    const sha256 = checksums.get(asked.role === 'policy' ? POLICY : PRM)!
    return { ...session, facts: { ...session.facts, sha256 } }
  },
})
const ends = new Map<string, (line: RunSummary) => void>()
engine.listen('run.summary', (line) => {
  if (isFinal(line.state)) ends.get(line.id)?.(line)
})
const now = () => performance.timeOrigin + performance.now()

const { key } = methodById(options.method).parameters.find(({ key }) => key === methodById(options.method).budget)!
const { problems } = await engine.call('problems.list', { limit: 1 + Number(options.repeats) })
const runs: { start: number; end: number }[] = []
for (const [seed, problem] of problems.entries()) {
  const { id } = await engine.call('runs.start', {
    problem,
    method: options.method as MethodId,
    parameters: { [key]: Number(options.budget) },
    sampling,
    seed,
    policy: POLICY,
    verifier: PRM,
    startPaused: true,
  })
  const ended = new Promise<RunSummary>((resolve) => ends.set(id, resolve))
  const start = now()
  await engine.call('runs.resume', { id })
  const { state } = await ended
  if (state !== 'done') throw new Error(`A run ended as ${state}.`)
  runs.push({ start, end: now() })
}
await engine.close()

const passes = readPasses(file)
rmSync(dataFolder, { recursive: true })
const measured = runs.slice(1)
const shares = measured.map((run) => shareOutside(passes, run))
const within = passes.filter(({ start }) => measured.some((run) => start >= run.start && start < run.end))
const overhead: Overhead = {
  method: options.method,
  budget: Number(options.budget),
  temperature: sampling.temperature,
  threads: threads ?? ownThreads!,
  rows: within.reduce((sum, pass) => sum + pass.rows, 0) / within.length,
  milliseconds: median(measured.map(({ start, end }) => end - start)),
  share: { median: median(shares), least: Math.min(...shares), most: Math.max(...shares) },
}
const percent = (share: number) => `${(100 * share).toFixed(1)} %`
const { median: usual, least, most } = overhead.share
process.stdout.write(
  options.json
    ? JSON.stringify(overhead)
    : `${percent(usual)} of the time outside ONNX Runtime (${percent(least)} to ${percent(most)}), ` +
        `${overhead.milliseconds.toFixed(0)} ms a run, ${overhead.rows.toFixed(1)} rows a pass, ${overhead.threads} threads\n`,
)
