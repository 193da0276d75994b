// `espalier results`: results of other programs as experiments and trees, and ours in the paper's format.
// Knows flags and what is printed. Does not know formats, votes or files' fields.
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { CallResult } from '../contract/api.ts'
import { EspalierError } from '../contract/errors.ts'
import type { ExperimentHeader } from '../contract/experiment.ts'
import { TREES_AT_ONCE } from '../contract/foreign-results.ts'
import { AGGREGATES } from '../contract/method-parameters.ts'
import type { Aggregate } from '../contract/method-parameters.ts'
import { METHOD_IDS } from '../contract/method.ts'
import type { MethodId } from '../contract/method.ts'
import { createEngine } from '../engine/engine.ts'
import type { Engine } from '../engine/engine.ts'
import { runAsPaper } from '../engine/foreign/paper-run.ts'
import { readRunFiles, writeRunFile } from '../engine/history/run-file.ts'
import { readDatasetBytes } from '../engine/library/dataset-file.ts'
import { makeFolder } from '../engine/make-folder.ts'
import { BadArguments, number } from './arguments.ts'
import { writeReports } from './experiment-reports.ts'
import { tableOf } from './experiment-table.ts'
import { problemsFolder } from './problem-source.ts'
import { modelsFolder, programVersion } from './program.ts'

type Preview = CallResult<'results.preview'>

export function resultsCommand(): Command {
  const json = ['--json', 'one JSON object on stdout'] as const
  return new Command('results')
    .description('Results of other programs: votes, curves and trees; and ours in the format of the paper’s code.')
    .addCommand(
      new Command('show')
        .description('What a file holds: the paper’s code, search-and-learn, Qwen2.5-Math, PRM800K or Math-Shepherd.')
        .argument('<file>', 'results, up to 64 MB')
        .option(...json)
        .action(show),
    )
    .addCommand(
      new Command('import')
        .description(
          'Votes under every rule over the solutions of a file, as an experiment that is done, with its reports.',
        )
        .argument('<file>', 'results with solutions, up to 64 MB')
        .requiredOption('--out <folder>', 'folder of the experiment')
        .option('--name <name>', 'name of the experiment (default: that of the file)')
        .option('--policy <name>', 'what the policy is called', 'policy')
        .option(
          '--parameters <count>',
          'parameters of the policy, for FLOPs from the tokens that the file tells',
          number,
        )
        .addOption(
          new Option('--aggregate <rules...>', 'how step scores become one number')
            .choices(AGGREGATES)
            .default(['last']),
        )
        .addOption(
          new Option('--samples', 'the solutions are independent samples (default: as they look)').conflicts('search'),
        )
        .option('--search', 'the solutions are the ends of one search, so that all of them are one point')
        .option(...json)
        .action(importSolutions),
    )
    .addCommand(
      new Command('trees')
        .description('Labelled solutions of PRM800K or Math-Shepherd as runs: a file each, which replays.')
        .argument('<file>', 'labelled solutions, up to 64 MB')
        .requiredOption('--out <folder>', 'folder of the run files')
        .option('--first <n>', 'begin with this tree', whole, 1)
        .option('--count <n>', `so many, at most ${TREES_AT_ONCE}`, whole, TREES_AT_ONCE)
        .action(writeTrees),
    )
    .addCommand(
      new Command('paper')
        .description('Runs, or a point of an experiment, as math_evaluate.py of the paper’s code reads them.')
        .argument('<from...>', 'run files, or the folder of one experiment')
        .requiredOption('--out <file>', 'the file to write')
        .option('--policy <id>', 'policy of the point (default: the first)')
        .addOption(new Option('--method <id>', 'method of the point (default: the first)').choices(METHOD_IDS))
        .option('--budget <N>', 'budget of the point (default: the largest)', whole)
        .action(writePaper),
    )
}

async function show(path: string, { json }: { json?: boolean }): Promise<void> {
  const upload = await uploadOf(path)
  await withEngine(async (engine) => {
    const preview = await engine.call('results.preview', upload)
    tellFaults(preview)
    process.stdout.write(json ? `${JSON.stringify(preview)}\n` : textOf(preview))
  })
}

interface ImportFlags {
  out: string
  name?: string
  policy: string
  parameters?: number
  aggregate: Aggregate[]
  samples?: boolean
  search?: boolean
  json?: boolean
}

async function importSolutions(path: string, flags: ImportFlags): Promise<void> {
  const { out, policy, parameters = null, aggregate } = flags
  if (existsSync(join(out, 'journal.jsonl'))) {
    throw refused(`There is an experiment in “${out}” already.`, 'Name another folder.')
  }
  const upload = await uploadOf(path)
  await withEngine(async (engine) => {
    const preview = await engine.call('results.preview', upload)
    tellFaults(preview)
    if (preview.kind === 'trees') {
      throw refused(`${upload.file} holds labelled trees (${preview.format}).`, 'Use espalier results trees.')
    }
    const name = flags.name ?? preview.name
    const independent = flags.samples ? true : flags.search ? false : preview.independent
    const as = { name, policy, parameters, independent, aggregates: aggregate }
    const { id } = await engine.results.keepIn(out, { ...upload, as })
    const summary = await writeReports(engine, id, out)
    process.stdout.write(flags.json ? `${JSON.stringify(summary)}\n` : tableOf(summary))
    if (preview.faultCount > 0) process.exitCode = 1
  })
}

