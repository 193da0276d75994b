// Devices: where a model's graph may run, what a test found of each, and what the user chose.
// Knows the records. Does not know how a device is tested (inference/trial/device-probe.ts) or chosen (engine/device/device-choice.ts).
import { z } from 'zod'
import { ErrorReport } from './errors.ts'
import { ModelRole } from './model.ts'

/** Execution providers of ONNX Runtime that Espalier asks for, by their own names. */
export const Device = z.enum(['cpu', 'webgpu', 'cuda', 'dml', 'coreml'])
export type Device = z.infer<typeof Device>

/** Their names for a person. */
export const DEVICE_NAMES: Readonly<Record<Device, string>> = {
  cpu: 'CPU',
  webgpu: 'WebGPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'Core ML',
}

/** `auto` is the fastest device that passed its test, and the CPU where none was tested. */
export const DeviceChoice = z.enum(['auto', ...Device.options])
export type DeviceChoice = z.infer<typeof DeviceChoice>

/** Why a device does not run a model. */
export const RefusalReason = z.enum([
  'files-missing',
  'driver-missing',
  'not-in-build',
  'no-adapter',
  'out-of-memory',
  'graph-refused',
  'wrong-logits',
  'crashed',
  'too-slow',
])
export type RefusalReason = z.infer<typeof RefusalReason>

export const DeviceRefusal = ErrorReport.extend({ reason: RefusalReason })
export type DeviceRefusal = z.infer<typeof DeviceRefusal>

/** What a device did with a model. */
export const DeviceTrial = z.object({
  /** Tokens decoded a second, 16 branches at once behind 96 tokens each. */
  tokensPerSecond: z.number().positive(),
  /** Largest absolute difference of a logit from the CPU's, over a ragged batch. */
  difference: z.number().nonnegative(),
  /** Runs of the graph's nodes in the compared passes: on the device itself, and in all. ONNX Runtime leaves the rest to the CPU. */
  nodes: z.object({ device: z.number().int(), all: z.number().int() }),
})
export type DeviceTrial = z.infer<typeof DeviceTrial>

/** The test of one model on one device: passed with its trial, or refused. */
export const DeviceTest = z.object({
  /** Id of the model in the catalog. */
  model: z.string(),
  /** ISO 8601, UTC. */
  tested: z.string(),
  trial: DeviceTrial.nullable(),
  refusal: DeviceRefusal.nullable(),
})
export type DeviceTest = z.infer<typeof DeviceTest>

/** An open model session. */
export const DeviceSession = z.object({
  model: z.string(),
  name: z.string(),
  role: ModelRole,
  device: Device,
  /** Why it is not on the device that was chosen, or null. */
  note: ErrorReport.nullable(),
})
export type DeviceSession = z.infer<typeof DeviceSession>

/** ONNX Runtime's files for CUDA, as their feed describes them. */
export const CudaOffer = z.object({
  name: z.string(),
  version: z.string(),
  bytes: z.number().int().positive(),
  /** In hexadecimal digits. */
  sha512: z.string(),
})
export type CudaOffer = z.infer<typeof CudaOffer>

/** What the files need beside them, for a person who is about to download them. */
export const CUDA_NEEDS = 'They need an NVIDIA driver, CUDA 12 and cuDNN 9, which are not part of the download.'

/** What may be downloaded for CUDA. */
export const CudaDownload = z.object({
  /** Null until the feed was asked. */
  offer: CudaOffer.nullable(),
  /** Bytes of a download that goes on, or null. */
  received: z.number().int().nonnegative().nullable(),
  /** The command line that downloads them, where the window's host has no way to ask a person outside of the page; else null. */
  command: z.string().nullable(),
})
export type CudaDownload = z.infer<typeof CudaDownload>

export const DeviceList = z.object({
  choice: DeviceChoice,
  /** False where nothing on this machine looks like a graphics device; a test may still be asked for. */
  mayHaveGpu: z.boolean(),
  /** What is tested now, or null. */
  testing: z.object({ model: z.string(), device: Device }).nullable(),
  /** Those of this platform, best first, the CPU last. */
  devices: z.array(
    z.object({
      device: Device,
      /** Why it cannot run at all, where that is seen without a test. */
      refusal: DeviceRefusal.nullable(),
      /** One for each model that was tested on this machine as it is now. */
      tests: z.array(DeviceTest),
    }),
  ),
  sessions: z.array(DeviceSession),
  /** Null where nothing is offered: no such files for this platform, or they are there. */
  cuda: CudaDownload.nullable(),
})
export type DeviceList = z.infer<typeof DeviceList>
