// The command line: the same engine without a window. Exit codes: 0 done, 1 failed, 2 bad arguments, 130 interrupted.
// Knows the commands' names and how an error is told. Does not know what they do (cli/).
import { Command, CommanderError } from 'commander'
import { ZodError } from 'zod'
import { EspalierError, reportOf } from './contract/errors.ts'
import { compareCommand } from './cli/compare.ts'
import { evaluateCommand } from './cli/evaluate.ts'
import { BadArguments } from './cli/arguments.ts'
import { modelsCommand } from './cli/models.ts'
import { programVersion } from './cli/program.ts'
import { runCommand } from './cli/run.ts'
import { serveCommand } from './cli/serve.ts'

const cli = new Command('espalier')
  .description('Inference-time search with language models: run methods, evaluate and compare them, serve the window.')
  .version(programVersion())
  .option('--verbose', 'show technical details of errors')
for (const command of [runCommand(), evaluateCommand(), compareCommand(), modelsCommand(), serveCommand()]) {
  cli.addCommand(command)
}
for (const command of [cli, ...cli.commands, ...cli.commands.flatMap(({ commands }) => commands)]) {
  command.exitOverride().configureOutput({ outputError: (text, write) => write(text) })
}

try {
  await cli.parseAsync()
} catch (error) {
  process.exitCode = tell(error)
}

/** Writes what happened and what to do, and returns the exit code. */
function tell(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const { code, message, advice, details } = reportOf(error)
  process.stderr.write(`${[message, advice].filter(Boolean).join(' ')}\n`)
  if (details !== undefined && (cli.opts<{ verbose?: boolean }>().verbose || code === 'internal')) {
    process.stderr.write(`${details}\n`)
  }
  const refused = error instanceof ZodError || error instanceof BadArguments
  return refused || (error instanceof EspalierError && code === 'bad-input') ? 2 : 1
}
