// What is said of a run that cannot be had, and the one that can.
// Knows the words. Does not know the calls.
import { EspalierError } from '../../contract/errors.ts'
import type { RunRecord } from '../../contract/run.ts'
import type { History } from '../history/history.ts'

/** The run with this id. Throws `not-found` where there is none, or it was discarded. */
export function keptRun(history: History, id: string): RunRecord {
  const record = history.isDiscarded(id) ? null : history.read(id)
  if (!record) throw noSuchRun(id)
  return record
}

export function noSuchRun(id: string): EspalierError {
  return new EspalierError({
    code: 'not-found',
    message: 'This run is not in the history.',
    advice: 'It may have been deleted; choose another one.',
    details: id,
  })
}

export function foreignRun(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'This run goes on in another window of Espalier.',
    advice: 'Steer it there.',
  })
}
