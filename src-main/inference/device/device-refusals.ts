// Refusals in words: why a device does not run a model, from what ONNX Runtime, a driver or a dead process left behind.
// Knows the texts of onnxruntime 1.30 and of Dawn, its WebGPU. Does not test devices.
import { stripVTControlCharacters } from 'node:util'
import { DEVICE_NAMES } from '../../contract/device.ts'
import type { Device, DeviceRefusal, RefusalReason } from '../../contract/device.ts'

const CPU_WORKS = 'The CPU runs it without.'
const LOG_LIMIT = 4000

interface Words {
  reason: RefusalReason
  /** What in the raw text tells it. */
  sign: RegExp
  message: (name: string, found: string) => string
  advice: string
}

/** The first row that fits is taken. */
const TABLE: readonly Words[] = [
  {
    reason: 'not-in-build',
    sign: /backend not found|not enabled in this build|Unknown provider/i,
    message: (name) => `${name} is not in ONNX Runtime’s package for this platform.`,
    advice: CPU_WORKS,
  },
  {
    reason: 'files-missing',
    sign: /libonnxruntime_providers_\w+\.so: cannot open|onnxruntime_providers_\w+\.dll/i,
    message: (name) => `ONNX Runtime’s files for ${name} are not installed.`,
    advice: `They are optional. ${CPU_WORKS}`,
  },
  {
    reason: 'driver-missing',
    sign: /Couldn't load Vulkan|((?:lib|nv)[\w.+-]+\.(?:so|dll)[\w.]*): cannot open shared object file|LoadLibrary failed/i,
    message: (name, found) => `A library that ${name} needs was not found${found && `: ${found}`}.`,
    advice: 'Install the graphics driver with its libraries (Vulkan, or CUDA and cuDNN), then test again.',
  },
  {
    reason: 'files-missing',
    sign: /Failed to load shared library/i,
    message: (name) => `ONNX Runtime’s files for ${name} are not installed.`,
    advice: `They are optional. ${CPU_WORKS}`,
  },
  {
    reason: 'no-adapter',
    sign: /No supported adapters|Failed to get a WebGPU (adapter|device)|no CUDA-capable device|no adapter|DXGI_ERROR_NOT_FOUND|insufficient driver|driver version is insufficient/i,
    message: (name) => `${name} found no graphics device that it can use.`,
    advice: 'Install or update the graphics driver if this machine has a graphics device, then test again.',
  },
  {
    reason: 'out-of-memory',
    sign: /out of (device )?memory|CUDA_ERROR_OUT_OF_MEMORY|failed to allocate|bad_alloc|ENOMEM/i,
    message: (name) => `The memory of ${name} is too small for this model.`,
    advice: 'Close other programs that use the graphics device, or choose a smaller model.',
  },
]

/** The refusal that a raw text tells: of ONNX Runtime, and of what the driver wrote beside it. */
export function refusalFor(device: Device, raw: string): DeviceRefusal {
  const details = shortened(raw)
  for (const { reason, sign, message, advice } of TABLE) {
    const found = sign.exec(raw)
    if (!found) continue
    const library = found[1] ?? /(lib[\w.+-]+\.so[\w.]*)/.exec(raw)?.[1] ?? ''
    return { code: 'device-refused', reason, message: message(DEVICE_NAMES[device], library), advice, details }
  }
  return told('graph-refused', `${DEVICE_NAMES[device]} cannot run this model.`, CPU_WORKS, details)
}

/** A device whose process died. */
export function crashRefusal(
  device: Device,
  end: { signal: string | null; code: number | null },
  raw: string,
): DeviceRefusal {
  const how = end.signal === null ? `exit code ${end.code}` : `signal ${end.signal}`
  return told(
    'crashed',
    `${DEVICE_NAMES[device]} crashed in its test (${how}). Espalier was not touched.`,
    'Update the graphics driver, then test again.',
    shortened(raw),
  )
}

/** A device that had no answer when the time was over. */
export function slowRefusal(device: Device, seconds: number, raw: string): DeviceRefusal {
  return told(
    'too-slow',
    `${DEVICE_NAMES[device]} took longer than ${Math.round(seconds)} s for its test.`,
    'Test again when the machine is less busy; a device this slow is no help.',
    shortened(raw),
  )
}

/** A device whose logits differ from the CPU's by more than is allowed; `difference` is not finite where they are no numbers. */
export function wrongLogits(device: Device, difference: number, allowed: number): DeviceRefusal {
  const name = DEVICE_NAMES[device]
  const message = Number.isFinite(difference)
    ? `${name} gives wrong logits: they differ from the CPU’s by ${difference.toPrecision(2)}, and ${allowed} is allowed.`
    : `${name} gives logits that are not numbers.`
  return told('wrong-logits', message, 'Update the graphics driver, then test again.', `difference ${difference}`)
}

/** CUDA without the files that ONNX Runtime's package leaves to its installation. */
export function absentCudaFiles(searched: string): DeviceRefusal {
  return told(
    'files-missing',
    'ONNX Runtime’s files for CUDA are not installed.',
    `They are optional. ${CPU_WORKS}`,
    `not found: ${searched}`,
  )
}

function told(reason: RefusalReason, message: string, advice: string, details: string): DeviceRefusal {
  return { code: 'device-refused', reason, message, advice, details }
}

/** The end of a long text, without a terminal's colours: the last words are the nearest to the fault. */
function shortened(raw: string): string {
  return stripVTControlCharacters(raw).trim().slice(-LOG_LIMIT)
}
