// The devices of an engine inside the page: a test that takes a moment a device, with made-up figures and one refusal.
// For the window's tests and for looking at it without a host.
import type { TopicMessage, TopicName } from '../../src-main/contract/api.ts'
import type { CudaDownload, Device, DeviceChoice, DeviceList, DeviceTest } from '../../src-main/contract/device.ts'
import { EspalierError } from '../../src-main/contract/errors.ts'
import type { FileModelInfo } from '../../src-main/contract/model.ts'

export interface DeviceEngineOptions {
  models: readonly FileModelInfo[]
  /** Milliseconds that the test of a device takes. */
  pace?: number
  /** Whether tests are there from the beginning. */
  tested?: boolean
  post: <Name extends TopicName>(topic: Name, message: TopicMessage<Name>) => void
}

const DEVICES: readonly Device[] = ['cuda', 'webgpu', 'cpu']
const REFUSED = {
  code: 'device-refused' as const,
  reason: 'files-missing' as const,
  message: 'ONNX Runtime’s files for CUDA are not installed.',
  advice: 'They are optional. The CPU runs it without.',
  details: 'not found: node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so',
}
const WRONG = {
  code: 'device-refused' as const,
  reason: 'wrong-logits' as const,
  message: 'WebGPU gives wrong logits: they differ from the CPU’s by 0.25, and 0.001 is allowed.',
  advice: 'Update the graphics driver, then test again.',
  details: 'difference 0.25',
}

const OFFER = { name: 'Some.Package.Gpu', version: '1.2.3', bytes: 300_000_000, sha512: 'ab'.repeat(64) }

/** The calls that begin with `devices.`. WebGPU passes with the first model and is refused with all others. */
export function deviceCalls({ models, pace = 0, tested = false, post }: DeviceEngineOptions) {
  const tests = new Map<string, { device: Device; test: DeviceTest }>()
  let choice: DeviceChoice = 'auto'
  let testing: DeviceList['testing'] = null
  let cuda: CudaDownload | null = { offer: null, received: null, command: null }
  let stopped = false
  const isStopped = () => stopped

  const list = (): DeviceList => ({
    choice,
    mayHaveGpu: true,
    testing,
    devices: DEVICES.map((device) => ({
      device,
      refusal: device === 'cuda' && cuda ? REFUSED : null,
      tests: [...tests.values()].flatMap((one) => (one.device === device ? [one.test] : [])),
    })),
    sessions: models.slice(0, 2).map(({ id, name, role }, index) => {
      const onGpu = choice === 'webgpu' && index === 0
      const note = choice === 'webgpu' && index > 0 ? WRONG : null
      return { model: id, name, role, device: onGpu ? 'webgpu' : 'cpu', note }
    }),
    cuda,
  })
  const test = (model: string, device: Device) => {
    const fine = device === 'cpu' || model === models[0]?.id
    const found: DeviceTest = {
      model,
      tested: '2026-11-25T12:00:00.000Z',
      trial: fine
        ? {
            tokensPerSecond: device === 'cpu' ? 5020 : 18_430,
            difference: device === 'cpu' ? 0 : 1.4e-5,
            nodes: device === 'cpu' ? { device: 502, all: 502 } : { device: 520, all: 540 },
          }
        : null,
      refusal: fine ? null : WRONG,
    }
    tests.set(`${model}/${device}`, { device, test: found })
  }
  if (tested) for (const { id } of models.slice(0, 2)) for (const device of DEVICES.slice(1)) test(id, device)

  return {
    'devices.list': list,
    async 'devices.test'({ models: ids }: { models: string[] }) {
      for (const model of ids) {
        for (const device of DEVICES.slice(1)) {
          testing = { model, device }
          post('devices.changed', list())
          if (pace > 0) await new Promise((resolve) => setTimeout(resolve, pace))
          test(model, device)
        }
      }
      testing = null
      post('devices.changed', list())
      return list()
    },
    'devices.cuda.offer'() {
      cuda = { offer: OFFER, received: null, command: null }
      return list()
    },
    async 'devices.cuda.get'() {
      stopped = false
      for (let part = 0; part < 10 && !isStopped(); part++) {
        cuda = { offer: OFFER, received: (part * OFFER.bytes) / 10, command: null }
        post('devices.changed', list())
        await new Promise((resolve) => setTimeout(resolve, pace))
      }
      cuda = isStopped() ? { offer: OFFER, received: null, command: null } : null
      post('devices.changed', list())
      if (isStopped())
        throw new EspalierError({ code: 'engine-stopped', message: 'The download was stopped.', advice: '' })
      return list()
    },
    'devices.cuda.stop'() {
      stopped = true
      return list()
    },
    'devices.choose'(argument: { choice: DeviceChoice }) {
      choice = argument.choice
      post('devices.changed', list())
      return list()
    },
  }
}
