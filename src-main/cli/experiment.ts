// `espalier experiment`: an experiment from its specification, into a folder; a killed one goes on with --resume.
// Knows flags, files and what is printed. Does not know how units are run.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { EspalierError } from '../contract/errors.ts'
import type { ExperimentProgress } from '../contract/experiment.ts'
import { ExperimentSpec } from '../contract/experiment.ts'
import { presetSpec, PRESETS } from '../contract/experiment-presets.ts'
import type { Preset } from '../contract/experiment-presets.ts'
import { createEngine } from '../engine/engine.ts'
import { defaultDataFolder } from '../engine/folders.ts'
import type { Engine } from '../engine/engine.ts'
import { parseSpec } from '../engine/experiment/run/specification.ts'
import { BadArguments, tellMisfit } from './arguments.ts'
import { deviceFlag, devicesOption, tellPlaces } from './device-flag.ts'
import { tellForms } from './form-progress.ts'
import { tellServers } from './server-progress.ts'
import { writeReports } from './experiment-reports.ts'
import { tableOf } from './experiment-table.ts'
import { awaitInterruption } from './interruption.ts'
import { problemsFolder } from './problem-source.ts'
import { modelsFolder, programVersion } from './program.ts'

interface Flags {
  out?: string
  preset?: Preset
  resume?: boolean
  forecast?: boolean
  printSpec?: boolean
  json?: boolean
  device?: string
}

export function experimentCommand(): Command {
  return new Command('experiment')
    .description('Run an experiment: problems × policies × methods × budgets × seeds. Goes on where it was killed.')
    .argument('[spec]', 'specification, a JSON file')
    .addOption(new Option('--preset <name>', 'a ready specification for the models of the catalog').choices(PRESETS))
    .option('--out <folder>', 'folder of the results')
    .option('--resume', 'go on with the experiment in the folder')
    .option('--forecast', 'only foretell time and FLOPs, after a short calibration')
    .option('--print-spec', 'only print the specification as JSON')
    .addOption(deviceFlag())
    .option('--json', 'the summary as one JSON object on stdout')
    .action(experiment)
}

async function experiment(file: string | undefined, flags: Flags): Promise<void> {
  const engine = await createEngine({
    host: 'cli',
    dataFolder: null,
    modelsFolder: modelsFolder(),
    version: programVersion(),
    addedFolder: defaultDataFolder(),
    problemsFolder: problemsFolder(),
    devices: devicesOption(flags.device),
  })
  tellForms(engine)
  tellServers(engine)
  try {
    const spec = await specOf(file, flags, engine)
    if (flags.printSpec) process.stdout.write(`${JSON.stringify(spec, null, 2)}\n`)
    else if (flags.forecast)
      process.stdout.write(`${JSON.stringify(await engine.call('experiments.forecast', { spec }))}\n`)
    else {
      await tellMisfit(engine, spec.policies, spec.verifier)
      await runTo(folderOf(flags), spec, flags, engine)
    }
  } finally {
    await engine.close()
  }
}

async function specOf(
  file: string | undefined,
  { preset, out, resume }: Flags,
  engine: Engine,
): Promise<ExperimentSpec> {
  if (preset !== undefined && file !== undefined)
    throw refused('There are two specifications.', 'Give a file or --preset.')
  if (preset !== undefined) return presetSpec(preset, (await engine.call('models.list', {})).models)
  const path = file ?? (resume && out !== undefined ? join(out, 'spec.json') : null)
  if (path === null) throw refused('There is no specification.', 'Name its file, or take one with --preset.')
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new EspalierError(
      {
        code: 'not-found',
        message: `The specification “${path}” cannot be read.`,
        advice: 'Check that the file is there and may be read.',
        details: error instanceof Error ? error.message : String(error),
      },
      { cause: error },
    )
  }
  return parseSpec(text, ExperimentSpec)
}

function folderOf({ out, resume }: Flags): string {
  if (out === undefined) throw refused('There is no folder for the results.', 'Name one with --out.')
  if (!resume && existsSync(join(out, 'journal.jsonl'))) {
    throw refused(`There is an experiment in “${out}” already.`, 'Go on with it by --resume, or name another folder.')
  }
  return out
}

/** Runs to the end, or until Ctrl-C, which waits for nothing; then writes what the results say. */
async function runTo(folder: string, spec: ExperimentSpec, flags: Flags, engine: Engine): Promise<void> {
  let last: ExperimentProgress | null = null
  const deaf = engine.listen('experiment.progress', (progress) => {
    last = progress
    show(progress)
  })
  const unheard = engine.listen('engine.notice', ({ message }) => void process.stderr.write(`${message}\n`))
  const { id } = await engine.experiment.start(spec, folder)
  const interruption = awaitInterruption()
  interruption.signal.addEventListener('abort', () => void engine.call('experiments.cancel', { id }))
  try {
    await engine.experiment.settled(id)
    await tellPlaces(engine)
  } finally {
    interruption.end()
    deaf()
    unheard()
  }
  const progress = (await engine.call('experiments.list', {})).experiments.find((one) => one.id === id) ?? last
  if (progress?.error) throw new EspalierError(progress.error)
  if (progress?.state !== 'done') {
    process.exitCode = 130
    process.stderr.write(`Stopped at ${progress?.done ?? 0} of ${progress?.units ?? 0}; --resume goes on.\n`)
    return
  }
  const summary = await writeReports(engine, id, folder)
  process.stdout.write(flags.json ? `${JSON.stringify(summary)}\n` : tableOf(summary))
}

function show({ done, units, remaining, tokensPerSecond }: ExperimentProgress): void {
  if (!process.stderr.isTTY) return
  const left = remaining === null ? '' : `, about ${Math.ceil(remaining / 60)} min to go`
  const speed = tokensPerSecond === null ? '' : `, ${tokensPerSecond.toFixed(0)} tokens/s`
  process.stderr.write(`\r\u001B[K${done} of ${units}${left}${speed}${done === units ? '\n' : ''}`)
}

function refused(message: string, advice: string): BadArguments {
  return new BadArguments({ code: 'bad-input', message, advice })
}
