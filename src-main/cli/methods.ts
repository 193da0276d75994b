// `espalier methods`: the table of search methods with their parameters. To a terminal it writes text, to a program JSON Lines.
import { Command } from 'commander'
import { METHODS } from '../contract/method.ts'
import type { Method, Parameter } from '../contract/method.ts'
import { kebab } from './arguments.ts'
import { writeLine } from './json-lines.ts'

export function methodsCommand(): Command {
  return new Command('methods')
    .description('The search methods with their parameters, limits, defaults and sources.')
    .option('--json', 'one JSON object a line (default where standard output is no terminal)')
    .option('--no-json', 'text (default in a terminal)')
    .action(async ({ json = !process.stdout.isTTY }: { json?: boolean }) => {
      if (json) for (const method of METHODS) await writeLine(method)
      else process.stdout.write(METHODS.map(described).join('\n'))
    })
}

function described({ id, name, summary, source, needsVerifier, parameters }: Method): string {
  const lines = [`${id}: ${name}. ${summary}`, `  ${source}${needsVerifier ? '; asks the PRM' : ''}`]
  return [...lines, ...parameters.map(line), ''].join('\n')
}

function line(parameter: Parameter): string {
  const values =
    parameter.kind === 'choice'
      ? parameter.options.map(({ value }) => value).join(' | ')
      : `${parameter.min} to ${parameter.max}${parameter.unit === undefined ? '' : ` ${parameter.unit}`}` +
        (parameter.kind === 'integer' ? ', whole' : '')
  return `  --${kebab(parameter.key)} (${values}; default ${parameter.default}): ${parameter.label}. ${parameter.help}`
}
