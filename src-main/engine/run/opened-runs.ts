// The runs of a file as the history takes them: each under an id of its own, ended where the file ends.
// Knows what is the same run and what is another one. Does not know lines of files, or how runs are stored.
import { randomUUID } from 'node:crypto'
import { EspalierError } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { RunEvent } from '../../contract/event.ts'
import { NO_REMARKS } from '../../contract/run-remarks.ts'
import type { RunRemarks } from '../../contract/run-remarks.ts'
import type { RunHeader, RunRecord } from '../../contract/run.ts'
import { applyChange, emptyTree } from '../../contract/tree.ts'
import type { History } from '../history/history.ts'
import { parseRunFiles } from '../history/run-file.ts'

export interface OpenedRun {
  /** Its id in the file; the record has another one where that was taken. */
  fileId: string
  record: RunRecord
  remarks: RunRemarks
  /** It is in the history already, event by event. */
  known: boolean
  /** The file ended before the run did. */
  truncated: boolean
}

const CUT_OFF: ErrorReport = {
  code: 'bad-input',
  message: 'The file ends before this run does.',
  advice: 'The tree is kept as far as the file has it.',
}

/** Reads a file, whose name its runs are marked with if they are to be. Throws `bad-input` with the file and the line that is at fault. */
export async function openRunFile(
  { file, bytes }: { file: string; bytes: Uint8Array },
  history: Pick<History, 'read'>,
  { marked = true }: { marked?: boolean } = {},
): Promise<OpenedRun[]> {
  const text = textOf(file, bytes)
  const runs = await parseRunFiles(text).catch((error: unknown) => {
    throw error instanceof EspalierError ? inFile(file, error) : error
  })
  const taken = new Set<string>()
  return runs.map(({ record, truncated }) => {
    const { remarks, ...own } = record.header
    checkFolds(file, record)
    const { events } = truncated ? endedEarly(record) : record
    const there = history.read(own.id)
    const known = there !== null && !taken.has(own.id) && isSame(there, { header: own, events })
    const id = known || (there === null && !taken.has(own.id)) ? own.id : randomUUID()
    taken.add(id)
    const header: RunHeader = { ...own, id, ...(own.imported || !marked ? {} : { opened: { file } }) }
    return { fileId: own.id, record: { header, events }, remarks: { ...NO_REMARKS, ...remarks }, known, truncated }
  })
}

/** Where they come from is not compared: the same run may have been opened from a file before, or searched here. */
function isSame(one: RunRecord, other: RunRecord): boolean {
  const [first, second] = [one, other].map(({ header }) => ({ ...header, opened: undefined }))
  return (
    one.events.length === other.events.length &&
    canonical(first) === canonical(second) &&
    canonical(one.events) === canonical(other.events)
  )
}

/** JSON with the names of objects in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  )
}

function endedEarly({ header, events }: RunRecord): RunRecord {
  const last = events.at(-1)
  // A file may be cut off behind the run's own end.
  if (last?.change.type === 'state' && ['done', 'stopped', 'failed'].includes(last.change.state))
    return { header, events }
  const end: RunEvent = {
    sequence: events.length,
    seconds: last?.seconds ?? 0,
    change: { type: 'state', state: 'stopped', error: CUT_OFF },
  }
  return { header, events: [...events, end] }
}

/** A run whose events do not follow from each other would fail in every window that shows it. */
function checkFolds(file: string, { events }: RunRecord): void {
  const tree = emptyTree()
  for (const { sequence, change } of events) {
    try {
      applyChange(tree, change)
    } catch (error) {
      throw new EspalierError(
        {
          code: 'bad-input',
          message: `${file} holds a run that does not fit together: event ${sequence} cannot follow.`,
          advice: 'Choose an .espalier.jsonl file that Espalier wrote.',
          details: error instanceof Error ? error.message : String(error),
        },
        { cause: error },
      )
    }
  }
}

function textOf(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new EspalierError(
      {
        code: 'bad-input',
        message: `${file} is not a text, so it is no file of runs.`,
        advice: 'Choose an .espalier.jsonl file that Espalier wrote.',
      },
      { cause: error },
    )
  }
}

function inFile(file: string, error: EspalierError): EspalierError {
  const { report } = error
  return new EspalierError({ ...report, message: `${file}: ${report.message}` }, { cause: error })
}
