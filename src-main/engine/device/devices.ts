// The devices of this engine: the choice, what the tests say, and the place that every session gets by both.
// Knows choice and places. Does not know what sessions do, nor how and when devices are tested (device-tests.ts).
//
// A test never delays a run: sessions open by what is known already, on the CPU where nothing is. Only a device that was chosen by
// hand and never tested is tested first.
import type { Device, DeviceChoice, DeviceList, DeviceSession, DeviceTest } from '../../contract/device.ts'
import { reportOf } from '../../contract/errors.ts'
import { devicesOf, isGpu } from '../../inference/device/device-table.ts'
import { machineFacts } from '../../inference/device/machine-facts.ts'
import type { MachineFacts } from '../../inference/device/machine-facts.ts'
import type { Session } from '../../inference/session/session-client.ts'
import type { probeDevice } from '../../inference/trial/device-probe.ts'
import type { ModelPlaces, PlacedModel } from '../library/model-library.ts'
import { chooseDevice } from './device-choice.ts'
import type { Placement } from './device-choice.ts'
import { openDeviceFile } from './device-file.ts'
import { openDeviceTests } from './device-tests.ts'

export interface Devices extends ModelPlaces {
  list(models: readonly PlacedModel[]): Omit<DeviceList, 'cuda'>
  /** Where ONNX Runtime's CUDA files belong, and whether they are there. */
  cudaFiles(): MachineFacts['cudaFiles']
  /** Reads the facts of this machine anew: something was installed. */
  look(): void
  /** Tests these models on every device anew, one after the other. Rejects where a model cannot be read. */
  test(models: readonly PlacedModel[]): Promise<void>
  choose(choice: DeviceChoice): void
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
  const { changed, testsWhenIdle, facts: factsNow = machineFacts } = options
  const order = devicesOf(options.platform)
  const file = openDeviceFile(options.folder)
  const tests = openDeviceTests({ ...options, order, file, factsNow })
  const places = new Map<string, Place>()

  const choiceNow = () => options.choice ?? file.read().choice
  const placementOf = (model: PlacedModel) => chooseDevice({ choice: choiceNow(), tests: tests.byDevice(model) })
  /** The device that was chosen by hand, where this model was never tested on it. */
  const untestedChoice = (model: PlacedModel): Device | null => {
    const choice = choiceNow()
    return choice !== 'auto' && isGpu(choice) && !tests.byDevice(model).has(choice) ? choice : null
  }

  const enter = ({ id, name, role, sha256 }: PlacedModel, { device, note }: Placement) => {
    places.set(id, { model: id, name, role, sha256, device, note })
  }
  /** At the place, or on the CPU where a GPU is refused. */
  const openAt = async (
    model: PlacedModel,
    placement: Placement,
    openOn: (device: Device) => Promise<Session>,
  ): Promise<Session> => {
    enter(model, placement)
    try {
      return await openOn(placement.device)
    } catch (error) {
      const report = reportOf(error)
      if (report.code !== 'device-refused' || !isGpu(placement.device)) throw error
      enter(model, { device: 'cpu', note: report })
      return await openOn('cpu')
    }
  }

  return {
    list: (models) => ({
      choice: choiceNow(),
      mayHaveGpu: tests.facts().mayHaveGpu,
      testing: tests.testing(),
      devices: order.map((device) => ({
        device,
        refusal: tests.absence(device),
        tests: models.flatMap((model): DeviceTest[] => {
          const test = tests.known(model).find((one) => one.device === device)
          return test ? [{ model: model.id, tested: test.tested, trial: test.trial, refusal: test.refusal }] : []
        }),
      })),
      sessions: [...places.values()].map(({ sha256: _, ...session }) => session),
    }),
    cudaFiles: () => tests.facts().cudaFiles,
    look: () => tests.look(),
    test: (models) => tests.testAll(models),
    choose(choice) {
      file.choose(choice)
      changed()
    },
    async open(model, openOn) {
      const untested = untestedChoice(model)
      if (untested) await tests.test(model, untested)
      const session = await openAt(model, placementOf(model), openOn).catch((error: unknown) => {
        places.delete(model.id)
        throw error
      })
      const place = places.get(model.id)
      void session.closed.then(() => {
        // Where a model's files have changed, its next session is there before this one has ended.
        if (places.get(model.id) === place) places.delete(model.id)
        changed()
      })
      changed()
      if (testsWhenIdle && choiceNow() === 'auto') tests.testWhenIdle(model)
      return session
    },
    outdated(models) {
      // A model that must be tested first goes where it was chosen to go, if it passes.
      const wanted = new Map(models.map((model) => [model.id, untestedChoice(model) ?? placementOf(model).device]))
      // Whoever comes to a graphics device finds its memory free of models that this run does not need.
      const comes = [...wanted].some(([id, device]) => isGpu(device) && places.get(id)?.device !== device)
      return [...places.values()]
        .filter(({ model, device }) => (wanted.has(model) ? wanted.get(model) !== device : comes && isGpu(device)))
        .map(({ model }) => model)
    },
    close: () => tests.close(),
  }
}
