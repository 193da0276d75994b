// `espalier extract` and `espalier grade`: the answers that texts state, and which answers are equal, line by line.
import { Command } from 'commander'
import { z } from 'zod'
import { extractAnswer, referenceAnswer } from '../grading/extract-answer.ts'
import { matchesReference, sameAnswer } from '../grading/same-answer.ts'
import { asWritten, mapLines } from './json-lines.ts'

const IN = '--in <file>'

export function extractCommand(): Command {
  return new Command('extract')
    .description('The answer that each text states: {text} a line in, {answer} a line out, null where there is none.')
    .requiredOption(IN, 'JSON Lines; - reads standard input')
    .option('--last-number', 'where a text states no answer, take its last number')
    .action(async (flags: { in: string; lastNumber?: boolean }) => {
      const lastNumber = flags.lastNumber ?? false
      await mapLines(
        flags.in,
        z.object({ text: z.string() }),
        ({ text }) => ({ answer: extractAnswer(text, { lastNumber }) }),
        asWritten,
      )
    })
}

export function gradeCommand(): Command {
  return new Command('grade')
    .description('Whether two answers, texts or numbers, are equal: {a, b} a line in, {equal} a line out.')
    .requiredOption(IN, 'JSON Lines; - reads standard input')
    .option('--reference', 'b is a reference: the lenient rules of grading hold (10 % is also 10 and 0.1)')
    .action(async (flags: { in: string; reference?: boolean }) => {
      const equal = flags.reference ? (a: string, b: string) => matchesReference(a, referenceAnswer(b)) : sameAnswer
      await mapLines(
        flags.in,
        z.object({ a: z.string(), b: z.string() }),
        ({ a, b }) => ({ equal: equal(a, b) }),
        asWritten,
      )
    })
}
