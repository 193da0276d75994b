// `espalier evaluate`: a method over the test problems, one line a problem; an interrupted evaluation goes on where it was.
// Knows the order of work and what is printed. Does not know how a run goes.
import { Command, InvalidArgumentError } from 'commander'
import { writeFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import type { CallResult } from '../contract/api.ts'
import type { Cost } from '../contract/cost.ts'
import { distinctFlops, exactFlops, paperFlops, policyAndVerifierFlops } from '../contract/cost.ts'
import { EspalierError } from '../contract/errors.ts'
import { writeHundredths } from '../contract/notation.ts'
import type { RunRecord } from '../contract/run.ts'
import { foldChanges } from '../contract/tree.ts'
import { wilsonInterval } from '../contract/wilson-interval.ts'
import { createEngine } from '../engine/engine.ts'
import type { Engine } from '../engine/engine.ts'
import { readEvaluation } from './evaluation.ts'
import type { EvaluationHeader, EvaluationLine } from './evaluation.ts'
import { readProblemFile } from '../engine/library/dataset-file.ts'
import { runSeedOf } from '../engine/experiment/run/plan.ts'
import { addMethodFlags, BadArguments, methodArguments, runRequest } from './arguments.ts'
import type { MethodArguments } from './arguments.ts'
import { devicesOption, tellPlaces } from './device-flag.ts'
import { follow } from './follow.ts'
import { writeKnownFlops } from './known-flops.ts'
import { modelsFolder, programVersion } from './program.ts'

type Problems = CallResult<'problems.list'>['problems']

interface Flags {
  out: string
  problems?: string
  limit?: number
  concurrency: number
  [key: string]: string | number | undefined
}

export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description('Run a method over the test problems and print its accuracy. Goes on where an earlier one stopped.')
    .requiredOption('--out <file>', 'results, one JSON line a problem')
    .option('--problems <file>', 'problems as JSON Lines (default: those of the catalog)')
    .option('--limit <n>', 'only the first n problems', count)
    .option('--concurrency <n>', 'problems at once; the results do not depend on it', count, 8)
  return addMethodFlags(command).action(evaluate)
}

async function evaluate(flags: Flags): Promise<void> {
  const version = programVersion()
  const engine = await createEngine({
    host: 'cli',
    dataFolder: null,
    modelsFolder: modelsFolder(),
    version,
    devices: devicesOption(flags['device']),
  })
  try {
    const args = await methodArguments(flags, engine)
    const problems = (await problemsOf(flags, engine)).slice(0, flags.limit)
    const lines = await work({ engine, args, problems, file: flags.out, concurrency: flags.concurrency })
    await tellPlaces(engine)
    const { header } = readEvaluation(flags.out)
    if (header) process.stdout.write(reportOf(header, lines))
  } finally {
    await engine.close()
  }
}

async function problemsOf(flags: Flags, engine: Engine): Promise<Problems> {
  if (flags.problems === undefined) return (await engine.call('problems.list', { limit: 1000 })).problems
  const { problems, faults } = await readProblemFile({ file: flags.problems, dataset: 'file', name: flags.problems })
  for (const { message } of faults) process.stderr.write(`${message}\n`)
  return problems
}

