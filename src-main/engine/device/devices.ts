// The devices of this engine: tests them, remembers what came out, and gives every session its place.
// Knows the choice, the tests and the places. Does not know what sessions do, nor how a device is tested (device-probe.ts).
//
// A test never delays a run: sessions open by what is known already, on the CPU where nothing is. Where there may be a GPU and
// nobody has asked for a test, models that were opened are tested once the engine has been idle for a while, so that the figures
// are not those of a busy machine. Only a device that was chosen by hand and never tested is tested first.
import type {
  Device,
  DeviceChoice,
  DeviceList,
  DeviceRefusal,
  DeviceSession,
  DeviceTest,
} from '../../contract/device.ts'
import { EspalierError, reportOf } from '../../contract/errors.ts'
import type { CatalogEntry } from '../../contract/model.ts'
import { absentCudaFiles } from '../../inference/device/device-refusals.ts'
import type { probeDevice } from '../../inference/trial/device-probe.ts'
import { devicesOf, isGpu } from '../../inference/device/device-table.ts'
import { machineFacts } from '../../inference/device/machine-facts.ts'
import type { MachineFacts } from '../../inference/device/machine-facts.ts'
import type { Session } from '../../inference/session/session-client.ts'
import type { Places } from '../library/model-library.ts'
import { chooseDevice } from './device-choice.ts'
import type { Placement, TestsByDevice } from './device-choice.ts'
import { openDeviceFile } from './device-file.ts'

/** Milliseconds between two looks whether the engine is idle; it must be at two of them in a row. */
const IDLE_INTERVAL = 4000

export interface Devices extends Places {
  list(models: readonly CatalogEntry[]): Omit<DeviceList, 'cuda'>
  /** Where ONNX Runtime's CUDA files belong, and whether they are there. */
  cudaFiles(): MachineFacts['cudaFiles']
  /** Reads the facts of this machine anew: something was installed. */
  look(): void
  /** Tests these models on every device anew, one after the other. Rejects where a model cannot be read. */
  test(models: readonly CatalogEntry[]): Promise<void>
  choose(choice: DeviceChoice): void
  /** Opens a session at its place; where a GPU is refused, the CPU is taken and the reason kept. */
  open: Places['open']
  /** Ends the tests that go on. */
  close(): Promise<void>
}

interface Place extends DeviceSession {
  sha256: string
}

