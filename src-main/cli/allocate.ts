// `espalier allocate`: REBASE's split of a budget, for rewards given as arguments or in a file.
import { Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { BALANCE_TEMPERATURE, RULE } from '../contract/method-parameters.ts'
import type { Rule } from '../contract/method-parameters.ts'
import { allocate } from '../search/allocate.ts'
import { BadArguments, choiceFlag, number } from './arguments.ts'
import { mapLines, writeLine } from './json-lines.ts'

interface Flags {
  rule: Rule
  temperature: number
  budget?: number
  in?: string
}

export function allocateCommand(): Command {
  return new Command('allocate')
    .description("REBASE's widths for the rewards of one depth, as JSON.")
    .argument('[rewards...]', 'rewards of the nodes, 0 to 1')
    .addOption(choiceFlag('--rule <rule>', RULE))
    .option('--temperature <T>', 'balance temperature T_b', positive, BALANCE_TEMPERATURE.default)
    .option('--budget <B>', 'children in all', whole)
    .option('--in <file>', 'JSON Lines of {scores, budget, t_b}; - reads standard input')
    .action(run)
}

async function run(rewards: string[], flags: Flags): Promise<void> {
  const { rule, temperature, budget } = flags
  const widths = (scores: number[], children: number, balanceTemperature: number) => ({
    widths: allocate({ rewards: scores, budget: children, balanceTemperature, rule }).map(({ width }) => width),
  })
  if (flags.in !== undefined) {
    if (rewards.length > 0) throw bad('Rewards are given twice, as arguments and with --in.', 'Give one of them.')
    const line = z.object({
      scores: z.array(z.number()),
      budget: budget === undefined ? z.number() : z.number().default(budget),
      t_b: z.number().default(temperature),
    })
    await mapLines(flags.in, line, (value) => widths(value.scores, value.budget, value.t_b))
    return
  }
  if (rewards.length === 0) throw bad('There are no rewards.', 'Give them as arguments, or a file with --in.')
  if (budget === undefined) throw bad('There is no budget.', 'Give it with --budget.')
  await writeLine(widths(rewards.map(reward), budget, temperature))
}

function reward(text: string): number {
  try {
    return number(text)
  } catch {
    throw bad(`“${text}” is not a reward.`, 'A reward is a number, for example 0.9.')
  }
}

function bad(message: string, advice: string): BadArguments {
  return new BadArguments({ code: 'bad-input', message, advice })
}

function whole(text: string): number {
  const value = number(text)
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError('It must be a whole number, not negative and below 2^53.')
  }
  return value
}

function positive(text: string): number {
  const value = number(text)
  if (value <= 0) throw new InvalidArgumentError('It must be greater than 0.')
  return value
}
