// A run as one file, `.espalier.jsonl`: the header on the first line, then one event a line. Opening it replays the run.
// Knows the lines and what a cut-off file looks like. Does not know the store.
import { open, readFile, rename, rm } from 'node:fs/promises'
import { EspalierError } from '../../contract/errors.ts'
import { RunEvent } from '../../contract/event.ts'
import type { RunRecord } from '../../contract/run.ts'
import { isByHand, RunHeader, STEERED_RUN_VERSION, steeredHeader } from '../../contract/run.ts'
import { foldChanges } from '../../contract/tree.ts'
import { isFinal } from './run-summary.ts'

export interface RunFile {
  record: RunRecord
  /** True where the file ends before the run does, for example because its writer was killed. */
  truncated: boolean
}

/** Writes a run. The file appears whole or not at all. Throws `store-failed` if it cannot be written. */
export async function writeRunFile(path: string, { header, events }: RunRecord): Promise<void> {
  const first = events.some(({ change }) => isByHand(change)) ? steeredHeader(header) : header
  const draft = `${path}.part`
  try {
    const file = await open(draft, 'w')
    try {
      await file.writeFile([first, ...events].map((line) => `${JSON.stringify(line)}\n`).join(''))
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

/** Reads a run. Throws `not-found` if the file cannot be read, `bad-input` with the line if it is not a run. */
export async function readRunFile(path: string): Promise<RunFile> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
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
  return parseRunFile(text)
}

/** The run in a file's text. An unfinished last line is left out, like everything that was not written any more. */
export function parseRunFile(text: string): RunFile {
  const lines = text.split('\n')
  // What follows the last line break is empty in a whole file, and the beginning of a line in a cut-off one.
  const rest = lines.pop() ?? ''
  const first = lines.shift()
  if (first === undefined) throw faultAt(1, 'this is not an Espalier run, or its first line is cut off.')
  const header = headerOf(first)
  const events = lines.map((line, index) => {
    const number = index + 2
    const event = RunEvent.safeParse(jsonOf(line, number))
    if (!event.success) throw faultAt(number, 'this is not an event of a run.', event.error.message)
    if (event.data.sequence !== index) throw faultAt(number, `event ${index} was expected, not ${event.data.sequence}.`)
    return event.data
  })
  const record = checkedRecord({ header, events })
  // A run that was steered after its end goes on behind it, but has ended.
  const last = events.findLast(({ change }) => change.type === 'state')?.change
  const whole = rest === '' && last?.type === 'state' && isFinal(last.state)
  return { record, truncated: !whole }
}

/** The record with a header that says whether it was steered, whatever its writer said. Throws where its events cannot follow each other. */
function checkedRecord({ header, events }: RunRecord): RunRecord {
  if (!events.some(({ change }) => isByHand(change))) return { header, events }
  try {
    foldChanges(events.map(({ change }) => change))
  } catch (error) {
    throw faultAt(1, 'what was done by hand cannot follow the events before it.', String(error))
  }
  return { header: steeredHeader(header), events }
}

function headerOf(line: string): RunHeader {
  const value = jsonOf(line, 1)
  const { schema, version } = (value ?? {}) as { schema?: unknown; version?: unknown }
  if (schema !== 'espalier-run') throw faultAt(1, 'this is not an Espalier run.')
  if (typeof version === 'number' && version > STEERED_RUN_VERSION) {
    throw new EspalierError({
      code: 'bad-input',
      message: 'This run was written by a newer version of Espalier.',
      advice: 'Update Espalier to open it.',
      details: `version ${version}, this program knows ${STEERED_RUN_VERSION}`,
    })
  }
  const header = RunHeader.safeParse(value)
  if (!header.success) throw faultAt(1, 'the header of the run is damaged.', header.error.message)
  return header.data
}

function jsonOf(line: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw faultAt(number, 'this is not JSON.', error instanceof Error ? error.message : String(error))
  }
}

function faultAt(line: number, what: string, details?: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `Line ${line}: ${what}`,
    advice: 'Choose an .espalier.jsonl file that Espalier wrote.',
    ...(details === undefined ? {} : { details }),
  })
}
