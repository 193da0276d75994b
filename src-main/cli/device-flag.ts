// The flag --device, and how a command tells where its models really ran.
// Knows the flag. Does not know how a device is chosen.
import { Option } from 'commander'
import type { EngineApi } from '../contract/api.ts'
import { DeviceChoice, DEVICE_NAMES } from '../contract/device.ts'
import { defaultDataFolder } from '../engine/folders.ts'

/** `--device`; without it the choice of the window holds, which is `auto` at first. */
export function deviceFlag(): Option {
  return new Option(
    '--device <id>',
    'where the models run; auto is the fastest that passed its test, else the CPU (default: as chosen in the window, else auto)',
  ).choices(DeviceChoice.options)
}

/** What an engine is given of the flag. Tests and choice are those of the data folder also where a command keeps nothing else there. */
export function devicesOption(flag: unknown): { folder: string; choice?: DeviceChoice } {
  const folder = defaultDataFolder()
  return flag === undefined ? { folder } : { folder, choice: DeviceChoice.parse(flag) }
}

/** Writes to standard error which models are not where they were wanted, and why. */
export async function tellPlaces(engine: EngineApi): Promise<void> {
  const { sessions } = await engine.call('devices.list', {})
  for (const { name, device, note } of sessions) {
    if (note) process.stderr.write(`${name} on ${DEVICE_NAMES[device]}: ${note.message}\n`)
  }
}
