// The engine: answers the calls of contract/api.ts and posts its topics.
// Knows how runs, history, models and the search worker come together. Does not know hosts or windows.
import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { CallName, CallResult, CheckedArgument, EngineApi } from '../contract/api.ts'
import { checkedArgument } from '../contract/api.ts'
import type { DeviceChoice } from '../contract/device.ts'
import { EspalierError } from '../contract/errors.ts'
import type { ErrorReport } from '../contract/errors.ts'
import type { RunEvent } from '../contract/event.ts'
import type { ExperimentSpec } from '../contract/experiment.ts'
import { methodById, parametersSchema } from '../contract/method.ts'
import { RUN_VERSION } from '../contract/run.ts'
import type { RunHeader, RunSpec, RunSummary } from '../contract/run.ts'
import { probeDevice } from '../inference/trial/device-probe.ts'
import { openSession } from '../inference/session/session-client.ts'
import { createDeviceCalls } from './device/device-calls.ts'
import { createDevices } from './device/devices.ts'
import { createExperiments } from './experiment/experiments.ts'
import { openHistory } from './history/history.ts'
import { createModelLibrary } from './library/model-library.ts'
import { createProblemLibrary } from './library/problem-library.ts'
import { createQuietRuns } from './run/quiet-runs.ts'
import { linesTo, openRunModels, RENEWALS, renewModel } from './run/run-models.ts'
import type { RunModels } from './run/run-models.ts'
import { isFinal } from './history/run-summary.ts'
import { createSearchClient } from './run/search-client.ts'
import type { RunCommand } from './run/search-calls.ts'
import { createTopics } from './topics.ts'

export interface Engine extends EngineApi {
  /** Experiments in a folder that the caller names, which no window may. */
  experiment: {
    /** Begins the experiment in the folder, or goes on with the one that is there. */
    start(spec: ExperimentSpec, folder: string): Promise<{ id: string }>
    /** Resolves when it does not run any more. */
    settled(id: string): Promise<void>
  }
  /** Stops what runs, keeps it, and closes models and history in order. */
  close(): Promise<void>
}

/** A run that goes on now. */
interface Live {
  header: RunHeader
  models: RunModels
  summary: RunSummary
  /** Sequence of the next event. */
  next: number
  ended: () => void
  end: Promise<void>
}

type Answers = { [Name in CallName]: (argument: CheckedArgument<Name>) => Promise<CallResult<Name>> | CallResult<Name> }

/**
 * Creates an engine. The data folder holds the history; null keeps it in memory. Never rejects for a missing model.
 * The devices' tests and the choice are remembered in `devices.folder`, the data folder if left out; `devices.choice` rules this
 * engine alone. `sessions` opens model folders: in threads of their own if left out.
 */
