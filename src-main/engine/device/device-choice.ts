// The rule by which a session gets its device. Pure: what was tested and chosen goes in, a device and the reason come out.
// Knows the records of the contract. Does not test, open or remember anything.
import { DEVICE_NAMES } from '../../contract/device.ts'
import type { Device, DeviceChoice, DeviceSession, DeviceTest } from '../../contract/device.ts'
import { EspalierError } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { isGpu } from '../../inference/device/device-table.ts'
import type { PlacedModel } from '../library/model-library.ts'

/** A model's tests, by device. */
export type TestsByDevice = ReadonlyMap<Device, Pick<DeviceTest, 'trial' | 'refusal'>>

export interface Placement {
  device: Device
  /** Why it is not the device that was chosen, or null. */
  note: ErrorReport | null
}

/**
 * Where a model goes. `auto` takes the device that passed its test with the most tokens a second, and the CPU where none was
 * tested. A device that was chosen by hand is taken if it has passed; a session whose device was refused goes to the CPU and says
 * why.
 */
export function chooseDevice({ choice, tests }: { choice: DeviceChoice; tests: TestsByDevice }): Placement {
  const device = choice === 'auto' ? fastest(tests) : choice
  if (!isGpu(device)) return { device, note: null }
  const test = tests.get(device)
  return test?.trial ? { device, note: null } : { device: 'cpu', note: test?.refusal ?? untested(device) }
}

/** The models that a test is about: those named, else those that are open, else the first of each role. Throws `not-found`. */
export function testedModels(
  catalog: readonly PlacedModel[],
  ids: readonly string[],
  sessions: readonly Pick<DeviceSession, 'model'>[],
): PlacedModel[] {
  const lost = ids.find((id) => !catalog.some((entry) => entry.id === id))
  if (lost !== undefined) {
    const advice = `Known: ${catalog.map(({ id }) => id).join(', ') || 'none'}.`
    throw new EspalierError({ code: 'not-found', message: `There is no model “${lost}”.`, advice })
  }
  const asked = ids.length > 0 ? ids : sessions.map(({ model }) => model)
  if (asked.length > 0) return catalog.filter(({ id }) => asked.includes(id))
  return (['policy', 'verifier'] as const).flatMap((role) => catalog.find((entry) => entry.role === role) ?? [])
}

function fastest(tests: TestsByDevice): Device {
  let best: { device: Device; speed: number } = { device: 'cpu', speed: tests.get('cpu')?.trial?.tokensPerSecond ?? 0 }
  for (const [device, { trial }] of tests) {
    if (trial && trial.tokensPerSecond > best.speed) best = { device, speed: trial.tokensPerSecond }
  }
  return best.device
}

function untested(device: Device): ErrorReport {
  return {
    code: 'device-refused',
    message: `${DEVICE_NAMES[device]} was not tested with this model, so it runs on the CPU.`,
    advice: 'Test the devices.',
  }
}