async function writeTrees(path: string, { out, first, count }: { out: string; first: number; count: number }) {
  const upload = await uploadOf(path)
  await withEngine(async (engine) => {
    const preview = await engine.call('results.preview', upload)
    tellFaults(preview)
    const { runs } = await engine.call('results.trees', { ...upload, first, count })
    makeFolder(out)
    for (const [at, id] of runs.entries()) {
      const file = join(out, `${upload.file.replace(/\.[^.]*$/, '')}-${first + at}.espalier.jsonl`)
      await writeRunFile(file, await engine.call('runs.open', { id }))
      process.stdout.write(`${file}\n`)
    }
    if (preview.faultCount > 0) process.exitCode = 1
  })
}

interface PaperFlags {
  out: string
  policy?: string
  method?: MethodId
  budget?: number
}

async function writePaper(from: string[], flags: PaperFlags): Promise<void> {
  const [first] = from as [string]
  if (!statSync(first, { throwIfNoEntry: false })?.isDirectory()) {
    const records = []
    for (const path of from) records.push(...(await readRunFiles(path)).map(({ record }) => record))
    writeFileSync(flags.out, runAsPaper(records).text)
    return
  }
  if (from.length > 1) throw refused('Only one experiment can be written.', 'Name one folder, or run files.')
  await withEngine(async (engine) => {
    const { id } = await engine.experiment.open(first)
    const { header } = await engine.call('experiments.summary', { id })
    const point = pointOf(header, flags)
    const { text } = await engine.call('experiments.export', { id, format: 'paper', point })
    writeFileSync(flags.out, text)
  })
}

function pointOf({ spec }: ExperimentHeader, { policy = spec.policies[0]!, method, budget }: PaperFlags) {
  const place = method === undefined ? 0 : spec.methods.findIndex((one) => one.method === method)
  const asked = spec.methods[place]
  if (!asked)
    throw refused(
      `The experiment has no method “${method}”.`,
      `It has: ${spec.methods.map((one) => one.method).join(', ')}.`,
    )
  if (!spec.policies.includes(policy))
    throw refused(`The experiment has no policy “${policy}”.`, `It has: ${spec.policies.join(', ')}.`)
  const size = budget ?? (asked.method === 'greedy' ? 1 : Math.max(...spec.budgets))
  if (asked.method !== 'greedy' && !spec.budgets.includes(size)) {
    throw refused(`The experiment has no budget ${size}.`, `It has: ${spec.budgets.join(', ')}.`)
  }
  return { policy, method: place, budget: size }
}

async function uploadOf(path: string) {
  return { file: basename(path), bytes: await readDatasetBytes(path, 'Choose a file of results: JSON Lines or JSON.') }
}

async function withEngine(work: (engine: Engine) => Promise<unknown>): Promise<void> {
  const engine = await createEngine({
    host: 'cli',
    dataFolder: null,
    modelsFolder: modelsFolder(),
    version: programVersion(),
    problemsFolder: problemsFolder(),
  })
  try {
    await work(engine)
  } finally {
    await engine.close()
  }
}

/** Records left out that are written out one by one. */
const TOLD = 20

function tellFaults({ faults, faultCount, notes }: Preview): void {
  const told = faults.slice(0, TOLD)
  for (const { message } of told) process.stderr.write(`${message}\n`)
  if (faultCount > told.length) process.stderr.write(`${faultCount - told.length} more are left out.\n`)
  for (const note of notes) process.stderr.write(`${note}\n`)
}

function textOf(preview: Preview): string {
  if (preview.kind === 'trees') {
    const rows = preview.rows.map(({ place, question, steps }) => `${place}  ${steps} steps  ${shortened(question)}`)
    return `${[`${preview.format}: ${preview.trees} trees`, ...rows].join('\n')}\n`
  }
  const { format, problems, solutions, rewards, tokens, independent, rows } = preview
  const each = solutions.least === solutions.most ? String(solutions.most) : `${solutions.least} to ${solutions.most}`
  return `${[
    `${format}: ${problems} problems, ${each} solutions each, ${rewards === 0 ? 'no scores' : `up to ${rewards} scores a solution`}`,
    `tokens: ${tokens ? 'told' : 'not known'}; taken as ${independent ? 'independent samples' : 'the ends of one search'}`,
    ...rows.map((row) => `${row.id}  ${row.right} of ${row.solutions} right  ${shortened(row.question)}`),
  ].join('\n')}\n`
}

function shortened(question: string): string {
  return question.slice(0, 100).replace(/\s+/gu, ' ')
}

function refused(message: string, advice: string): EspalierError {
  return new BadArguments({ code: 'bad-input', message, advice })
}

function whole(text: string): number {
  const value = number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1.')
  return value
}
