// `espalier evaluate`: a method over the test problems, one line a problem; an interrupted evaluation goes on where it was.
// Knows flags, which problems are open, and what may go into one file. Does not know how a run goes.
import { Command, InvalidArgumentError } from 'commander'
import { reportOf } from '../contract/errors.ts'
import type { ErrorReport } from '../contract/errors.ts'
import { isSameModel } from '../contract/run.ts'
import { samplingOf } from '../contract/sampling.ts'
import type { ModelIdentity, RunHeader } from '../contract/run.ts'
import { createEngine } from '../engine/engine.ts'
import { defaultDataFolder } from '../engine/folders.ts'
import type { Engine } from '../engine/engine.ts'
import { problemsChecksum } from '../engine/experiment/run/checksum.ts'
import { subsetOf } from '../engine/library/problem-subset.ts'
import { addMethodFlags, BadArguments, methodArguments } from './arguments.ts'
import type { MethodArguments } from './arguments.ts'
import { BadFile } from './bad-file.ts'
import { devicesOption, tellPlaces } from './device-flag.ts'
import { tellForms } from './form-progress.ts'
import { tellServers } from './server-progress.ts'
import { openEvaluationFile } from './evaluation-file.ts'
import type { EvaluationFile } from './evaluation-file.ts'
import { evaluationReport } from './evaluation-report.ts'
import { isOwnFault, workThrough } from './evaluation-work.ts'
import type { EvaluatedProblem } from './evaluation-work.ts'
import { isFailure, reasonsOf } from './evaluation.ts'
import type { EvaluationHeader } from './evaluation.ts'
import { awaitInterruption } from './interruption.ts'
import { problemsFolder, problemsFrom } from './problem-source.ts'
import { modelsFolder, programVersion } from './program.ts'

interface Flags {
  out: string
  problems?: string
  limit?: number
  stratified?: boolean
  concurrency: number
  retry?: boolean
  [key: string]: string | number | boolean | undefined
}

/** The problems that there are, and what was wrong with those that could not be read. */
interface Problems {
  all: readonly EvaluatedProblem[]
  faults: readonly ErrorReport[]
}

export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description('Run a method over the test problems and print its accuracy. Goes on where an earlier one stopped.')
    .requiredOption('--out <file>', 'results, one JSON line a problem')
    .option(
      '--in, --problems <file|name>',
      'a file of problems, or a dataset by its name (default: those of the catalog)',
    )
    .option('--limit <n>', 'only the first n problems', count)
    .option('--stratified', 'with --limit: drawn by --seed, the same share of every level')
    .option('--concurrency <n>', 'problems at once; the results do not depend on it', count, 8)
    .option('--retry', 'try again what could not be run, also where the problem itself was the reason')
  return addMethodFlags(command).action(evaluate)
}

async function evaluate(flags: Flags): Promise<void> {
  const engine = await createEngine({
    host: 'cli',
    dataFolder: null,
    modelsFolder: modelsFolder(),
    version: programVersion(),
    addedFolder: defaultDataFolder(),
    problemsFolder: problemsFolder(),
    devices: devicesOption(flags['device']),
  })
  tellForms(engine)
  tellServers(engine)
  try {
    const args = await methodArguments(flags, engine)
    const problems = await problemsOf(flags, engine)
    const file = openEvaluationFile(flags.out)
    try {
      if (file.header) checkSame(file.header, args, problems, flags.out)
      checkBelongs(file, problems, flags.out)
      await evaluateInto(file, { engine, args, problems, flags })
    } finally {
      file.close()
    }
  } finally {
    await engine.close()
  }
}

async function problemsOf(flags: Flags, engine: Engine): Promise<Problems> {
  const { problems: file } = flags
  const { problems, faults } = await (file === undefined
    ? engine.call('problems.list', { limit: 1000 })
    : problemsFrom(file, engine).catch(asBadFile))
  for (const { message } of faults) process.stderr.write(`${message}\n`)
  if (problems.length > 0) return { all: problems, faults }
  throw new BadFile(
    `There is no problem ${file === undefined ? 'in the catalog' : `in “${file}”`}.`,
    'Give a file of problems with --problems, one JSON object a line with question and answer.',
  )
}

/** A file that holds no problems was named rightly all the same. */
function asBadFile(error: unknown): never {
  const { code, message, advice } = reportOf(error)
  throw code === 'bad-input' ? new BadFile(message, advice, error) : error
}

/** Runs what is open, and prints what the file says then, also where the work came to a bad end. */
async function evaluateInto(
  file: EvaluationFile,
  { engine, args, problems, flags }: { engine: Engine; args: MethodArguments; problems: Problems; flags: Flags },
): Promise<void> {
  const { limit = problems.all.length, stratified = false } = flags
  const wanted = subsetOf(problems.all, { limit, seed: stratified ? args.seed : null, stratified })
  const checksum = problemsChecksum(problems.all)
  const interruption = awaitInterruption()
  try {
    await workThrough({
      ...{ engine, args, concurrency: flags.concurrency, signal: interruption.signal, begun: file.header !== null },
      problems: openProblems(wanted, file, flags.retry ?? false),
      ran(run) {
        if (file.header) checkRun(file.header, run, flags.out)
        else file.begin(headerOf(run, args, checksum))
      },
      async line(line) {
        await file.append(line)
        progress(wanted.filter(({ id }) => file.lines.has(id)).length, wanted.length)
      },
    })
    await tellPlaces(engine)
  } finally {
    interruption.end()
    file.putInOrder(problems.all.map(({ id }) => id))
    // Whether a line that cannot be read stands among the first problems, nobody knows; all are asked for, it is one of them.
    const unreadable = wanted.length === problems.all.length ? problems.faults.length : 0
    report(file, wanted, unreadable)
  }
  if (interruption.signal.aborted) process.exitCode = 130
  else if (problems.faults.length > 0) process.exitCode = 1
}

