// Runs that have ended and are changed by hand: one act at a time each, with their models opened again for it.
// Knows the history and how the events go on. Does not know runs that go on, nor what an act does.
import { EspalierError } from '../../contract/errors.ts'
import type { Change, RunEvent } from '../../contract/event.ts'
import { isByHand, steeredHeader } from '../../contract/run.ts'
import type { RunHeader, RunRecord, RunSpec } from '../../contract/run.ts'
import { needsOf, whyNot } from '../../contract/steering-rules.ts'
import type { Steering } from '../../contract/steering.ts'
import { foldChanges } from '../../contract/tree.ts'
import type { openHistory } from '../history/history.ts'
import { newSummary } from '../history/run-summary.ts'
import type { ModelLibrary } from '../library/model-library.ts'
import type { Topics } from '../topics.ts'
import { linesAgain } from './run-models.ts'
import type { SearchClient } from './search-client.ts'

export interface EndedSteerings {
  /** Changes the run and tells its events. Rejects with `bad-input` and why not, as ModelLibrary.open does, or as the models do. */
  steer(id: string, asked: Steering): Promise<void>
  /** Ends what is being done to a run by hand, and resolves when it is over. Whether there was anything. */
  stop(id: string): Promise<boolean>
  /** Ids of the runs that are being changed. */
  going(): string[]
}

/** `makeReady` is awaited before models are opened. */
export function createEndedSteerings(options: {
  history: ReturnType<typeof openHistory>
  library: ModelLibrary
  searches: Pick<SearchClient, 'steerEnded'>
  topics: Topics
  makeReady: (spec: Pick<RunSpec, 'policy' | 'verifier'>) => Promise<void>
}): EndedSteerings {
  const { history, library, searches, topics, makeReady } = options
  const going = new Map<string, { abort: AbortController; over: Promise<unknown> }>()

  const keep = ({ header, events }: RunRecord, changes: readonly Change[]) => {
    if (changes.length === 0) return
    const seconds = events.at(-1)?.seconds ?? 0
    const further = changes.map((change, index): RunEvent => ({ sequence: events.length + index, seconds, change }))
    const marked = changes.some(isByHand) ? steeredHeader(header) : header
    const summary = history.append(marked, history.summary(header.id) ?? newSummary(marked), further)
    topics.post('run.events', { id: header.id, events: further })
    topics.post('run.summary', summary)
  }

  const steer = async (record: RunRecord, asked: Steering, signal: AbortSignal) => {
    const { header, events } = record
    const grown = events.map(({ change }) => change)
    const reason = whyNot(header, foldChanges(grown), asked)
    if (reason !== null) throw new EspalierError({ code: 'bad-input', message: reason, advice: '' })
    const lines = await linesFor(header, asked)
    signal.throwIfAborted()
    const answers = header.policy.prompt?.answers
    const { changes, failure } = await searches.steerEnded(
      { spec: header.spec, answers, grown, asked, ...lines },
      signal,
    )
    keep(record, changes)
    if (failure) throw new EspalierError(failure)
  }

  const linesFor = async (header: RunHeader, asked: Steering) => {
    const needs = needsOf(asked, header.spec)
    if (!needs.policy && !needs.verifier) return { policy: null, verifier: null }
    await makeReady(header.spec)
    return await linesAgain(library, header, needs)
  }

  return {
    async steer(id, asked) {
      const record = history.read(id)
      if (!record)
        throw new EspalierError({ code: 'not-found', message: 'This run is not in the history.', advice: '' })
      if (going.has(id)) throw beingSteered()
      const abort = new AbortController()
      const done = steer(record, asked, abort.signal)
      const over = done.catch(() => undefined).finally(() => going.delete(id))
      going.set(id, { abort, over })
      await done
    },
    async stop(id) {
      const one = going.get(id)
      one?.abort.abort(stopped())
      await one?.over
      return one !== undefined
    },
    going: () => [...going.keys()],
  }
}

function beingSteered(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'This run is being changed by hand already.',
    advice: 'Wait until that is done, or stop it.',
  })
}

function stopped(): EspalierError {
  return new EspalierError({
    code: 'engine-stopped',
    message: 'What was asked by hand was stopped.',
    advice: 'The tree is as it was before.',
  })
}
