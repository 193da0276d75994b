// Devices: the execution providers that a session may run on.
// Knows their names and how a refusal is told. Does not open sessions.
import { EspalierError } from '../contract/errors.ts'

/** Execution providers of ONNX Runtime that Espalier asks for, by their own names. */
export const DEVICES = ['cpu', 'webgpu', 'cuda', 'dml', 'coreml'] as const
export type Device = (typeof DEVICES)[number]

/** The error for a device that ONNX Runtime will not open; its own words go into the details. */
export function refusal(device: Device, cause: unknown): EspalierError {
  return new EspalierError({
    code: 'device-refused',
    message: `The device “${device}” cannot run this model.`,
    advice: 'Choose the CPU or another device.',
    details: String(cause),
  })
}
