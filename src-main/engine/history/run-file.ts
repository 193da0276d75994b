// A run as a file, `.espalier.jsonl`: the header on the first line, then one event a line. Opening it replays the run. A file may hold
// several runs, one after the other.
// Knows the lines and what a cut-off file looks like. Does not know the store.
import { open, readFile, rename, rm } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import type { ZodError } from 'zod'
import { EspalierError, reportOf } from '../../contract/errors.ts'
import { RunEvent } from '../../contract/event.ts'
import { sentenceOf } from '../../contract/issue-words.ts'
import type { RunRecord } from '../../contract/run.ts'
import { isByHand, RunHeader, steeredHeader } from '../../contract/run.ts'
import { foldChanges } from '../../contract/tree.ts'
import { brought, newestVersion, versionOf } from '../record-steps.ts'
import { RUN_FILE_STEPS } from './run-file-steps.ts'
import { isFinal } from './run-summary.ts'

export interface RunFile {
  record: RunRecord
  /** True where the file ends before the run does, for example because its writer was killed. */
  truncated: boolean
}

/** A run as the lines of its file; its header says whether it was steered, whatever it said before. */
export function runText({ header, events }: RunRecord): string {
  const first = events.some(({ change }) => isByHand(change)) ? steeredHeader(header) : header
  return [first, ...events].map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** Writes a run. The file appears whole or not at all. Throws `store-failed` if it cannot be written. */
export async function writeRunFile(path: string, record: RunRecord): Promise<void> {
  const draft = `${path}.part`
  try {
    const file = await open(draft, 'w')
    try {
      await file.writeFile(runText(record))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw new EspalierError(
      {
        code: 'store-failed',
        message: `The run could not be written to “${path}”.`,
        advice: 'Check free space and rights of the folder, or choose another file.',
        details: error instanceof Error ? error.message : String(error),
      },
      { cause: error },
    )
  }
}

/** Reads a file of one run. Throws `not-found` if the file cannot be read, `bad-input` with the line if it is not a run. */
export async function readRunFile(path: string): Promise<RunFile> {
  return parseRunFile(await textOf(path))
}

/** Reads a file of one run or several. Throws like `readRunFile`. */
export async function readRunFiles(path: string): Promise<RunFile[]> {
  return parseRunFiles(await textOf(path))
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new EspalierError(
      {
        code: 'not-found',
        message: `The run file “${path}” cannot be read.`,
        advice: 'Check that the file is there and may be read.',
        details: error instanceof Error ? error.message : String(error),
      },
      { cause: error },
    )
  })
}

/** The run in a file's text. An unfinished last line is left out, like everything that was not written any more. */
export function parseRunFile(text: string): RunFile {
  const [run, second] = runsIn(text)
  if (!run) throw faultAt(1, 'this is not an Espalier run, or its first line is cut off.')
  if (second) throw faultAt(second.line, 'another run begins here.')
  return finished(run)
}

/**
 * The runs in a file's text, one after the other; others get their turn in between. Throws `bad-input` with the line that is not of a
 * run.
 */
export async function parseRunFiles(text: string): Promise<RunFile[]> {
  const runs: RunFile[] = []
  for (const run of runsIn(text)) {
    runs.push(finished(run))
    await setImmediate()
  }
  if (runs.length === 0) throw faultAt(1, 'this is not an Espalier run, or its first line is cut off.')
  return runs
}

/** A run with where it begins, and whether the file goes on behind it. */
interface ReadRun {
  line: number
  /** Of its lines, as the file has them. */
  version: number
  header: RunHeader
  events: RunEvent[]
  cut: boolean
}

function* runsIn(text: string): Iterable<ReadRun> {
  const lines = text.split('\n')
  // What follows the last line break is empty in a whole file, and the beginning of a line in a cut-off one.
  const rest = lines.pop() ?? ''
  let run: ReadRun | null = null
  for (const [index, line] of lines.entries()) {
    const number = index + 1
    const value = jsonOf(line, number)
    if (run === null || isHeader(value)) {
      if (run) yield run
      run = { line: number, ...headerOf(value, number), events: [], cut: false }
      continue
    }
    const event = RunEvent.safeParse(brought(value, 'event', run.version, RUN_FILE_STEPS))
    if (!event.success) throw misfitAt(number, 'this is not an event of a run', event.error)
    const { length } = run.events
    if (event.data.sequence !== length)
      throw faultAt(number, `event ${length} was expected, not ${event.data.sequence}.`)
    run.events.push(event.data)
  }
  if (run) yield { ...run, cut: rest !== '' }
}

function finished({ line, header, events, cut }: ReadRun): RunFile {
  // A run that was steered after its end goes on behind it, but has ended.
  const last = events.findLast(({ change }) => change.type === 'state')?.change
  const whole = !cut && last?.type === 'state' && isFinal(last.state)
  return { record: checkedRecord({ header, events }, line), truncated: !whole }
}

/** The record with a header that says whether it was steered, whatever its writer said. Throws where its events cannot follow each other. */
function checkedRecord({ header, events }: RunRecord, line: number): RunRecord {
  if (!events.some(({ change }) => isByHand(change))) return { header, events }
  try {
    foldChanges(events.map(({ change }) => change))
  } catch (error) {
    throw faultAt(line, 'what was done by hand cannot follow the events before it.', String(error))
  }
  return { header: steeredHeader(header), events }
}

function isHeader(value: unknown): boolean {
  return (value as { schema?: unknown } | null)?.schema === 'espalier-run'
}

function headerOf(value: unknown, line: number): { header: RunHeader; version: number } {
  if (!isHeader(value)) throw faultAt(line, 'this is not an Espalier run.')
  const version = versionOf(value)
  const newest = newestVersion(RUN_FILE_STEPS)
  if (version !== null && version > newest) {
    throw new EspalierError({
      code: 'bad-input',
      message: 'This run was written by a newer version of Espalier.',
      advice: 'Update Espalier to open it.',
      details: `version ${version}, this program knows ${newest}`,
    })
  }
  const header = RunHeader.safeParse(brought(value, 'header', version ?? newest, RUN_FILE_STEPS))
  if (!header.success) throw misfitAt(line, 'the header of the run is damaged', header.error)
  return { header: header.data, version: version ?? newest }
}

function jsonOf(line: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw faultAt(number, 'this is not JSON.', error instanceof Error ? error.message : String(error))
  }
}

/** A line that is JSON, and not what belongs there: with the field that does not fit. */
function misfitAt(line: number, what: string, error: ZodError): EspalierError {
  return faultAt(line, `${what}: ${sentenceOf(error, 'it')}`, reportOf(error).details)
}

function faultAt(line: number, what: string, details?: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `Line ${line}: ${what}`,
    advice: 'Choose an .espalier.jsonl file that Espalier wrote.',
    ...(details === undefined ? {} : { details }),
  })
}
