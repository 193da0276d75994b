// The files of an experiment, in one folder: spec.json, journal.jsonl (results as they come, each on disk before the next unit
// starts) and results.jsonl (the same in the order of the plan, without times, equal for equal experiments).
// Knows the files, what a kill leaves behind and which lines do not belong. Does not know what is run.
import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ExperimentResult } from '../../../contract/experiment.ts'
import type { ExperimentHeader } from '../../../contract/experiment.ts'
import { EspalierError } from '../../../contract/errors.ts'
import type { ErrorReport } from '../../../contract/errors.ts'
import { appendLog } from './append-log.ts'
import { lineChecksum } from './checksum.ts'
import { checkSame, headerIn } from './journal-header.ts'
import { EXPERIMENT_STEPS } from './journal-steps.ts'
import type { ExperimentSteps } from './journal-steps.ts'
import type { Unit } from './plan.ts'
import { brought, newestVersion } from '../../record-steps.ts'
import { writeAll, writeWhole } from '../../whole-file.ts'
import { makeFolder } from '../../make-folder.ts'

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
  /** Which lines were left out because they are damaged, repeated or not of this experiment; null where all are right. */
  readonly notice: ErrorReport | null
  /** Whether results.jsonl had been written when the journal was opened. */
  readonly finished: boolean
  /**
   * Adds results; they are on disk when this resolves. Calls made meanwhile go to the disk together. Rejects with `store-failed`;
   * what was written before stays readable.
   */
  append(entries: readonly JournalEntry[]): Promise<void>
  /** Writes the files again from these entries where they were taken away. Returns whether they were. Throws the system's error. */
  restore(entries: readonly JournalEntry[]): boolean
  /** Writes results.jsonl from these entries, whole or not at all. Throws `store-failed`. */
  writeResults(entries: Iterable<JournalEntry>): void
  close(): void
}

/**
 * Opens the folder's journal, or begins it with this header. The unfinished last line that a kill leaves is cut off. `units`: the plan
 * of the header. What an older program wrote is copied beside itself, and brought up by `steps`. Throws `bad-input` if the folder holds
 * another experiment, or the same with other models or problems; `store-failed` if it cannot be written.
 */
export function openJournal(
  folder: string,
  header: ExperimentHeader,
  units: readonly Unit[],
  steps = EXPERIMENT_STEPS,
): Journal {
  try {
    makeFolder(folder)
    const path = join(folder, JOURNAL)
    const found = existsSync(path) ? broughtUp(folder, readJournal(folder, units, steps), units, steps) : null
    if (found) checkSame(found.header, header)
    else writeWhole(join(folder, SPEC), `${JSON.stringify(header.spec, null, 2)}\n`)
    let first = found?.first ?? JSON.stringify(header)
    let file = openSync(path, found ? 'r+' : 'w')
    if (found) ftruncateSync(file, found.bytes)
    const end = found?.bytes ?? writeAll(file, `${first}\n`, 0)
    if (!found) fsyncSync(file)
    let log = appendLog(file, end)
    /** On their way to the disk. */
    const going = new Set<readonly JournalEntry[]>()
    const restore = (entries: readonly JournalEntry[]) => {
      if (isSameFile(file, path)) return false
      const all = [...new Set([...entries, ...[...going].flat()])]
      writeFiles(folder, header, all, { finished: false })
      first = JSON.stringify(header)
      const again = openSync(path, 'r+')
      // The old one stays open until the end, for what is on its way there.
      left.push(file)
      file = again
      log = appendLog(file, fstatSync(file).size)
      return true
    }
    const left: number[] = []
    return {
      entries: found?.entries ?? [],
      notice: found && found.leftOut.length > 0 ? linesLeftOut(found.leftOut) : null,
      finished: existsSync(join(folder, RESULTS)),
      async append(entries) {
        going.add(entries)
        try {
          await log(entries.map((entry) => `${lineOf(entry, first)}\n`).join(''))
        } catch (error) {
          throw storeFailed(folder, error)
        } finally {
          going.delete(entries)
        }
      },
      restore,
      writeResults(entries) {
        const inOrder = [...entries].sort((a, b) => a.unit - b.unit)
        try {
          restore(inOrder)
          writeWhole(join(folder, RESULTS), resultsText(header, inOrder))
        } catch (error) {
          throw storeFailed(folder, error)
        }
      },
      close: () => [file, ...left].forEach(closeSync),
    }
  } catch (error) {
    throw error instanceof EspalierError ? error : storeFailed(folder, error)
  }
}

/** Writes the files of results that are all there, one for each unit of the plan, in its order. Throws `store-failed`. */
export function writeFinished(
  folder: string,
  header: ExperimentHeader,
  units: readonly Unit[],
  results: readonly ExperimentResult[],
): void {
  const entries = results.map((result, at): JournalEntry => ({ unit: units[at]!.index, seconds: 0, result }))
  try {
    writeFiles(folder, header, entries, { finished: true })
  } catch (error) {
    throw storeFailed(folder, error)
  }
}

