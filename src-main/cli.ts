// The command line: the same engine without a window. Exit codes: 0 done, 1 failed, 2 bad arguments, 130 interrupted.
// Knows the commands' names and how an error is told. Does not know what they do (cli/).
import { Command, CommanderError } from 'commander'
import { ERRORS, reportOf } from './contract/errors.ts'
import { BadArguments } from './cli/arguments.ts'
import { BadFile } from './cli/bad-file.ts'
import { heedOutput, isReaderGone, outputWritten } from './cli/output.ts'
import { programVersion } from './cli/program.ts'

/** By name, in the order of the help. Only the one that is asked for is loaded: each stands on other parts of the engine. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  run: async () => (await import('./cli/run.ts')).runCommand(),
  evaluate: async () => (await import('./cli/evaluate.ts')).evaluateCommand(),
  compare: async () => (await import('./cli/compare.ts')).compareCommand(),
  experiment: async () => (await import('./cli/experiment.ts')).experimentCommand(),
  models: async () => (await import('./cli/models.ts')).modelsCommand(),
  problems: async () => (await import('./cli/problems.ts')).problemsCommand(),
  devices: async () => (await import('./cli/devices.ts')).devicesCommand(),
  methods: async () => (await import('./cli/methods.ts')).methodsCommand(),
  allocate: async () => (await import('./cli/allocate.ts')).allocateCommand(),
  extract: async () => (await import('./cli/answers.ts')).extractCommand(),
  grade: async () => (await import('./cli/answers.ts')).gradeCommand(),
  vote: async () => (await import('./cli/vote.ts')).voteCommand(),
  results: async () => (await import('./cli/results.ts')).resultsCommand(),
  workspace: async () => (await import('./cli/workspace.ts')).workspaceCommand(),
  serve: async () => (await import('./cli/serve.ts')).serveCommand(),
}

const cli = new Command('espalier')
  .description('Inference-time search with language models: run methods, evaluate and compare them, serve the window.')
  .version(programVersion())
  .option('--verbose', 'show technical details of errors')
const asked = Object.keys(COMMANDS).filter((name) => name === process.argv[2])
const loaded = asked.length > 0 ? asked : Object.keys(COMMANDS)
const commands = await Promise.all(loaded.map((name) => COMMANDS[name]!()))
for (const command of commands) cli.addCommand(command)
for (const command of [cli, ...cli.commands, ...cli.commands.flatMap(({ commands }) => commands)]) {
  command.exitOverride().configureOutput({ outputError: (text, write) => write(text) })
}

heedOutput()
try {
  await cli.parseAsync()
  await outputWritten()
} catch (error) {
  process.exitCode = tell(error)
}

/** Writes what happened and what to do, and returns the exit code. */
function tell(error: unknown): number {
  // A reader that has seen enough is no failure.
  if (isReaderGone(error)) return 0
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const { code, message, advice, details } = reportOf(error)
  const { fault, exitCode } = ERRORS[code]
  process.stderr.write(`${[message, advice].filter(Boolean).join(' ')}\n`)
  if (details !== undefined && (cli.opts<{ verbose?: boolean }>().verbose || fault === 'program')) {
    process.stderr.write(`${details}\n`)
  }
  return error instanceof BadArguments ? 2 : error instanceof BadFile ? 1 : exitCode
}
