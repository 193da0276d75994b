// The devices as the engine tells them: asked when they are looked at, kept fresh by its messages.
// Knows the list, the test and the choice. Does not know how they are shown.
import type { EngineApi } from '../../src-main/contract/api.ts'
import type { DeviceChoice, DeviceList } from '../../src-main/contract/device.ts'
import type { ErrorReport } from '../../src-main/contract/errors.ts'
import { reportOf } from '../../src-main/contract/errors.ts'

export class Devices {
  list = $state.raw<DeviceList | null>(null)
  /** True while this window waits for a test that it asked for. */
  asked = $state(false)
  /** True after such a test, until the next one. */
  tested = $state(false)
  /** True while the package feed is asked. */
  asking = $state(false)
  error = $state.raw<ErrorReport | null>(null)

  #engine: EngineApi

  constructor(engine: EngineApi) {
    this.#engine = engine
    engine.listen('devices.changed', (list) => (this.list = list))
  }

  /** True while the engine tests, whoever asked. */
  get testing(): boolean {
    return this.asked || (this.list?.testing ?? null) !== null
  }

  /** Whether a model had to go elsewhere than was chosen. */
  get elsewhere(): boolean {
    return this.list?.sessions.some(({ note }) => note !== null) ?? false
  }

  async refresh(): Promise<void> {
    await this.#attempt(() => this.#engine.call('devices.list', {}))
  }

  /** Looks at them anew after a lost connection, if anybody has looked before. */
  async reconnected(): Promise<void> {
    if (this.list !== null) await this.refresh()
  }

  /** Tests these models, by id, on every device anew. */
  async test(models: string[]): Promise<void> {
    if (this.testing) return
    this.asked = true
    this.tested = false
    await this.#attempt(() => this.#engine.call('devices.test', { models }))
    this.asked = false
    this.tested = this.error === null
  }

  async choose(choice: DeviceChoice): Promise<void> {
    await this.#attempt(() => this.#engine.call('devices.choose', { choice }))
  }

  /** Asks the package feed what the files for CUDA are; the offer comes in the list. */
  async askForCuda(): Promise<void> {
    this.asking = true
    await this.#attempt(() => this.#engine.call('devices.cuda.offer', {}))
    this.asking = false
  }

  /** Downloads what was offered under this checksum. */
  async getCuda(sha512: string): Promise<void> {
    await this.#attempt(() => this.#engine.call('devices.cuda.get', { sha512 }))
    // Whoever stops a download knows that it has ended.
    if (this.error?.code === 'engine-stopped') this.error = null
  }

  async stopCuda(): Promise<void> {
    await this.#attempt(() => this.#engine.call('devices.cuda.stop', {}))
  }

  async #attempt(call: () => Promise<DeviceList>): Promise<void> {
    this.error = null
    try {
      this.list = await call()
    } catch (error) {
      this.error = reportOf(error)
    }
  }
}