/** Runs what is not in the file yet, several problems at once, and writes the lines in the order of the problems. */
async function work(options: {
  engine: Engine
  args: MethodArguments
  problems: Problems
  file: string
  concurrency: number
}): Promise<EvaluationLine[]> {
  const { engine, args, problems, file, concurrency } = options
  const known = readEvaluation(file)
  if (known.header) checkSame(known.header, args, file)
  const done = new Map(known.lines.map((line) => [line.id, line]))
  let header = known.header
  // Also cuts off a last line that a kill left half written.
  if (header) writeFileSync(file, [header, ...known.lines].map((line) => `${JSON.stringify(line)}\n`).join(''))

  const open = problems.filter(({ id }) => !done.has(id))
  const finished = new Map<number, EvaluationLine>()
  let next = 0
  let written = 0
  const interrupt = { asked: false }
  let writing = Promise.resolve()
  const worker = async () => {
    while (next < open.length && !interrupt.asked) {
      const index = next++
      const problem = open[index]!
      const record = await follow(engine, runRequest({ ...args, seed: runSeedOf(args.seed, problem.id) }, problem))
      interrupt.asked ||= record.interrupted
      if (record.interrupted) return
      header ??= begin(file, record, args)
      finished.set(index, lineOf(record))
      await engine.call('runs.delete', { id: record.header.id })
      writing = writing.then(async () => {
        for (let line = finished.get(written); line; line = finished.get(written)) {
          finished.delete(written++)
          done.set(line.id, line)
          await appendFile(file, `${JSON.stringify(line)}\n`)
        }
      })
      await writing
      progress(done.size, problems.length)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  if (interrupt.asked) process.exitCode = 130
  return problems.flatMap(({ id }) => done.get(id) ?? [])
}

function begin(file: string, { header }: RunRecord, args: MethodArguments): EvaluationHeader {
  const { policy, verifier } = header
  const model = ({ id, sha256, shape }: NonNullable<typeof verifier>) => ({ id, sha256, shape })
  const first: EvaluationHeader = {
    schema: 'espalier-evaluation',
    version: 1,
    app: header.app,
    method: args.method,
    parameters: args.parameters,
    sampling: header.spec.sampling,
    seed: args.seed,
    policy: model(policy),
    verifier: verifier && model(verifier),
  }
  writeFileSync(file, `${JSON.stringify(first)}\n`)
  return first
}

function checkSame(header: EvaluationHeader, args: MethodArguments, file: string): void {
  const facts = ({ method, parameters, sampling, seed }: Omit<MethodArguments, 'policy' | 'verifier'>) =>
    JSON.stringify([method, Object.entries(parameters).sort(), sampling, seed])
  const same =
    facts(header) === facts(args) && header.policy.id === args.policy && (header.verifier?.id ?? null) === args.verifier
  if (same) return
  throw new BadArguments({
    code: 'bad-input',
    message: `${file} holds another evaluation: its method, parameters, seed or models differ.`,
    advice: 'Name another file with --out, or give the same arguments.',
  })
}

function lineOf(record: RunRecord): EvaluationLine {
  const { chosen, cost, error } = foldChanges(record.events.map(({ change }) => change))
  if (error) throw new EspalierError(error)
  const { id, level, answer } = record.header.spec.problem
  // Without an answer a problem with a reference is not solved.
  const correct = answer === null ? null : (chosen?.correct ?? false)
  const { seed } = record.header.spec
  return { id, level, seed, answer: chosen?.answer ?? null, correct, cost }
}

function progress(done: number, all: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${all}${done === all ? '\n' : ''}`)
}

function reportOf({ policy, verifier, method }: EvaluationHeader, lines: readonly EvaluationLine[]): string {
  const graded = lines.filter(({ correct }) => correct !== null)
  const accuracy = (some: readonly EvaluationLine[]) => {
    const right = some.filter(({ correct }) => correct).length
    const { low, high } = wilsonInterval(right, some.length)
    const share = writeHundredths(right / some.length)
    return `${share} % [${writeHundredths(low)}, ${writeHundredths(high)}] (${right} of ${some.length})`
  }
  const levels = [...new Set(graded.map(({ level }) => level))].filter((level) => level !== null).sort()
  const mean = (figure: (line: EvaluationLine) => number) =>
    lines.reduce((sum, line) => sum + figure(line), 0) / Math.max(1, lines.length)
  const meanFlops = (flops: (cost: Cost) => number | null) =>
    writeKnownFlops(lines.some(({ cost }) => flops(cost) === null) ? null : mean(({ cost }) => flops(cost) ?? 0))
  return [
    `${method}: accuracy ${accuracy(graded)}, 95 % Wilson interval`,
    ...levels.map((level) => `  level ${level}: ${accuracy(graded.filter((line) => line.level === level))}`),
    `  a problem: ${mean(({ cost }) => cost.samples).toFixed(1)} samples, ` +
      `${mean(({ cost }) => cost.policy.generatedTokens).toFixed(1)} generated tokens`,
    `  FLOPs a problem: paper ${meanFlops((cost) => paperFlops(policy, cost.policy))}, ` +
      `policy + PRM ${meanFlops((cost) => policyAndVerifierFlops(cost, policy, verifier))} ` +
      `(shared tokens once ${meanFlops((cost) => distinctFlops(cost, policy, verifier))}), ` +
      `exact ${meanFlops((cost) => exactFlops(cost, policy, verifier))}`,
    '',
  ].join('\n')
}

function count(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1.')
  return value
}
