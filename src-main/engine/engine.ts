// The engine: answers the calls of contract/api.ts and posts its topics.
// Knows how runs, experiments, history, models and devices come together. Does not know hosts or windows.
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { CallAnswers, EngineApi, Host } from '../contract/api.ts'
import { checkedArgument } from '../contract/api.ts'
import type { DeviceChoice } from '../contract/device.ts'
import type { RunRecord, RunSpec } from '../contract/run.ts'
import { modelOfVerifier } from '../contract/verifier-choice.ts'
import { endPreparedThread, openSession, prepareSessionThread } from '../inference/session/session-client.ts'
import { probeDevice } from '../inference/trial/device-probe.ts'
import type { RunProbe } from '../inference/trial/probe-process.ts'
import type { MayDownload } from './device/cuda-download.ts'
import { createDeviceCalls } from './device/device-calls.ts'
import { createDevices } from './device/devices.ts'
import { createExperiments } from './experiment/experiments.ts'
import type { Experiments } from './experiment/experiments.ts'
import { createResultsCalls } from './experiment/results-calls.ts'
import type { Results } from './experiment/results-calls.ts'
import { watchFolder } from './folder-watch.ts'
import { createHubCalls } from './hub/hub-calls.ts'
import { openHistory } from './history/history.ts'
import type { Keychain } from './library/connection-keys.ts'
import { createModels, downloadsFolder } from './library/models.ts'
import { createProblemLibrary } from './library/problem-library.ts'
import { createLiveRuns } from './run/live-runs.ts'
import { createQuietRuns } from './run/quiet-runs.ts'
import { keepOpened } from './run/library-calls.ts'
import { runCalls } from './run/run-calls.ts'
import { createSearchClient } from './run/search-client.ts'
import { createTopics } from './topics.ts'
import { createWorkspace } from './workspace/workspace-calls.ts'
import type { Workspace } from './workspace/workspace-calls.ts'
import { makeForm } from './library/make-form.ts'

export type { MayDownload } from './device/cuda-download.ts'
export type { Keychain } from './library/connection-keys.ts'
export { watchProbe } from '../inference/trial/probe-process.ts'
export type { RunProbe } from '../inference/trial/probe-process.ts'

export interface Engine extends EngineApi {
  /** Experiments in a folder that the caller names, which no window may. */
  experiment: Pick<Experiments, 'start' | 'settled' | 'open'>
  results: Pick<Results, 'keepIn'>
  /** The workspace as a file that the caller names. */
  workspace: Pick<Workspace, 'packTo' | 'mergeFrom'>
  /** Whether a run (also one that waits), an experiment, a download or the answer to a call goes on. */
  isBusy(): boolean
  /** Stops what runs, keeps it, and closes models and history in order. */
  close(): Promise<void>
}

/**
 * Creates an engine. The data folder holds the history; null keeps it in memory. Never rejects for a missing model.
 * The devices' tests and the choice are remembered in `devices.folder`, the data folder if left out; `devices.choice` rules this
 * engine alone. `problemsFolder` holds the datasets that were added, `problems` in the data folder if left out;
 * `addedFolder` the list of models that were added, what was made of them and what was downloaded, the data folder if left out.
 * `hubToken` gives the token for the hub, HF_TOKEN if left out. `keychain` keeps keys of servers; without one they are
 * kept in memory or read from the environment. `mayDownload` asks a person whether files that the program will run may be downloaded;
 * without it none are, but for a command, which was typed by one. `runProbe` runs the process of a device's test: by Node if left out. `sessions` opens
 * models: in threads of their own if left out.
 */
