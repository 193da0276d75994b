// `npm run bench`: Espalier against other engines on the same weights, machine and run. See `--help`.
// Knows the order of things and the command line. Does not know how a measure is taken (measure/) or shown (report.ts, plot.ts).
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildEspalier } from './built.ts'
import { startChild } from './child.ts'
import { ENGINE_IDS, ENGINES, exactWay, WAYS } from './engine.ts'
import type { EngineId, Forms, Way } from './engine.ts'
import { installPeers } from './install.ts'
import { measureAgreement } from './measure/agreement.ts'
import { measureCeilings } from './measure/ceilings.ts'
import { measureDecode } from './measure/decode.ts'
import { measureFirstNode } from './measure/first-node.ts'
import { measurePrefill } from './measure/prefill.ts'
import type { ByEngine } from './measure/rounds.ts'
import { measureSearch } from './measure/search.ts'
import { readResults, thisMachine, writeResults } from './page.ts'
import { fullPlan, quickPlan, USUAL_TOP_K } from './plan.ts'
import type { Bench, Plan } from './plan.ts'
import { reportOf } from './report.ts'
import { RESULTS_VERSION, withEarlier } from './results.ts'
import type { ModelResults, Results } from './results.ts'
import { checkForms, modelIds, preparedPython, prepareForms } from './weights.ts'

const MEASURES = ['decode', 'search', 'prefill', 'first-node'] as const

const HELP = `npm run bench -- [options]

  --write            write BENCHMARKS.md, and benchmark.json and benchmark.svg in tests/bench/results; models that are left out stay
  --quick            small settings, to try whether everything works
  --threads N        threads of every engine; 2 if left out
  --repeats N        measures of which the median is told; 5 if left out
  --models a,b       ${modelIds().join(', ')}
  --engines a,b      ${ENGINE_IDS.join(', ')}
  --measures a,b     ${MEASURES.join(', ')}
  --forms exact|all  single precision alone, or all forms of each engine, of which the fastest counts; all if left out
  --check            also compare the converted weights with a pass in double precision (a minute for SmolLM2)
  --python PATH      a Python with the packages of models/recipe/requirements.txt, PyTorch aside; made if left out

It installs the other engines and fetches SmolLM2 into ignored folders the first time (3 GB). Run it on an idle machine.
`

const { values: options } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    threads: { type: 'string', default: '2' },
    repeats: { type: 'string', default: '5' },
    models: { type: 'string', default: modelIds().join() },
    engines: { type: 'string', default: ENGINE_IDS.join() },
    measures: { type: 'string', default: MEASURES.join() },
    forms: { type: 'string', default: 'all' },
    check: { type: 'boolean', default: false },
    python: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

/** Of the engines that were opened. */
const versions = new Map<EngineId, Set<string>>()

const say = (line: string) => void process.stdout.write(`${line}\n`)

/** A list of known words, as the command line gives it. */
function chosen<Word extends string>(text: string, known: readonly Word[], what: string): Word[] {
  return text.split(',').map((word) => {
    const found = known.find((candidate) => candidate === word)
    if (found === undefined) throw new Error(`There is no ${what} “${word}”. Known: ${known.join(', ')}.`)
    return found
  })
}

function positive(text: string, what: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`${what} must be a whole number of at least 1, not “${text}”.`)
  return value
}

async function run(): Promise<void> {
  const settings = { threads: positive(options.threads, '--threads'), repeats: positive(options.repeats, '--repeats') }
  const plan = options.quick ? quickPlan(settings) : fullPlan(settings)
  const engines = chosen(options.engines, ENGINE_IDS, 'engine')
  const measures = chosen(options.measures, MEASURES, 'measure')
  const models = chosen(options.models, modelIds(), 'model')
  const [which] = chosen(options.forms, ['exact', 'all'], 'choice of forms')
  const ways = which === 'all' ? WAYS : engines.map(exactWay)
  const results = started(plan)
  const earlier = readResults('benchmark')
  if (results.machine.loadBefore > 0.3 * availableParallelism()) {
    say(`The machine is busy (load ${results.machine.loadBefore.toFixed(2)}): the figures will not be worth much.`)
  }
  const refused = engines.some((id) => id !== 'espalier') ? installPeers() : null
  if (refused !== null) say(refused)
  const espalier = await buildEspalier()

  for (const model of models) {
    try {
      say(`${model}: preparing the weights`)
      const python = options.python ?? preparedPython()
      const forms = await prepareForms({ id: model, python })
      if (options.check) say(checkForms({ forms, python }))
      const keep = () => {
        if (options.write) writeResults('benchmark', withEarlier(results, earlier, models))
      }
      await measureModel({ model, forms, python, espalier, engines, ways, measures, plan, results, keep })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      say(`${model} is left out: ${reason}`)
      results.failures.push({ model, engine: 'espalier', form: '', measure: 'everything', reason })
    }
  }
  say(`\n${reportOf(results, readResults('alone'))}`)
  if (options.write) {
    writeResults('benchmark', withEarlier(results, earlier, models))
    say('Written: BENCHMARKS.md, and benchmark.json and benchmark.svg in tests/bench/results.')
  }
  if (results.models.length === 0) process.exitCode = 1
}

