// The runs that somebody watches: each is recorded in the history and told of on the topics while it goes on.
// Knows models, the thread of the searches and the history. Does not know who asks, nor what a search does.
import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { CheckedArgument } from '../../contract/api.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { RunEvent } from '../../contract/event.ts'
import { methodById, parametersSchema } from '../../contract/method.ts'
import { isByHand, RUN_VERSION, steeredHeader } from '../../contract/run.ts'
import type { AskedRun, RunHeader, RunSpec, RunSummary } from '../../contract/run.ts'
import { samplingOf } from '../../contract/sampling.ts'
import type { Steering } from '../../contract/steering.ts'
import { judgeFor, verifierFor } from '../../contract/verifier-need.ts'
import type { openHistory } from '../history/history.ts'
import { isFinal } from '../history/run-summary.ts'
import type { ModelLibrary } from '../library/model-library.ts'
import type { Topics } from '../topics.ts'
import { createEndedSteerings } from './ended-steering.ts'
import { linesTo, openRunModels, RENEWALS, renewModel } from './run-models.ts'
import type { RunModels } from './run-models.ts'
import type { RunCommand } from './search-calls.ts'
import type { SearchClient } from './search-client.ts'

export interface LiveRuns {
  /** Opens the models, records the run and starts it. Rejects with `bad-input`, or as ModelLibrary.open does. */
  start(asked: CheckedArgument<'runs.start'>): Promise<{ id: string }>
  /** Changes the tree by hand of a run that is paused or has ended. Rejects with `bad-input` and why not, or as the models do. */
  steer(id: string, asked: Steering): Promise<void>
  /** Whether the run goes on, or is changed by hand; then it is told. */
  command(id: string, command: RunCommand): boolean
  /** Stops a run and resolves when it has ended; at once where it does not go on. */
  stop(id: string): Promise<void>
  /** How many go on, those included whose models are being opened. */
  size(): number
  /** Stops them all, and resolves when they have ended. */
  close(): Promise<void>
}

interface Live {
  header: RunHeader
  models: RunModels
  summary: RunSummary
  /** Sequence of the next event. */
  next: number
  end: PromiseWithResolvers<void>
}

/** `makeReady` is awaited before a run's models are opened. */
export function createLiveRuns(options: {
  version: string
  history: ReturnType<typeof openHistory>
  library: ModelLibrary
  searches: SearchClient
  topics: Topics
  makeReady: (spec: Pick<RunSpec, 'policy' | 'verifier'>) => Promise<void>
}): LiveRuns {
  const { version, history, library, searches, topics, makeReady } = options
  const live = new Map<string, Live>()
  const ended = createEndedSteerings(options)
  let starting = 0

  let turn: Promise<unknown> = Promise.resolve()
  /** Where many are started at once, each has a turn of its own, between which others are answered. */
  const inTurn = () => (turn = turn.then(() => setImmediate()))

  const openModels = async (spec: Pick<RunSpec, 'policy' | 'verifier' | 'judge'>): Promise<RunModels> => {
    // The run itself does not count as going on yet.
    const ready = makeReady(spec)
    starting++
    try {
      await ready
      return await openRunModels(library, spec)
    } finally {
      starting--
    }
  }

  /** What was heard and is not kept yet. */
  const heard: { run: Live; events: readonly RunEvent[] }[] = []
  /** Keeps what was heard, all of it at once, and then tells it. */
  const keep = () => {
    const batch = heard.splice(0)
    for (const { run, events } of batch) {
      run.next = events.at(-1)!.sequence + 1
      if (events.some(({ change }) => isByHand(change))) run.header = steeredHeader(run.header)
    }
    const summaries = history.appendAll(
      batch.map(({ run: { header, summary }, events }) => ({ header, summary, events })),
    )
    for (const [place, { run, events }] of batch.entries()) {
      run.summary = summaries[place]!
      tell(run, events)
    }
  }
  const tell = (run: Live, events: readonly RunEvent[]) => {
    const { id } = run.header
    topics.post('run.events', { id, events: [...events] })
    if (events.some(({ change }) => isByHand(change) || change.type === 'state' || change.type === 'chosen')) {
      topics.post('run.summary', run.summary)
    }
    if (!isFinal(run.summary.state)) return
    live.delete(id)
    run.end.resolve()
  }

  const begin = (spec: RunSpec, startPaused: boolean, models: RunModels): string => {
    const header = headerOf(version, spec, models)
    const { id } = header
    const summary = history.begin(header)
    const end: Live['end'] = Promise.withResolvers()
    const run: Live = { header, models, summary, next: 0, end }
    live.set(id, run)
    topics.post('run.summary', summary)
    searches.start(
      { id, spec, startPaused, ...linesTo(models), renewals: RENEWALS },
      {
        heard: (events) => void heard.push({ run, events }),
        told: keep,
        lost(report) {
          heard.push({ run, events: [failure(run, report)] })
          keep()
        },
        renew: (role) => renewModel(library, models, role),
      },
    )
    return id
  }

  const stop = async (id: string) => {
    searches.command(id, 'stop')
    await Promise.all([live.get(id)?.end.promise, ended.stop(id)])
  }

  return {
    async start({ startPaused, ...asked }) {
      const checked = checkedSpec(asked)
      await inTurn()
      const models = await openModels(checked)
      await inTurn()
      const spec = { ...checked, sampling: samplingOf(checked.sampling, models.policy.model.prompt?.sampling) }
      return { id: begin(spec, startPaused, models) }
    },
    steer: (id, asked) => (live.has(id) ? searches.steer(id, asked) : ended.steer(id, asked)),
    command(id, command) {
      if (live.has(id)) searches.command(id, command)
      else if (command === 'stop') void ended.stop(id)
      return live.has(id)
    },
    stop,
    size: () => starting + live.size + ended.going().length,
    async close() {
      await Promise.all([...live.keys(), ...ended.going()].map(stop))
    },
  }
}

/** The specification with its method's defaults, and without a verifier that the method does not ask. Throws `bad-input`. */
function checkedSpec(asked: AskedRun): AskedRun {
  const method = methodById(asked.method)
  const parameters = parametersSchema(method).parse(asked.parameters)
  const { judge, ...others } = asked
  const verifier = verifierFor(method, asked.verifier)
  return { ...others, parameters, verifier, ...judgeFor(verifier, judge) }
}

function headerOf(version: string, spec: RunSpec, { policy, verifier }: RunModels): RunHeader {
  return {
    schema: 'espalier-run',
    version: RUN_VERSION,
    app: version,
    id: randomUUID(),
    created: new Date().toISOString(),
    spec,
    policy: policy.model,
    verifier: verifier && verifier.model,
  }
}

function failure({ next, summary }: Live, error: ErrorReport): RunEvent {
  return { sequence: next, seconds: summary.seconds, change: { type: 'state', state: 'failed', error } }
}
