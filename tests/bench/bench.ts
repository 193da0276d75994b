// `npm run bench`: Espalier against other engines on the same weights, machine and run. See `--help`.
// Knows the order of things and the command line. Does not know how a measure is taken (measure/) or shown (report.ts, plot.ts).
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startChild } from './child.ts'
import { ENGINE_IDS, ENGINES } from './engine.ts'
import type { EngineId, Forms } from './engine.ts'
import { installPeers } from './install.ts'
import { measureAgreement } from './measure/agreement.ts'
import { measureCeilings } from './measure/ceilings.ts'
import { measureDecode } from './measure/decode.ts'
import { measureFirstNode } from './measure/first-node.ts'
import { measurePrefill } from './measure/prefill.ts'
import { measureSearch } from './measure/search.ts'
import { readResults, thisMachine, writeResults } from './page.ts'
import { fullPlan, quickPlan, USUAL_TOP_K } from './plan.ts'
import type { Bench, Plan } from './plan.ts'
import { reportOf } from './report.ts'
import type { ModelResults, Results } from './results.ts'
import { checkForms, modelIds, prepareForms } from './weights.ts'

const MEASURES = ['decode', 'search', 'prefill', 'first-node'] as const

const HELP = `npm run bench -- [options]

  --write            write BENCHMARKS.md, and benchmark.json and benchmark.svg in tests/bench/results
  --quick            small settings, to try whether everything works
  --threads N        threads of every engine; 2 if left out
  --repeats N        measures of which the median is told; 5 if left out
  --models a,b       ${modelIds().join(', ')}
  --engines a,b      ${ENGINE_IDS.join(', ')}
  --measures a,b     ${MEASURES.join(', ')}
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
    check: { type: 'boolean', default: false },
    python: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

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
  const python = options.python ?? null
  const results = started(plan)
  if (results.machine.loadBefore > 0.3 * availableParallelism()) {
    say(`The machine is busy (load ${results.machine.loadBefore.toFixed(2)}): the figures will not be worth much.`)
  }
  const refused = engines.some((id) => id !== 'espalier') ? installPeers() : null
  if (refused !== null) say(refused)

  for (const model of models) {
    try {
      say(`${model}: preparing the weights`)
      const forms = prepareForms({ id: model, python })
      if (options.check) say(checkForms({ forms, python }))
      await measureModel({ model, forms, engines, measures, plan, results })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      say(`${model} is left out: ${reason}`)
      results.failures.push({ model, engine: 'espalier', measure: 'everything', reason })
    }
  }
  say(`\n${reportOf(results, readResults('alone'))}`)
  if (options.write) {
    writeResults('benchmark', results)
    say('Written: BENCHMARKS.md, and benchmark.json and benchmark.svg in tests/bench/results.')
  }
  if (results.models.length === 0) process.exitCode = 1
}

function started({ threads, repeats }: Plan): Results {
  return {
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
  engines: EngineId[]
  measures: (typeof MEASURES)[number][]
  plan: Plan
  results: Results
}): Promise<void> {
  const { model, forms, measures, plan, results } = given
  say(`${model}: the ceilings of this machine`)
  const ceilings = await measureCeilings({ plan, forms })
  const bench: Bench = {
    plan,
    model,
    forms,
    ceilings,
    engines: given.engines,
    async open(id, { rows, positions, endless, exact = false, topK = USUAL_TOP_K }) {
      const child = startChild(plan)
      try {
        const wanted = { forms, threads: plan.threads, rows, positions, endless, exact, topK }
        results.versions[id] = await child.call('open', { id, options: wanted })
        return child
      } catch (error) {
        await child.close()
        throw error
      }
    },
    failed(engine, measure, error) {
      const reason = error instanceof Error ? error.message : String(error)
      say(`  ${ENGINES[engine].name}: ${reason}`)
      results.failures.push({ model, engine, measure, reason })
    },
  }
  say(`${model}: whether the engines hold the same weights`)
  const agreement = await measureAgreement(bench)
  bench.engines = bench.engines.filter((id) => id === 'espalier' || agreement[id] !== undefined)

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
      bench.failed('espalier', what, error)
    }
    if (options.write) writeResults('benchmark', results)
  }
  for (const topK of plan.topK) {
    for (const batch of plan.batches) {
      await attempt(
        'decode',
        `decode at batch ${batch}, top-k ${topK || 'off'}`,
        async () => void result.decode.push(await measureDecode(bench, { batch, topK })),
      )
    }
  }
  for (const method of ['rebase', 'mcts'] as const) {
    await attempt('search', method, async () => void result.searches.push(await measureSearch(bench, method)))
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
