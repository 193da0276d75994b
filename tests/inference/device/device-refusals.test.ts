// Refusals in words, from the texts that ONNX Runtime 1.30 and drivers really wrote.
import { describe, expect, it } from 'vitest'
import { Device } from '../../../src-main/contract/device.ts'
import { refusalFor } from '../../../src-main/inference/device/device-refusals.ts'
import { devicesOf, isGpu } from '../../../src-main/inference/device/device-table.ts'
import { machineFacts } from '../../../src-main/inference/device/machine-facts.ts'
import { refusal } from '../../../src-main/inference/device/devices.ts'

const NO_ADAPTER =
  'Error: /onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 adapter_result.status == wgpu::RequestAdapterStatus::Success was false. Failed to get a WebGPU adapter: No supported adapters'

describe('a refusal', () => {
  it.each([
    ['dml', 'Error: no available backend found. ERR: [dml] backend not found.', 'not-in-build', /DirectML is not in/],
    ['webgpu', NO_ADAPTER, 'no-adapter', /WebGPU found no graphics device/],
    [
      'webgpu',
      `${NO_ADAPTER}\nWarning: Couldn't load Vulkan: libvulkan.so.1: cannot open shared object file: No such file or directory`,
      'driver-missing',
      /needs was not found: libvulkan\.so\.1\.$/,
    ],
    [
      'cuda',
      'Error: OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library',
      'files-missing',
      /files for CUDA are not installed/,
    ],
    [
      'cuda',
      'Failed to load library /x/libonnxruntime_providers_shared.so with error: /x/libonnxruntime_providers_shared.so: cannot open shared object file',
      'files-missing',
      /files for CUDA are not installed/,
    ],
    [
      'cuda',
      'Failed to load library /x/libonnxruntime_providers_cuda.so with error: libcublasLt.so.12: cannot open shared object file: No such file or directory',
      'driver-missing',
      /needs was not found: libcublasLt\.so\.12\.$/,
    ],
    ['cuda', 'CUDA failure 100: no CUDA-capable device is detected', 'no-adapter', /CUDA found no graphics device/],
    ['cuda', 'CUDA failure 2: out of memory', 'out-of-memory', /memory of CUDA is too small/],
    ['coreml', 'Error: something else entirely', 'graph-refused', /Core ML cannot run this model/],
  ] as const)('of %s is told in words (%#: %s)', (device, raw, reason, message) => {
    const told = refusalFor(device, raw)
    expect(told.reason).toBe(reason)
    expect(told.message).toMatch(message)
    expect(told.advice).not.toBe('')
    expect(told.details).toContain(raw.slice(-60))
  })

  it('keeps the end of a long text, without colours', () => {
    const { details } = refusalFor('webgpu', `${'x'.repeat(9000)}\u001B[1;31mthe end\u001B[m`)
    expect(details).toHaveLength(4000)
    expect(details).toMatch(/xthe end$/)
  })

  it('is an error where a session is opened', () => {
    expect(refusal('webgpu', new Error('No supported adapters')).report).toMatchObject({
      code: 'device-refused',
      reason: 'no-adapter',
    })
  })
})

describe('the table of devices', () => {
  it.each([
    ['linux', ['cuda', 'webgpu', 'cpu']],
    ['win32', ['dml', 'cuda', 'webgpu', 'cpu']],
    ['darwin', ['coreml', 'webgpu', 'cpu']],
    ['freebsd', ['webgpu', 'cpu']],
  ] as const)('of %s ends with the CPU', (platform, devices) => {
    expect(devicesOf(platform)).toEqual(devices)
  })

  it('calls everything but the CPU a graphics device', () => {
    expect(Device.options.filter((device) => !isGpu(device))).toEqual(['cpu'])
  })
})

describe('the facts of a machine', () => {
  const on = (platform: NodeJS.Platform, environment = {}) => machineFacts({ platform, environment })

  it('name ONNX Runtime, and change with the drivers that the environment names', () => {
    expect(on('linux').runtime).toBe('1.30.0')
    expect(on('linux').fingerprint).toBe(on('linux').fingerprint)
    expect(on('linux', { VK_DRIVER_FILES: '/a.json' }).fingerprint).not.toBe(on('linux').fingerprint)
  })

  it('think of a GPU where a driver is named or the system hides its devices', () => {
    expect(on('linux', { VK_DRIVER_FILES: '/a.json' }).mayHaveGpu).toBe(true)
    expect(on('win32').mayHaveGpu).toBe(true)
    expect(on('darwin').mayHaveGpu).toBe(true)
  })

  it('say where CUDA’s files belong', () => {
    expect(on('linux').cudaFiles.path).toMatch(/libonnxruntime_providers_cuda\.so$/)
  })
})