export function createEngine(options: {
  host: 'electron' | 'web' | 'cli'
  dataFolder: string | null
  modelsFolder: string
  version: string
  devices?: { folder?: string; choice?: DeviceChoice }
  sessions?: typeof openSession
}): Promise<Engine> {
  const { host, dataFolder, modelsFolder, version } = options
  const topics = createTopics()
  const live = new Map<string, Live>()
  const history = openHistory({ folder: dataFolder, noticed: (notice) => topics.post('engine.notice', notice) })
  const problems = createProblemLibrary(modelsFolder)
  // Policy and PRM work at the same time on different runs, and share the cores.
  const threads = Math.max(1, Math.floor(availableParallelism() / 2))
  let starting = 0
  const devices = createDevices({
    folder: options.devices?.folder ?? dataFolder,
    modelFolder: ({ folder }) => join(modelsFolder, folder),
    threads,
    choice: options.devices?.choice ?? null,
    probe: probeDevice,
    busy: () => starting > 0 || live.size > 0 || quiet.size() > 0,
    // A command is over before it has been idle, and should leave nothing running behind.
    testsWhenIdle: host !== 'cli',
    changed: () => void deviceCalls.told(),
  })
  const deviceCalls = createDeviceCalls({
    devices,
    modelsFolder,
    told: (list) => topics.post('devices.changed', list),
  })
  const library = createModelLibrary({
    modelsFolder,
    threads,
    open: options.sessions ?? openSession,
    places: devices,
    changed: () =>
      void library.list().then(
        (models) => topics.post('models.changed', { models }),
        () => undefined, // Whoever lists the models is told why they cannot be listed.
      ),
  })

  const took = (id: string, events: readonly RunEvent[]) => {
    const run = live.get(id)
    const last = events.at(-1)
    if (!run || !last) return
    run.next = last.sequence + 1
    run.summary = history.append(run.header, run.summary, events)
    topics.post('run.events', { id, events: [...events] })
    if (events.some(({ change }) => change.type === 'state' || change.type === 'chosen')) {
      topics.post('run.summary', run.summary)
    }
    if (!isFinal(run.summary.state)) return
    live.delete(id)
    run.ended()
  }

  const searches = createSearchClient({
    heard(id, events) {
      if (!quiet.heard(id, events)) took(id, events)
    },
    lost(id, report) {
      const run = live.get(id)
      if (run) took(id, [failure(run, report)])
      else quiet.lost(id, report)
    },
    async renew(id, role) {
      const run = live.get(id)
      if (!run) throw noSuchRun(id)
      return await renewModel(library, run.models, role)
    },
  })
  /** Moves sessions to where the devices' rules want them, if no run but the one that asks is there. */
  const makeReady = async ({ policy, verifier }: Pick<RunSpec, 'policy' | 'verifier'>, others: number) => {
    if (others === 0) await library.makeReady(verifier === null ? [policy] : [policy, verifier])
  }
  const quiet = createQuietRuns({
    library,
    searches,
    noticed: (notice) => topics.post('engine.notice', notice),
    makeReady: (spec) => makeReady(spec, starting + live.size + quiet.size()),
  })
  const experiments = createExperiments({
    folder: dataFolder && join(dataFolder, 'experiments'),
    version,
    library,
    problems,
    run: (spec, signal) => quiet.run(spec, signal),
    topics,
  })

  const openModels = async (spec: Pick<RunSpec, 'policy' | 'verifier'>, others: number) => {
    await makeReady(spec, others)
    return await openRunModels(library, spec)
  }

  const command = (id: string, what: RunCommand) => {
    if (live.has(id)) searches.command(id, what)
    else if (history.summary(id) === null) throw noSuchRun(id)
    else if (history.isForeign(id)) throw foreignRun()
    return {}
  }

  const answers: Answers = {
    'engine.info': () => ({ version, host, cores: availableParallelism(), notice: history.notice() }),
    'models.list': async () => ({ models: await library.list() }),
    'models.caches': async () => ({ caches: await library.caches() }),
    ...deviceCalls.calls,
    'problems.list': (page) => problems.list(page),
    async 'runs.start'({ startPaused, ...asked }) {
      const method = methodById(asked.method)
      const spec = {
        ...asked,
        parameters: parametersSchema(method).parse(asked.parameters),
        verifier: method.needsVerifier ? asked.verifier : null,
      }
      if (method.needsVerifier && spec.verifier === null) throw needsVerifier(method.name)
      const others = starting++ + live.size + quiet.size()
      const models = await openModels(spec, others).finally(() => starting--)
      const header: RunHeader = {
        schema: 'espalier-run',
        version: RUN_VERSION,
        app: version,
        id: randomUUID(),
        created: new Date().toISOString(),
        spec,
        policy: models.policy.model,
        verifier: models.verifier && models.verifier.model,
      }
      const summary = history.begin(header)
      let ended = () => {}
      const end = new Promise<void>((resolve) => (ended = resolve))
      live.set(header.id, { header, models, summary, next: 0, ended, end })
      topics.post('run.summary', summary)
      searches.start({ id: header.id, spec, startPaused, ...linesTo(models), renewals: RENEWALS })
      return { id: header.id }
    },
    'runs.pause': ({ id }) => command(id, 'pause'),
    'runs.resume': ({ id }) => command(id, 'resume'),
    'runs.step': ({ id }) => command(id, 'step'),
    'runs.stop': ({ id }) => command(id, 'stop'),
    'runs.list': (page) => history.list(page),
    'runs.open'({ id }) {
      const record = history.read(id)
      if (!record) throw noSuchRun(id)
      return record
    },
    async 'runs.delete'({ id }) {
      if (history.summary(id) === null) throw noSuchRun(id)
      if (history.isForeign(id)) throw foreignRun()
      const run = live.get(id)
      if (run) {
        searches.command(id, 'stop')
        await run.end
      }
      history.delete(id)
      topics.post('run.deleted', { id })
      return {}
    },
    'experiments.forecast': ({ spec }) => experiments.forecast(spec),
    'experiments.start': ({ spec }) => experiments.start(spec),
    'experiments.list': () => ({ experiments: experiments.list() }),
    'experiments.pause': ({ id }) => experiments.pause(id),
    'experiments.resume': ({ id }) => experiments.resume(id),
    'experiments.cancel': ({ id }) => experiments.cancel(id),
    'experiments.prefer': (argument) => experiments.prefer(argument),
    'experiments.delete': ({ id }) => experiments.delete(id),
    'experiments.summary': ({ id }) => experiments.summary(id),
    'experiments.answers': (argument) => experiments.answers(argument),
    'experiments.compare': (argument) => experiments.compare(argument),
    'experiments.export': (argument) => experiments.export(argument),
  }

  return Promise.resolve({
    async call(name, argument) {
      return await answers[name](checkedArgument(name, argument) as never)
    },
    listen: topics.listen,
    experiment: {
      start: (spec, folder) => experiments.start(spec, folder),
      settled: (id) => experiments.settled(id),
    },
    async close() {
      // Runs may wait for a test.
      await deviceCalls.close()
      await experiments.close()
      await quiet.ended()
      const ends = [...live].map(([id, { end }]) => {
        searches.command(id, 'stop')
        return end
      })
      await Promise.all(ends)
      await searches.close()
      await library.close()
      history.close()
    },
  })
}

function failure(run: Live, error: ErrorReport): RunEvent {
  return {
    sequence: run.next,
    seconds: run.summary.seconds,
    change: { type: 'state', state: 'failed', error },
  }
}

function needsVerifier(method: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `${method} needs a process reward model (PRM).`,
    advice: 'Choose a PRM for this run, or a method that works without one.',
  })
}

function noSuchRun(id: string): EspalierError {
  return new EspalierError({
    code: 'not-found',
    message: 'This run is not in the history.',
    advice: 'It may have been deleted; choose another one.',
    details: id,
  })
}

function foreignRun(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'This run goes on in another window of Espalier.',
    advice: 'Steer it there.',
  })
}
