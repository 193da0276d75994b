// The calls about runs that are kept: listed, remarked on, discarded and restored, written to a file and opened from one.
// Knows which room answers what. Does not know SQL, or the lines of a file.
import type { CallAnswers } from '../../contract/api.ts'
import { EspalierError } from '../../contract/errors.ts'
import { RUN_FILE_BYTES } from '../../contract/run-library.ts'
import type { RUN_LIBRARY_CALLS } from '../../contract/run-library.ts'
import { carriedOf, NO_REMARKS } from '../../contract/run-remarks.ts'
import type { RunRecord } from '../../contract/run.ts'
import type { History } from '../history/history.ts'
import { runText } from '../history/run-file.ts'
import type { Topics } from '../topics.ts'
import type { LiveRuns } from './live-runs.ts'
import { openRunFile } from './opened-runs.ts'
import type { OpenedRun } from './opened-runs.ts'
import { foreignRun, keptRun, noSuchRun } from './run-faults.ts'

export function libraryCalls(options: {
  runs: Pick<LiveRuns, 'stop'>
  history: History
  topics: Topics
}): CallAnswers<keyof typeof RUN_LIBRARY_CALLS> {
  const { runs, history, topics } = options
  const checkThere = (ids: readonly string[]) => {
    for (const id of ids) if (history.summary(id) === null) throw noSuchRun(id)
  }

  return {
    'runs.list': (query) => history.list(query),
    'runs.facets': () => history.facets(),
    'runs.remark'({ ids, change }) {
      checkThere(ids)
      const remarked = { runs: history.remark(ids, change) }
      topics.post('run.remarked', remarked)
      return remarked
    },
    async 'runs.discard'({ ids }) {
      checkThere(ids)
      if (ids.some((id) => history.isForeign(id))) throw foreignRun()
      await Promise.all(ids.map((id) => runs.stop(id)))
      history.discard(ids)
      for (const id of ids) topics.post('run.deleted', { id })
      return {}
    },
    'runs.restore'({ ids }) {
      history.restore(ids)
      topics.post('run.restored', { ids })
      return {}
    },
    'runs.erase'({ ids }) {
      history.erase(ids)
      return {}
    },
    'runs.file'({ ids }) {
      const records = ids.map((id) => withRemarks(history, keptRun(history, id)))
      let bytes = 0
      const text = records.map((record) => {
        const lines = runText(record)
        bytes += Buffer.byteLength(lines)
        if (bytes > RUN_FILE_BYTES) throw tooLarge(records.length)
        return lines
      })
      return { name: nameOf(records), type: 'application/jsonl', text: text.join('') }
    },
    async 'runs.import'(upload) {
      const opened = await openRunFile(upload, history)
      // The history has the newest on top: so the first run of the file comes last.
      for (const run of opened.toReversed()) keepOpened(run, { history, topics })
      return {
        runs: opened.map(({ record }) => record.header.id),
        known: opened.filter(({ known }) => known).length,
        truncated: opened.filter(({ truncated }) => truncated).length,
      }
    },
  }
}

/** Takes a run of a file into the history, or out of what was discarded, and tells of it. */
export function keepOpened(
  { record, remarks, known }: OpenedRun,
  { history, topics }: { history: History; topics: Topics },
): void {
  const { id } = record.header
  if (!known) {
    const kept = history.keep(record, remarks)
    if (kept) topics.post('run.summary', kept)
    if (kept) topics.post('run.remarked', { runs: [{ id, remarks }] })
  } else if (history.isDiscarded(id)) {
    history.restore([id])
    topics.post('run.restored', { ids: [id] })
  }
}

/** A run as its file has it, with what the person says of it; a star stays here. */
function withRemarks(history: History, { header, events }: RunRecord): RunRecord {
  const remarks = carriedOf(history.remarks(header.id) ?? NO_REMARKS)
  return { header: { ...header, ...(remarks && { remarks }) }, events }
}

/** A name that every file system takes. */
function nameOf(records: readonly RunRecord[]): string {
  const [first] = records
  if (!first || records.length > 1) return `espalier-${records.length}-runs.espalier.jsonl`
  const { spec, imported, remarks } = first.header
  const what = remarks?.name || `${imported ? 'imported' : spec.method}-${spec.problem.id}-seed-${spec.seed}`
  return `espalier-${what.replace(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 80)}.espalier.jsonl`
}

function tooLarge(count: number): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `${count === 1 ? 'This run is' : `These ${count} runs are`} larger than ${RUN_FILE_BYTES / 2 ** 20} MB in one file.`,
    advice: count === 1 ? 'Save its tree as a picture, or its solutions.' : 'Save fewer of them at once.',
  })
}
