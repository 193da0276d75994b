// The table of devices: which ones a platform has, in order of preference.
// Knows names and order only. Whether one works is found out by a test (device-probe.ts).
import type { Device } from '../../contract/device.ts'

/** The makers' own ways first, WebGPU, which is everywhere, after them. */
const GPU_DEVICES: Readonly<Partial<Record<NodeJS.Platform, readonly Device[]>>> = {
  linux: ['cuda', 'webgpu'],
  win32: ['dml', 'cuda', 'webgpu'],
  darwin: ['coreml', 'webgpu'],
}

/** Devices of a platform, best first; the CPU is always the last. */
export function devicesOf(platform: NodeJS.Platform = process.platform): readonly Device[] {
  return [...(GPU_DEVICES[platform] ?? ['webgpu']), 'cpu']
}

/** Whether the device is a graphics device; one thread of the process owns them all (session-client.ts). */
export function isGpu(device: Device): boolean {
  return device !== 'cpu'
}