export function createEngine(options: {
  host: Host
  dataFolder: string | null
  modelsFolder: string
  version: string
  problemsFolder?: string
  addedFolder?: string
  hubToken?: () => Promise<string | null>
  keychain?: Keychain
  mayDownload?: MayDownload
  runProbe?: RunProbe
  devices?: { folder?: string; choice?: DeviceChoice }
  sessions?: typeof openSession
}): Promise<Engine> {
  const { host, dataFolder, modelsFolder, version } = options
  const topics = createTopics()
  const history = openHistory({
    folder: dataFolder,
    noticed: (notice) => topics.post('engine.notice', notice),
    changed: (summary) => topics.post('run.summary', summary),
  })
  const problemsFolder = options.problemsFolder ?? (dataFolder && join(dataFolder, 'problems'))
  const problems = createProblemLibrary({
    modelsFolder,
    folder: problemsFolder,
    changed: (datasets) => topics.post('problems.changed', { datasets }),
  })
  const addedFolder = options.addedFolder ?? dataFolder
  const hub = createHubCalls({
    folder: addedFolder && downloadsFolder(addedFolder),
    token: options.hubToken,
    changed(downloads) {
      topics.post('hub.changed', { downloads })
      if (downloads.some(({ state }) => state === 'done')) models.downloaded()
    },
  })
  // A command may never open a model; in a window the first run is not to wait for the thread.
  if (host !== 'cli') prepareSessionThread()
  // Policy and PRM work at the same time on different runs, and share the cores.
  const threads = Math.max(1, Math.floor(availableParallelism() / 2))
  const going = () => runs.size() + quiet.size()

  const devices = createDevices({
    folder: options.devices?.folder ?? dataFolder,
    threads,
    choice: options.devices?.choice ?? null,
    probe: (order) => probeDevice({ ...(options.runProbe && { run: options.runProbe }), ...order }),
    busy: () => going() > 0,
    // A command is over before it has been idle, and should leave nothing running behind.
    testsWhenIdle: host !== 'cli',
    changed: () => void deviceCalls.told(),
  })
  const deviceCalls = createDeviceCalls({
    devices,
    models: () => models.known.all(),
    told: (list) => topics.post('devices.changed', list),
    mayDownload: options.mayDownload ?? (host === 'cli' ? () => Promise.resolve(true) : null),
  })
  const models = createModels({
    modelsFolder,
    addedFolder,
    threads,
    open: options.sessions ?? openSession,
    places: devices,
    make: makeForm,
    keychain: options.keychain ?? null,
    // A command names what its user has typed; a page may only name what somebody has added.
    byAddress: host === 'cli',
    busy: () => going() > 0,
    topics,
  })
  const { library } = models
  /** Moves sessions to where the devices' rules want them, if no other run is there. */
  const makeReady = async ({ policy, verifier }: Pick<RunSpec, 'policy' | 'verifier'>) => {
    const model = modelOfVerifier(verifier)
    if (going() === 0) await library.makeReady(model === null ? [policy] : [policy, model])
  }

  const searches = createSearchClient({ loaded: models.loaded })
  const runs = createLiveRuns({ version, history, library, searches, topics, makeReady })
  const quiet = createQuietRuns({
    library,
    searches,
    noticed: (notice) => topics.post('engine.notice', notice),
    makeReady,
  })
  const keepRun = (record: RunRecord) => {
    const kept = history.keep(record)
    if (kept) topics.post('run.summary', kept)
  }
  const experiments = createExperiments({
    folder: dataFolder && join(dataFolder, 'experiments'),
    version,
    library,
    problems,
    run: (...unit) => quiet.run(...unit),
    topics,
    keepRun,
  })

  const results = createResultsCalls({ version, experiments, keepRun })
  const workspace = createWorkspace({
    version,
    folder: dataFolder,
    folders: {
      experiments: dataFolder && join(dataFolder, 'experiments'),
      problems: problemsFolder,
      added: addedFolder,
    },
    history,
    here: {
      datasetNames: async () => (await problems['problems.datasets']({})).datasets.map(({ id }) => id),
      modelIds: async () => (await library.list()).map(({ id }) => id),
      keepRun: (run) => keepOpened(run, { history, topics }),
      takeExperiment: (id, folder) => experiments.take(id, folder),
    },
    merged() {
      models.changed()
      void Promise.resolve(problems['problems.datasets']({})).then(({ datasets }) =>
        topics.post('problems.changed', { datasets }),
      )
    },
  })
  const look = (there: boolean) => {
    history.look()
    models.look()
    if (there) experiments.look()
  }
  const endWatch = dataFolder === null ? () => undefined : watchFolder(dataFolder, look)

  const answers: CallAnswers = {
    'engine.info': () => ({ version, host, cores: availableParallelism(), dataFolder, notice: history.notice() }),
    ...models.calls,
    ...problems,
    ...deviceCalls.calls,
    ...runCalls({ runs, history, topics }),
    ...experiments.calls,
    ...results.calls,
    ...hub.calls,
    ...workspace.calls,
  }

  let calls = 0
  return Promise.resolve({
    async call(name, argument) {
      calls++
      try {
        return await answers[name](checkedArgument(name, argument))
      } finally {
        calls--
      }
    },
    listen: topics.listen,
    experiment: experiments,
    results,
    workspace,
    isBusy: () => calls > 0 || going() > 0 || experiments.running() || hub.isBusy(),
    async close() {
      endWatch()
      await hub.close()
      await workspace.close()
      // Runs may wait for a test.
      await deviceCalls.close()
      await experiments.close()
      await quiet.ended()
      await runs.close()
      await searches.close()
      await models.close()
      await endPreparedThread()
      history.close()
    },
  })
}
