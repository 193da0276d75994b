// Downloads of models: the catalogue, how each goes, and what went wrong.
// Knows the engine's calls about them. Does not know the hub, or how they are shown.
import type { CallArgument, CallName, EngineApi } from '../../src-main/contract/api.ts'
import type { Download, HubOffer } from '../../src-main/contract/download.ts'
import type { ErrorReport } from '../../src-main/contract/errors.ts'
import { reportOf } from '../../src-main/contract/errors.ts'

export class Downloads {
  /** Address of the hub; empty until it is known. */
  hub = $state('')
  offers = $state.raw<HubOffer[] | null>(null)
  list = $state.raw<Download[]>([])
  /** Repository of which a download is being asked for. */
  starting = $state<string | null>(null)
  /** What went wrong last, and with which repository or download. */
  refused = $state.raw<{ of: string; report: ErrorReport } | null>(null)

  #engine: EngineApi

  constructor(engine: EngineApi) {
    this.#engine = engine
    engine.listen('hub.changed', ({ downloads }) => (this.list = downloads))
  }

  /** Those that are not finished, for the list of models. */
  get going(): Download[] {
    return this.list.filter(({ state }) => state !== 'done')
  }

  /** The download of a repository, the newest first; null where there is none. */
  of(repository: string): Download | null {
    return this.list.findLast((download) => download.repository === repository) ?? null
  }

  async refresh(): Promise<void> {
    try {
      const [{ hub, offers }, { downloads }] = await Promise.all([
        this.#engine.call('hub.offers', {}),
        this.#engine.call('hub.downloads', {}),
      ])
      this.hub = hub
      this.offers = offers
      this.list = downloads
    } catch (error) {
      this.refused = { of: '', report: reportOf(error) }
    }
  }

  /** Asks anew after a lost connection, if anybody has asked before. */
  async reconnected(): Promise<void> {
    if (this.offers !== null) await this.refresh()
  }

  /** Fetches a repository, or one GGUF file of it. Returns whether it has begun. */
  async start(repository: string, file: string | null = null): Promise<boolean> {
    if (this.starting !== null) return false
    this.starting = repository
    const begun = await this.#tell(repository, 'hub.start', { repository, file })
    this.starting = null
    return begun
  }

  async pause(id: string): Promise<void> {
    await this.#tell(id, 'hub.pause', { id })
  }

  async resume(id: string): Promise<void> {
    await this.#tell(id, 'hub.resume', { id })
  }

  async drop(id: string): Promise<void> {
    await this.#tell(id, 'hub.drop', { id })
  }

  async #tell<Name extends Extract<CallName, 'hub.start' | 'hub.pause' | 'hub.resume' | 'hub.drop'>>(
    of: string,
    name: Name,
    argument: CallArgument<Name>,
  ): Promise<boolean> {
    this.refused = null
    try {
      this.list = (await this.#engine.call(name, argument)).downloads
      return true
    } catch (error) {
      this.refused = { of, report: reportOf(error) }
      return false
    }
  }
}