function started({ threads, repeats }: Plan): Results {
  return {
    version: RESULTS_VERSION,
    date: new Date().toISOString(),
    quick: options.quick,
    machine: thisMachine(),
    threads,
    repeats,
    versions: {},
    models: [],
    failures: [],
  }
}

async function measureModel(given: {
  model: string
  forms: Forms
  python: string
  /** Address of its driver. */
  espalier: string
  engines: EngineId[]
  ways: readonly Way[]
  measures: (typeof MEASURES)[number][]
  plan: Plan
  results: Results
  /** Writes what there is so far. */
  keep: () => void
}): Promise<void> {
  const { model, forms, python, measures, plan, results } = given
  say(`${model}: the ceilings of this machine`)
  const ceilings = await measureCeilings({ plan, forms })
  const bench: Bench = {
    plan,
    model,
    forms,
    ceilings,
    engines: given.engines,
    ways: given.ways.filter(({ engine }) => given.engines.includes(engine)),
    async open({ engine, module, form }, { rows, positions, endless, exact = false, topK = USUAL_TOP_K }) {
      const child = startChild(plan)
      try {
        const wanted = { forms, form, python, threads: plan.threads, rows, positions, endless, exact, topK }
        const version = await child.call('open', {
          module: engine === 'espalier' ? given.espalier : module,
          options: wanted,
        })
        versions.set(engine, (versions.get(engine) ?? new Set()).add(version))
        results.versions[engine] = [...versions.get(engine)!].join(' and ')
        return child
      } catch (error) {
        await child.close()
        throw error
      }
    },
    failed({ engine, label: form }, measure, error) {
      const reason = error instanceof Error ? error.message : String(error)
      say(`  ${ENGINES[engine].name} ${form}: ${reason}`)
      results.failures.push({ model, engine, form, measure, reason })
    },
  }
  say(`${model}: whether the engines hold the same weights`)
  const agreement = await measureAgreement(bench)
  bench.ways = bench.ways.filter(({ engine }) => engine === 'espalier' || agreement[engine] !== undefined)

  const result: ModelResults = {
    id: model,
    ...sizesOf(forms),
    ceilings,
    agreement,
    decode: [],
    prefill: null,
    firstNode: null,
    searches: [],
  }
  results.models.push(result)
  /** Takes a measure if it was asked for; if it fails, it is named and the rest goes on. */
  const attempt = async (measure: (typeof MEASURES)[number], what: string, work: () => Promise<void>) => {
    if (!measures.includes(measure)) return
    say(`${model}: ${what}`)
    try {
      await work()
    } catch (error) {
      bench.failed(exactWay('espalier'), what, error)
    }
    given.keep()
  }
  /** The ways that were best under the first setting, which are measured under the others too. */
  const best = new Map<string, readonly Way[]>()
  const remember = (what: string, { forms }: { forms: ByEngine<string> }) =>
    best.set(
      what,
      bench.ways.filter(({ engine, label }) => forms[engine] === label),
    )
  for (const topK of plan.topK) {
    for (const batch of plan.batches) {
      const what = `decode at batch ${batch}`
      await attempt('decode', `${what}, top-k ${topK || 'off'}`, async () => {
        const decoded = await measureDecode(bench, { batch, topK, ways: best.get(what) ?? null })
        remember(what, decoded)
        result.decode.push(decoded)
      })
    }
  }
  const searches = [
    ...plan.topK.flatMap(
      (topK) =>
        [
          { method: 'rebase', topK },
          { method: 'mcts', topK },
        ] as const,
    ),
    { method: 'greedy', topK: 1 } as const,
  ]
  for (const { method, topK } of searches) {
    await attempt('search', `${method}, top-k ${topK || 'off'}`, async () => {
      const searched = await measureSearch(bench, { method, topK, ways: best.get(method) ?? null })
      remember(method, searched)
      result.searches.push(searched)
    })
  }
  await attempt('prefill', 'prefill', async () => void (result.prefill = await measurePrefill(bench)))
  await attempt('first-node', 'first node', async () => void (result.firstNode = await measureFirstNode(bench)))
}

function sizesOf({ espalier, productParameters }: Forms): Pick<ModelResults, 'sizes' | 'embeddingNumbers'> {
  const config = JSON.parse(readFileSync(resolve(espalier, 'config.json'), 'utf8')) as Record<string, number>
  const number = (key: string) => config[key]!
  return {
    sizes: {
      productParameters,
      cacheNumbers: 2 * number('num_hidden_layers') * number('num_key_value_heads') * number('head_dim'),
    },
    embeddingNumbers: number('vocab_size') * number('hidden_size'),
  }
}

if (options.help) say(HELP)
else await run()