/** What has no whole result yet: first what was never tried, so that what fails again and again keeps nothing from its turn. */
function openProblems(wanted: readonly EvaluatedProblem[], { lines }: EvaluationFile, retry: boolean) {
  const again = wanted.filter(({ id }) => {
    const line = lines.get(id)
    return line && reasonsOf(line).some(({ code }) => retry || !isOwnFault(code))
  })
  return [...wanted.filter(({ id }) => !lines.has(id)), ...again]
}

function report({ header, lines }: EvaluationFile, wanted: readonly EvaluatedProblem[], unreadable: number): void {
  if (!header) return
  const own = wanted.flatMap(({ id }) => lines.get(id) ?? [])
  for (const line of own) {
    for (const { message } of reasonsOf(line)) process.stderr.write(`${line.id}: ${message}\n`)
    if (isFailure(line)) process.exitCode = 1
  }
  process.stdout.write(evaluationReport({ header, lines: own, problems: wanted.length, unreadable }))
}

function headerOf(run: RunHeader, args: MethodArguments, checksum: string): EvaluationHeader {
  const { policy, verifier } = run
  const model = ({ device: _, ...known }: typeof policy) => known
  return {
    schema: 'espalier-evaluation',
    version: 1,
    app: run.app,
    method: args.method,
    parameters: args.parameters,
    sampling: run.spec.sampling,
    seed: args.seed,
    policy: model(policy),
    verifier: verifier && model(verifier),
    problemsChecksum: checksum,
  }
}

/** Throws where a file holds another evaluation than the arguments ask for. */
function checkSame(header: EvaluationHeader, args: MethodArguments, { all }: Problems, file: string): void {
  const { problemsChecksum: known = problemsChecksum(all) } = header
  const same = {
    method: header.method === args.method,
    parameters: sorted(header.parameters) === sorted(args.parameters),
    sampling: isSameSampling(header, args),
    seed: header.seed === args.seed,
    policy: header.policy.id === args.policy,
    PRM: (header.verifier?.id ?? null) === args.verifier,
    problems: known === problemsChecksum(all),
  }
  const differ = Object.entries(same).flatMap(([fact, equal]) => (equal ? [] : [fact]))
  if (differ.length > 0) throw anotherEvaluation(file, `it differs in ${differ.join(', ')}`)
}

/** Of a policy with settings of its own, those that no flag names are compared when its first run has begun. */
function isSameSampling({ sampling, policy }: EvaluationHeader, args: MethodArguments): boolean {
  const own = policy.promptChecksum === undefined ? {} : sampling
  return sorted(sampling) === sorted(samplingOf(args.sampling, own))
}

function sorted(values: object): string {
  return JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Throws where a line is of no problem that there is: old files do not say what they are of. */
function checkBelongs({ lines }: EvaluationFile, { all }: Problems, file: string): void {
  const known = new Set(all.map(({ id }) => id))
  const foreign = [...lines.keys()].find((id) => !known.has(id))
  if (foreign !== undefined) throw anotherEvaluation(file, `it has a problem “${foreign}”, which is not among these`)
}

/** Throws where a run's models or settings are not those that the file was begun with: two would be mixed. */
function checkRun(header: EvaluationHeader, run: RunHeader, file: string): void {
  if (sorted(header.sampling) !== sorted(run.spec.sampling)) throw anotherEvaluation(file, 'it differs in sampling')
  for (const role of ['policy', 'verifier'] as const) {
    const [before, now] = [header[role], run[role]]
    if (!before || !now || isSameModel(before, now)) continue
    const told = ({ name = now.name, version }: ModelIdentity) =>
      version === undefined ? `“${name}”` : `“${name}” (${version})`
    const what = isSameModel({ ...before, judgeChecksum: undefined }, now)
      ? 'is asked another question now'
      : isSameModel({ ...before, rewardChecksum: undefined }, now)
        ? 'is asked in another format now'
        : now.sha256 === null
          ? `serves ${told(now)} now, not ${told(before)}`
          : 'has other files now'
    throw anotherEvaluation(file, `${now.id} ${what}`)
  }
}

function anotherEvaluation(file: string, what: string): BadArguments {
  return new BadArguments({
    code: 'bad-input',
    message: `${file} holds another evaluation: ${what}.`,
    advice: 'Name another file with --out, or restore what was changed.',
  })
}

function progress(done: number, all: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${all}${done === all ? '\n' : ''}`)
}

function count(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1.')
  return value
}
