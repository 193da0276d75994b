// The tests of this engine's devices: what is known of a model on each, and finding it out, one test at a time.
// Knows the file of outcomes, the facts of the machine and whether the engine is idle. Does not know sessions or choices.
//
// Where there may be a GPU and nobody has asked for a test, models that were opened are tested once the engine has been idle for a
// while, so that the figures are not those of a busy machine.
import type { Device, DeviceList, DeviceRefusal } from '../../contract/device.ts'
import { EspalierError } from '../../contract/errors.ts'
import { absentCudaFiles } from '../../inference/device/device-refusals.ts'
import { isGpu } from '../../inference/device/device-table.ts'
import type { machineFacts, MachineFacts } from '../../inference/device/machine-facts.ts'
import type { probeDevice } from '../../inference/trial/device-probe.ts'
import type { PlacedModel } from '../library/model-library.ts'
import type { TestsByDevice } from './device-choice.ts'
import type { DeviceFile, KnownTest } from './device-file.ts'

/** Milliseconds between two looks whether the engine is idle; it must be at two of them in a row. */
const IDLE_INTERVAL = 4000

export interface DeviceTests {
  /** What this machine is now. */
  facts(): MachineFacts
  /** Reads the facts anew: something was installed. */
  look(): void
  /** The test that goes on. */
  testing(): DeviceList['testing']
  /** What is known of a model, under today's runtime and drivers. */
  known(model: { sha256: string }): KnownTest[]
  byDevice(model: { sha256: string }): TestsByDevice
  /** Why a device is not there at all, without a test. */
  absence(device: Device): DeviceRefusal | null
  /** Tests one model on one device when its turn comes. Rejects where the model cannot be read. */
  test(model: PlacedModel, device: Device): Promise<void>
  /** Tests these models on every device, one after the other. */
  testAll(models: readonly PlacedModel[]): Promise<void>
  /** Tests the model once the engine is idle, if nothing is known of it on a GPU. */
  testWhenIdle(model: PlacedModel): void
  /** Ends the tests that go on. */
  close(): Promise<void>
}

/** `order`: the devices of this platform, best first; `changed` is called when a list of tests would differ from the last one. */
export function openDeviceTests(options: {
  order: readonly Device[]
  file: DeviceFile
  factsNow: typeof machineFacts
  threads: number
  probe: typeof probeDevice
  busy: () => boolean
  changed: () => void
}): DeviceTests {
  const { order, file, factsNow, threads, probe, busy, changed } = options
  const waiting = new Map<string, PlacedModel>()
  const ending = new AbortController()
  let facts = factsNow()
  let testing: DeviceList['testing'] = null
  let tests = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  const known = ({ sha256 }: { sha256: string }) =>
    file
      .read()
      .tests.filter(
        (test) => test.sha256 === sha256 && test.runtime === facts.runtime && test.machine === facts.fingerprint,
      )

  const absence = (device: Device): DeviceRefusal | null =>
    device === 'cuda' && !facts.cudaFiles.installed ? absentCudaFiles(facts.cudaFiles.path) : null

  const outcomeOf = async (model: PlacedModel, device: Device) => {
    const refusal = absence(device)
    if (refusal) return { trial: null, refusal }
    const { folder, role, dtype = null } = model
    return await probe({ folder, role, dtype, form: null, device, threads, signal: ending.signal })
  }

  const testOne = async (model: PlacedModel, device: Device) => {
    if (ending.signal.aborted) return
    testing = { model: model.id, device }
    changed()
    try {
      const outcome = await outcomeOf(model, device)
      const { runtime, fingerprint: machine } = facts
      const tested = new Date().toISOString()
      file.keep({ sha256: model.sha256, device, runtime, machine, tested, ...outcome })
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

  const testAll = (models: readonly PlacedModel[]) =>
    inTurn(async () => {
      for (const model of models) for (const device of [...order].reverse()) await testOne(model, device)
    })

  const waitForIdleness = () => {
    let idleBefore = false
    return setInterval(() => {
      const idle = !busy() && testing === null
      if (idle && idleBefore) {
        clearInterval(timer)
        timer = undefined
        const models = [...waiting.values()]
        waiting.clear()
        // Nobody asked for these tests, so nobody is told where a model cannot be read; its next run tells.
        testAll(models).catch(() => undefined)
      }
      idleBefore = idle
    }, IDLE_INTERVAL).unref()
  }

  return {
    facts: () => facts,
    look() {
      facts = factsNow()
      changed()
    },
    testing: () => testing,
    known,
    byDevice: (model) => new Map(known(model).map((test) => [test.device, test])),
    absence,
    test: (model, device) => inTurn(() => testOne(model, device)),
    testAll,
    testWhenIdle(model) {
      if (!facts.mayHaveGpu || known(model).some(({ device }) => isGpu(device))) return
      waiting.set(model.id, model)
      timer ??= waitForIdleness()
    },
    async close() {
      clearInterval(timer)
      ending.abort(new EspalierError({ code: 'engine-stopped', message: 'The test was ended.', advice: '' }))
      await tests
    },
  }
}
