// `npm run bench:alone`: what Espalier does beside its models, and whether it lasts. Takes about ten minutes on two cores.
// Knows the settings. Does not know how they are measured (overhead.ts, fixed-cost.ts, endurance.ts).
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { thisMachine, writeResults } from './page.ts'
import { aloneSection } from './report-alone.ts'
import type { AloneResults, Endurance, FixedCost, Overhead } from './results.ts'
import { preparedPython, prepareForms } from './weights.ts'

const { values: options } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    runs: { type: 'string', default: '2000' },
    python: { type: 'string' },
  },
})

/** At batch 64 every row goes on to the limit of tokens, and parts from the others at once: the small model only when it is hot. */
const SETTINGS: { model: string; endless: boolean; flags: string[] }[] = [
  { model: 'smollm2-135m-instruct', endless: true, flags: ['--max-tokens', '64', '--threads', '2'] },
  {
    model: 'arithmetic-policy-6m',
    endless: true,
    flags: ['--max-tokens', '128', '--temperature', '5', '--threads', '2'],
  },
  { model: 'arithmetic-policy-6m', endless: true, flags: ['--max-tokens', '128', '--temperature', '5'] },
  { model: 'arithmetic-policy-6m', endless: false, flags: [] },
  { model: 'arithmetic-policy-6m', endless: false, flags: ['--method', 'rebase'] },
]

/** What a script prints as JSON. Throws where it prints none; whoever fails beside its figures makes this one fail too. */
function told(script: string, flags: readonly string[]): unknown {
  const file = join(import.meta.dirname, script)
  const node = [...process.execArgv, '--expose-gc', file, '--json', ...flags]
  const { stdout, status } = spawnSync(process.execPath, node, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (!stdout) throw new Error(`${script} gave no figures; what it said stands above.`)
  if (status !== 0) process.exitCode = 1
  return JSON.parse(stdout)
}

const date = new Date().toISOString()
const machine = thisMachine()
const overheads: AloneResults['overheads'] = []
for (const { model, endless, flags } of SETTINGS) {
  const forms = await prepareForms({ id: model, python: options.python ?? preparedPython() })
  process.stdout.write(`${model}${endless ? ', endless' : ''} ${flags.join(' ')}\n`)
  const policy = endless ? forms.endless : forms.espalier
  overheads.push({ model, endless, ...(told('overhead.ts', ['--policy', policy, ...flags]) as Overhead) })
}
const [{ model: large }] = SETTINGS as [(typeof SETTINGS)[number]]
const forms = await prepareForms({ id: large, python: options.python ?? preparedPython() })
process.stdout.write(`${large}, a pass of one row\n`)
const results: AloneResults = {
  date,
  machine,
  overheads,
  fixedCosts: told('fixed-cost.ts', ['--model', forms.espalier, '--form', forms.smaller.q4]) as FixedCost[],
  endurance: told('endurance.ts', ['--runs', options.runs]) as Endurance,
}
process.stdout.write(`\n${aloneSection(results).join('\n\n')}\n`)
if (options.write) {
  const page = writeResults('alone', results)
    ? 'BENCHMARKS.md is written anew.'
    : 'BENCHMARKS.md is of an older benchmark; `npm run bench -- --write` writes it anew.'
  process.stdout.write(`Written: alone.json in tests/bench/results. ${page}\n`)
}
