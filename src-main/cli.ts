// The command line: the same engine without a window. Exit codes: 0 done, 1 failed, 2 bad arguments, 130 interrupted.
// Knows the commands' names and how an error is told. Does not know what they do (cli/).
import { Command, CommanderError } from 'commander'
import { ERRORS, reportOf } from './contract/errors.ts'
import { allocateCommand } from './cli/allocate.ts'
import { extractCommand, gradeCommand } from './cli/answers.ts'
import { compareCommand } from './cli/compare.ts'
import { devicesCommand } from './cli/devices.ts'
import { evaluateCommand } from './cli/evaluate.ts'
import { BadArguments } from './cli/arguments.ts'
import { BadFile } from './cli/bad-file.ts'
import { modelsCommand } from './cli/models.ts'
import { experimentCommand } from './cli/experiment.ts'
import { methodsCommand } from './cli/methods.ts'
import { problemsCommand } from './cli/problems.ts'
import { programVersion } from './cli/program.ts'
import { resultsCommand } from './cli/results.ts'
import { runCommand } from './cli/run.ts'
import { serveCommand } from './cli/serve.ts'
import { voteCommand } from './cli/vote.ts'

const cli = new Command('espalier')
  .description('Inference-time search with language models: run methods, evaluate and compare them, serve the window.')
  .version(programVersion())
  .option('--verbose', 'show technical details of errors')
const commands = [
  runCommand(),
  evaluateCommand(),
  compareCommand(),
  experimentCommand(),
  modelsCommand(),
  problemsCommand(),
  devicesCommand(),
  methodsCommand(),
  allocateCommand(),
  extractCommand(),
  gradeCommand(),
  voteCommand(),
  resultsCommand(),
  serveCommand(),
]
for (const command of commands) cli.addCommand(command)
for (const command of [cli, ...cli.commands, ...cli.commands.flatMap(({ commands }) => commands)]) {
  command.exitOverride().configureOutput({ outputError: (text, write) => write(text) })
}

// A reader that has seen enough (`| head`) closes the pipe; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

try {
  await cli.parseAsync()
} catch (error) {
  process.exitCode = tell(error)
}

/** Writes what happened and what to do, and returns the exit code. */
function tell(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const { code, message, advice, details } = reportOf(error)
  const { fault, exitCode } = ERRORS[code]
  process.stderr.write(`${[message, advice].filter(Boolean).join(' ')}\n`)
  if (details !== undefined && (cli.opts<{ verbose?: boolean }>().verbose || fault === 'program')) {
    process.stderr.write(`${details}\n`)
  }
  return error instanceof BadArguments ? 2 : error instanceof BadFile ? 1 : exitCode
}
