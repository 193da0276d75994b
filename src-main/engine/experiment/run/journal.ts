// The files of an experiment, in one folder: spec.json, journal.jsonl (results as they come, each on disk before the next unit
// starts) and results.jsonl (the same in the order of the plan, without times, equal for equal experiments).
// Knows the files and what a kill leaves behind. Does not know what is run.
import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { EXPERIMENT_VERSION, ExperimentHeader, ExperimentResult } from '../../../contract/experiment.ts'
import type { ExperimentSpec } from '../../../contract/experiment.ts'
import { EspalierError } from '../../../contract/errors.ts'
import { appendLog } from './append-log.ts'

const SPEC = 'spec.json'
const JOURNAL = 'journal.jsonl'
const RESULTS = 'results.jsonl'

/** A line of the journal: a result and what it took. */
export const JournalEntry = z.object({
  /** The unit's place in the plan. */
  unit: z.number().int().nonnegative(),
  /** The unit's share of the machine's time (runner.ts), also where it is the beginning of another's run. */
  seconds: z.number().nonnegative(),
  result: ExperimentResult,
})
export type JournalEntry = z.infer<typeof JournalEntry>

export interface Journal {
  /** What was found when the journal was opened, in the order in which it came. */
  readonly entries: readonly JournalEntry[]
  /** Whether results.jsonl had been written when the journal was opened. */
  readonly finished: boolean
  /**
   * Adds results; they are on disk when this resolves. Calls made meanwhile go to the disk together. Rejects with `store-failed`;
   * what was written before stays readable.
   */
  append(entries: readonly JournalEntry[]): Promise<void>
  /** Writes results.jsonl from these entries, whole or not at all. Throws `store-failed`. */
  writeResults(entries: Iterable<JournalEntry>): void
  close(): void
}

/**
 * Opens the folder's journal, or begins it with this header. The unfinished last line that a kill leaves is cut off.
 * Throws `bad-input` if the folder holds another experiment, or the same with other models; `store-failed` if it cannot be written.
 */
export function openJournal(folder: string, header: ExperimentHeader): Journal {
  try {
    mkdirSync(folder, { recursive: true })
    const path = join(folder, JOURNAL)
    const found = existsSync(path) ? readJournal(folder) : null
    if (found) checkSame(found.header, header)
    else whole(join(folder, SPEC), `${JSON.stringify(header.spec, null, 2)}\n`)
    const file = openSync(path, found ? 'r+' : 'w')
    if (found) ftruncateSync(file, found.bytes)
    const end = found?.bytes ?? writeAll(file, `${JSON.stringify(header)}\n`, 0)
    if (!found) fsyncSync(file)
    const log = appendLog(file, end)
    return {
      entries: found?.entries ?? [],
      finished: existsSync(join(folder, RESULTS)),
      async append(entries) {
        try {
          await log(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
        } catch (error) {
          throw storeFailed(folder, error)
        }
      },
      writeResults(entries) {
        const inOrder = [...entries].sort((a, b) => a.unit - b.unit).map(({ result }) => result)
        try {
          whole(join(folder, RESULTS), [header, ...inOrder].map((line) => `${JSON.stringify(line)}\n`).join(''))
        } catch (error) {
          throw storeFailed(folder, error)
        }
      },
      close: () => closeSync(file),
    }
  } catch (error) {
    throw error instanceof EspalierError ? error : storeFailed(folder, error)
  }
}

/** What a folder's journal holds. `bytes` is where its last whole line ends. Throws `not-found` or `bad-input` with the line. */
export function readJournal(folder: string): { header: ExperimentHeader; entries: JournalEntry[]; bytes: number } {
  const path = join(folder, JOURNAL)
  let content: Buffer
  try {
    content = readFileSync(path)
  } catch (error) {
    throw new EspalierError(
      {
        code: 'not-found',
        message: 'There is no experiment in this folder.',
        advice: 'Choose a folder that espalier experiment wrote.',
        details: error instanceof Error ? error.message : String(error),
      },
      { cause: error },
    )
  }
  const bytes = content.lastIndexOf(0x0a) + 1
  const [first = '', ...rest] = content.toString('utf8', 0, bytes).split('\n').slice(0, -1)
  const header = lineOf(first, 1, ExperimentHeader)
  const entries = rest.map((line, index) => lineOf(line, index + 2, JournalEntry))
  return { header, entries, bytes }
}

/** The specification in a JSON text. Throws `bad-input` that names the field. */
export function parseSpec(text: string, schema: z.ZodType<ExperimentSpec>): ExperimentSpec {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw badSpec('The specification is not JSON.', error)
  }
  const version = (value as { version?: unknown } | null)?.version
  if (typeof version === 'number' && version > EXPERIMENT_VERSION) {
    throw badSpec(`The specification has version ${version}; this program knows ${EXPERIMENT_VERSION}.`)
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  throw badSpec(`The specification is not right at “${issue.path.join('.')}”: ${issue.message}`, result.error)
}

function lineOf<Value>(line: string, number: number, schema: z.ZodType<Value>): Value {
  try {
    return schema.parse(JSON.parse(line))
  } catch (error) {
    throw new EspalierError(
      {
        code: 'bad-input',
        message: `Line ${number} of the experiment's journal is damaged.`,
        advice: 'Remove the line to have its unit run again, or restore the file.',
        details: error instanceof Error ? error.message : String(error),
      },
      { cause: error },
    )
  }
}

/** All of a text at a place of a file; a short write is continued. Returns the bytes written. */
function writeAll(file: number, text: string, at: number): number {
  const bytes = Buffer.from(text)
  let done = 0
  while (done < bytes.length) done += writeSync(file, bytes, done, bytes.length - done, at + done)
  return done
}

/** Writes a file that appears whole or not at all. */
function whole(path: string, text: string): void {
  const draft = `${path}.part`
  const file = openSync(draft, 'w')
  try {
    writeAll(file, text, 0)
    fsyncSync(file)
  } catch (error) {
    closeSync(file)
    rmSync(draft, { force: true })
    throw error
  }
  closeSync(file)
  renameSync(draft, path)
}

function checkSame(found: ExperimentHeader, wanted: ExperimentHeader): void {
  const facts = ({ spec, policies, verifier, problems }: ExperimentHeader) => ({
    specification: JSON.stringify(spec),
    models: JSON.stringify([...policies, verifier].map((model) => model && [model.id, model.sha256])),
    problems: JSON.stringify(problems),
  })
  const [old, now] = [facts(found), facts(wanted)]
  const differs = (['specification', 'models', 'problems'] as const).filter((fact) => old[fact] !== now[fact])
  if (differs.length === 0) return
  throw new EspalierError({
    code: 'bad-input',
    message: `The folder holds another experiment: its ${differs.join(' and ')} differ.`,
    advice: 'Choose another folder, or restore what was changed.',
  })
}

function badSpec(message: string, cause?: unknown): EspalierError {
  return new EspalierError(
    {
      code: 'bad-input',
      message,
      advice: 'Correct the file; docs/experiments.md shows one.',
      ...(cause instanceof Error ? { details: cause.message } : {}),
    },
    { cause },
  )
}

function storeFailed(folder: string, cause: unknown): EspalierError {
  return new EspalierError(
    {
      code: 'store-failed',
      message: 'The experiment cannot be written.',
      advice: 'Free some space, or check the rights of its folder; then resume it. What was finished is kept.',
      details: `${folder}: ${cause instanceof Error ? cause.message : String(cause)}`,
    },
    { cause },
  )
}