/** Writes an experiment's files anew, each whole or not at all; the journal, which the others are made of, last. */
function writeFiles(
  folder: string,
  header: ExperimentHeader,
  entries: readonly JournalEntry[],
  { finished }: { finished: boolean },
): void {
  const first = JSON.stringify(header)
  const inOrder = entries.toSorted((a, b) => a.unit - b.unit)
  makeFolder(folder)
  writeWhole(join(folder, SPEC), `${JSON.stringify(header.spec, null, 2)}\n`)
  if (finished) writeWhole(join(folder, RESULTS), resultsText(header, inOrder))
  writeWhole(join(folder, JOURNAL), `${[first, ...entries.map((entry) => lineOf(entry, first))].join('\n')}\n`)
}

/** A journal of an older version is copied beside itself, and the files are written anew as the newest version has them. */
function broughtUp(folder: string, found: FoundJournal, units: readonly Unit[], steps: ExperimentSteps): FoundJournal {
  if (found.version === newestVersion(steps)) return found
  writeWhole(join(folder, JOURNAL.replace('.', `-version-${found.version}.`)), found.text)
  writeFiles(folder, found.header, found.entries, { finished: existsSync(join(folder, RESULTS)) })
  return { ...readJournal(folder, units, steps), leftOut: found.leftOut }
}

function resultsText(header: ExperimentHeader, entries: readonly JournalEntry[]): string {
  return [header, ...entries.map(({ result }) => result)].map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** Whether an open file is the one that has this name now. */
function isSameFile(file: number, path: string): boolean {
  const [own, named] = [fstatSync(file, { bigint: true }), statSync(path, { bigint: true, throwIfNoEntry: false })]
  return own.ino === named?.ino && own.dev === named.dev
}

/** What a journal holds. */
interface FoundJournal {
  /** Of its lines, as the file has them. */
  version: number
  /** Its whole lines. */
  text: string
  header: ExperimentHeader
  /** The header as it is written. */
  first: string
  entries: JournalEntry[]
  /** Numbers of the lines that hold no result of this experiment, or one that came before. */
  leftOut: number[]
  /** Where the last whole line ends. */
  bytes: number
}

/**
 * Reads a folder's journal, as the newest version has it. `units`: the plan, if lines are to be held against it. Throws `not-found`, or
 * `bad-input` for the header.
 */
export function readJournal(folder: string, units?: readonly Unit[], steps = EXPERIMENT_STEPS): FoundJournal {
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
  const text = content.toString('utf8', 0, bytes)
  const [first = '', ...rest] = text.split('\n').slice(0, -1)
  const { header, version } = headerIn(first, steps)
  const entryOf = (value: unknown) => JournalEntry.parse(brought(value, 'entry', version, steps))
  const entries: JournalEntry[] = []
  const leftOut: number[] = []
  const seen = new Set<number>()
  for (const [index, line] of rest.entries()) {
    const entry = entryIn(line, header, first, entryOf)
    if (entry === null || seen.has(entry.unit) || (units && !isResultOf(entry, units[entry.unit]))) {
      leftOut.push(index + 2)
      continue
    }
    seen.add(entry.unit)
    entries.push(entry)
  }
  return { version, text, header, first, entries, leftOut, bytes }
}

/** The end of a line: the checksum of what stands before it. */
const CHECK = /,"check":"([0-9a-f]+)"\}$/

function lineOf(entry: JournalEntry, first: string): string {
  const line = JSON.stringify(entry)
  return `${line.slice(0, -1)},"check":"${lineChecksum(first, line)}"}`
}

/** The result of a line; null where the line is damaged or from another file. Journals that are older have lines without checksums. */
function entryIn(
  line: string,
  { problemsChecksum }: ExperimentHeader,
  first: string,
  entryOf: (value: unknown) => JournalEntry,
): JournalEntry | null {
  const check = CHECK.exec(line)
  const whole = check ? `${line.slice(0, check.index)}}` : line
  if (check ? check[1] !== lineChecksum(first, whole) : problemsChecksum !== undefined) return null
  try {
    return entryOf(JSON.parse(whole))
  } catch {
    return null
  }
}

function isResultOf({ result }: JournalEntry, unit: Unit | undefined): boolean {
  return (
    unit !== undefined &&
    result.policy === unit.policy &&
    result.seed === unit.seed &&
    result.problem === unit.problem.id &&
    result.method === unit.method &&
    result.budget === unit.budget &&
    result.runSeed === unit.run.seed
  )
}

function linesLeftOut(numbers: readonly number[]): ErrorReport {
  const journal = "of the experiment's journal"
  const which =
    numbers.length === 1
      ? `Line ${numbers[0]} ${journal} is`
      : `${numbers.length} lines ${journal}, line ${numbers[0]} the first of them, are`
  return {
    code: 'store-failed',
    message: `${which} damaged, repeated or from elsewhere.`,
    advice: 'What stands there is left out; units that have no other result are run again.',
  }
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