/** `choice` rules this engine alone, over what is remembered; `changed` is called when a list would differ from the last one. */
export function createDevices(options: {
  /** Data folder; null remembers nothing. */
  folder: string | null
  /** Folder of a model's files. */
  modelFolder: (model: CatalogEntry) => string
  /** Threads of ONNX Runtime. */
  threads: number
  choice: DeviceChoice | null
  probe: typeof probeDevice
  /** Whether a run goes on. */
  busy: () => boolean
  /** Whether models may be tested while the engine is idle. */
  testsWhenIdle: boolean
  changed: () => void
  facts?: typeof machineFacts
  platform?: NodeJS.Platform
}): Devices {
  const { modelFolder, threads, probe, busy, changed } = options
  const factsNow = options.facts ?? machineFacts
  let facts = factsNow()
  const order = devicesOf(options.platform)
  const file = openDeviceFile(options.folder)
  const places = new Map<string, Place>()
  const unknown = new Map<string, CatalogEntry>()
  const ending = new AbortController()
  let testing: DeviceList['testing'] = null
  let tests = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  const choiceNow = () => options.choice ?? file.read().choice
  const known = ({ sha256 }: { sha256: string }) =>
    file
      .read()
      .tests.filter(
        (test) => test.sha256 === sha256 && test.runtime === facts.runtime && test.machine === facts.fingerprint,
      )
  const testsOf = (model: { sha256: string }): TestsByDevice => new Map(known(model).map((test) => [test.device, test]))
  const absence = (device: Device): DeviceRefusal | null =>
    device === 'cuda' && !facts.cudaFiles.installed ? absentCudaFiles(facts.cudaFiles.path) : null

  const testOne = async (model: CatalogEntry, device: Device) => {
    if (ending.signal.aborted) return
    testing = { model: model.id, device }
    changed()
    try {
      const absent = absence(device)
      const { trial, refusal } = absent
        ? { trial: null, refusal: absent }
        : await probe({
            folder: modelFolder(model),
            role: model.role,
            dtype: model.dtype ?? 'fp32',
            device,
            threads,
            signal: ending.signal,
          })
      const { runtime, fingerprint: machine } = facts
      const tested = new Date().toISOString()
      file.keep({ sha256: model.sha256, device, runtime, machine, tested, trial, refusal })
    } finally {
      testing = null
      changed()
    }
  }
  /** One test at a time: two at once would measure each other. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = tests.then(work)
    tests = turn.catch(() => undefined)
    return turn
  }
  const testAll = (models: readonly CatalogEntry[]) =>
    inTurn(async () => {
      for (const model of models) for (const device of [...order].reverse()) await testOne(model, device)
    })

  const testWhenIdle = (model: CatalogEntry) => {
    if (!options.testsWhenIdle || !facts.mayHaveGpu || choiceNow() !== 'auto') return
    if (known(model).some(({ device }) => isGpu(device))) return
    unknown.set(model.id, model)
    let idleBefore = false
    timer ??= setInterval(() => {
      const idle = !busy() && testing === null
      if (idle && idleBefore) {
        clearInterval(timer)
        timer = undefined
        const models = [...unknown.values()]
        unknown.clear()
        // Nobody asked for these tests, so nobody is told where a model cannot be read; its next run tells.
        testAll(models).catch(() => undefined)
      }
      idleBefore = idle
    }, IDLE_INTERVAL).unref()
  }

  const testsAreMissing = (model: CatalogEntry) => {
    const choice = choiceNow()
    return choice !== 'auto' && isGpu(choice) && !testsOf(model).has(choice)
  }
  const placementOf = (model: CatalogEntry) => chooseDevice({ choice: choiceNow(), tests: testsOf(model) })

  return {
    list: (models) => ({
      choice: choiceNow(),
      mayHaveGpu: facts.mayHaveGpu,
      testing,
      devices: order.map((device) => ({
        device,
        refusal: absence(device),
        tests: models.flatMap((model): DeviceTest[] => {
          const test = known(model).find((one) => one.device === device)
          return test ? [{ model: model.id, tested: test.tested, trial: test.trial, refusal: test.refusal }] : []
        }),
      })),
      sessions: [...places.values()].map(({ model, name, role, device, note }) => ({
        model,
        name,
        role,
        device,
        note,
      })),
    }),
    cudaFiles: () => facts.cudaFiles,
    look() {
      facts = factsNow()
      changed()
    },
    test: (models) => testAll(models),
    choose(choice) {
      file.choose(choice)
      changed()
    },
    async open(model, openOn) {
      const choice = choiceNow()
      if (testsAreMissing(model) && choice !== 'auto') await inTurn(() => testOne(model, choice))
      const placement = placementOf(model)
      const enter = ({ device, note }: Placement) => {
        const { id, name, role, sha256 } = model
        places.set(id, { model: id, name, role, sha256, device, note })
      }
      enter(placement)
      let session: Session
      try {
        session = await openOn(placement.device).catch((error: unknown) => {
          const report = reportOf(error)
          if (report.code !== 'device-refused' || !isGpu(placement.device)) throw error
          enter({ device: 'cpu', note: report })
          return openOn('cpu')
        })
      } catch (error) {
        places.delete(model.id)
        throw error
      }
      void session.closed.then(() => {
        places.delete(model.id)
        changed()
      })
      changed()
      testWhenIdle(model)
      return session
    },
    outdated(models) {
      const wanted = new Map<string, Device>()
      for (const model of models) {
        // A model that must be tested first goes where it was chosen to go, if it passes.
        const choice = choiceNow()
        const missing = testsAreMissing(model) && choice !== 'auto'
        wanted.set(model.id, missing ? choice : placementOf(model).device)
      }
      // Whoever comes to a graphics device finds its memory free of models that this run does not need.
      const comes = [...wanted].some(([id, device]) => isGpu(device) && places.get(id)?.device !== device)
      return [...places.values()]
        .filter(({ model, device }) => (wanted.has(model) ? wanted.get(model) !== device : comes && isGpu(device)))
        .map(({ model }) => model)
    },
    async close() {
      clearInterval(timer)
      ending.abort(new EspalierError({ code: 'engine-stopped', message: 'The test was ended.', advice: '' }))
      await tests
    },
  }
}
