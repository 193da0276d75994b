// The calls about devices: the list, the tests, the choice, and the files for CUDA.
// Knows which room answers what. Does not know how a device is tested or chosen.
import type { CallAnswers, CallsAbout } from '../../contract/api.ts'
import type { DeviceList } from '../../contract/device.ts'
import type { PlacedModel } from '../library/model-library.ts'
import { createCudaDownloads } from './cuda-download.ts'
import type { MayDownload } from './cuda-download.ts'
import { testedModels } from './device-choice.ts'
import type { createDevices } from './devices.ts'

/** Answers the calls over the devices of one engine; `told` gets each list that differs from the last one. */
export function createDeviceCalls(options: {
  devices: ReturnType<typeof createDevices>
  models: () => Promise<PlacedModel[]>
  told: (list: DeviceList) => void
  /** Asks a person whether files that the program will run may be downloaded; null where nobody can be asked. */
  mayDownload: MayDownload | null
}): { calls: CallAnswers<CallsAbout<'devices'>>; told: () => Promise<void>; close: () => Promise<void> } {
  const { devices, models: known, mayDownload: agreed } = options
  const told = async () => options.told(await list())
  const cuda = createCudaDownloads({ place: () => devices.cudaFiles(), agreed, changed: () => void told() })
  // A catalog that cannot be read is told where models are asked for; servers run without one.
  const list = async (): Promise<DeviceList> => {
    return { ...devices.list(await known().catch(() => [])), cuda: cuda.state() }
  }
  return {
    calls: {
      'devices.list': list,
      async 'devices.test'({ models: ids }) {
        await devices.test(testedModels(await known(), ids, devices.list([]).sessions))
        return await list()
      },
      async 'devices.choose'({ choice }) {
        devices.choose(choice)
        return await list()
      },
      async 'devices.cuda.offer'() {
        await cuda.offer()
        return await list()
      },
      async 'devices.cuda.get'({ sha512 }) {
        await cuda.get(sha512).finally(() => devices.look())
        return await list()
      },
      async 'devices.cuda.stop'() {
        await cuda.stop()
        return await list()
      },
    },
    told,
    async close() {
      await cuda.stop()
      await devices.close()
    },
  }
}
