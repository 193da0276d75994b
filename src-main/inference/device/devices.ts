// Devices: the execution providers that a session may run on.
// Knows how a refusal is told. Does not open sessions.
import type { Device } from '../../contract/device.ts'
import { EspalierError } from '../../contract/errors.ts'
import { refusalFor } from './device-refusals.ts'

export type { Device }

/** The error for a device that ONNX Runtime will not open; its own words go into the details. */
export function refusal(device: Device, cause: unknown): EspalierError {
  return new EspalierError(refusalFor(device, String(cause)), { cause })
}
