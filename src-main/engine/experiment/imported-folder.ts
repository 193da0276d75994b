// The files of imported results beside their journal: problems.jsonl, and solutions.jsonl with the texts.
// Knows the two files. Does not know journals or where the results came from.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { EspalierError } from '../../contract/errors.ts'
import { Problem } from '../../contract/problem.ts'
import type { SolvedProblem } from '../foreign/foreign-calls.ts'
import { makeFolder } from '../make-folder.ts'
import { writeWhole } from '../whole-file.ts'

const PROBLEMS = 'problems.jsonl'
const SOLUTIONS = 'solutions.jsonl'

const KeptSolution = z.object({
  text: z.string(),
  rewards: z.array(z.number().nullable()),
  tokens: z.number().int().nullable(),
})
const KeptSolutions = z.object({
  problem: z.string(),
  reference: z.string(),
  tokens: z.number().int().nullable(),
  solutions: z.array(KeptSolution),
})
export type KeptSolutions = z.infer<typeof KeptSolutions>

/** Writes both files. Throws `store-failed`. */
export function writeImported(folder: string, problems: readonly SolvedProblem[]): void {
  try {
    makeFolder(folder)
    writeWhole(join(folder, PROBLEMS), linesOf(problems.map(({ problem }) => problem)))
    const lines = problems.map(({ problem, tokens, solutions }): KeptSolutions => ({
      problem: problem.id,
      reference: problem.answer,
      tokens,
      solutions: solutions.map(({ text, rewards, tokens }) => ({ text, rewards, tokens })),
    }))
    writeWhole(join(folder, SOLUTIONS), linesOf(lines))
  } catch (cause) {
    throw new EspalierError(
      {
        code: 'store-failed',
        message: 'The results could not be kept.',
        advice: 'Check free space and rights of the data folder.',
        details: detailsOf(cause),
      },
      { cause },
    )
  }
}

/** The problems in the order of the results. Rejects with `store-failed` where the file is damaged or gone. */
export async function readImportedProblems(folder: string): Promise<Problem[]> {
  return (await linesIn(folder, PROBLEMS)).map((line) => parsed(line, Problem))
}

/** The solutions of every problem, or of one, by the problem's id. Rejects like `readImportedProblems`. */
export async function readImportedSolutions(folder: string, problem?: string): Promise<Map<string, KeptSolutions>> {
  const lines = await linesIn(folder, SOLUTIONS)
  const begin = problem === undefined ? '' : `{"problem":${JSON.stringify(problem)},`
  const found = lines.filter((line) => line.startsWith(begin)).map((line) => parsed(line, KeptSolutions))
  return new Map(found.map((one) => [one.problem, one]))
}

function linesOf(values: readonly object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('')
}

async function linesIn(folder: string, file: string): Promise<string[]> {
  try {
    return (await readFile(join(folder, file), 'utf8')).split('\n').filter(Boolean)
  } catch (cause) {
    throw damaged(cause)
  }
}

function parsed<Value>(line: string, schema: z.ZodType<Value>): Value {
  try {
    return schema.parse(JSON.parse(line))
  } catch (cause) {
    throw damaged(cause)
  }
}

function damaged(cause: unknown): EspalierError {
  return new EspalierError(
    {
      code: 'store-failed',
      message: 'What was kept of the imported results is damaged or cannot be read.',
      advice: 'Delete them, and import their file again.',
      details: detailsOf(cause),
    },
    { cause },
  )
}

function detailsOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
