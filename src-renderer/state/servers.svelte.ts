// Models behind servers, as the Models screen shows them: those that are kept, one that is being added, and what goes on at them.
// Knows the engine's calls about them. Does not know how they are shown, or how a model is asked (library.svelte.ts).
import type { EngineApi } from '../../src-main/contract/api.ts'
import type { ConnectionCard, ServerLoad, ServerProbe } from '../../src-main/contract/connection.ts'
import type { ErrorReport } from '../../src-main/contract/errors.ts'
import { reportOf } from '../../src-main/contract/errors.ts'
import { SvelteMap } from 'svelte/reactivity'
import { ServerDraft } from './server-draft.svelte.ts'

export class Servers {
  cards = $state.raw<ConnectionCard[]>([])
  /** Whether keys can be kept in the system's keychain. */
  keychain = $state(false)
  loads = $state.raw<ServerLoad[]>([])
  /** One that is being added: what is written of it, what was found, and what is being done. */
  draft = $state.raw(new ServerDraft())
  probe = $state.raw<ServerProbe | null>(null)
  doing = $state<'look' | 'add' | null>(null)
  refused = $state.raw<ErrorReport | null>(null)
  /** What is written of those that are kept. */
  readonly drafts = new SvelteMap<string, ServerDraft>()
  /** One that is being changed or looked at, and why that failed. */
  changing = $state<string | null>(null)
  failed = $state.raw<{ id: string; report: ErrorReport } | null>(null)

  #engine: EngineApi
  #adopted: (cards: ConnectionCard[]) => void

  /** `adopted` is told of the cards. */
  constructor(engine: EngineApi, adopted: (cards: ConnectionCard[]) => void) {
    this.#engine = engine
    this.#adopted = adopted
    engine.listen('connections.changed', ({ cards }) => this.adopt(cards))
    engine.listen('connections.load', ({ loads }) => (this.loads = loads))
  }

  /** Asks what is kept; nothing is asked of any server. */
  async refresh(): Promise<void> {
    const { cards, keychain, loads } = await this.#engine.call('connections.list', {})
    this.keychain = keychain
    this.loads = loads
    this.adopt(cards)
  }

  /** What goes on at the server of a model; null where nobody uses it. */
  loadOf(id: string): ServerLoad | null {
    return this.loads.find(({ model }) => model === id) ?? null
  }

  /** Takes these cards, and gives up nothing that is written of them. */
  adopt(cards: ConnectionCard[]): void {
    this.cards = cards
    for (const card of cards) {
      const draft = this.drafts.get(card.id)
      if (draft) draft.follow(card)
      else this.drafts.set(card.id, new ServerDraft(card))
    }
    for (const id of this.drafts.keys()) if (!cards.some((card) => card.id === id)) this.drafts.delete(id)
    this.#adopted(cards)
  }

  /** Looks at the server of the draft. */
  async look(): Promise<void> {
    const { draft } = this
    if (this.doing !== null || !draft.isAskable) return
    this.doing = 'look'
    this.refused = null
    try {
      const { probe } = await this.#engine.call('connections.look', draft.question)
      this.probe = probe
      draft.model = probe.model
      const [first] = probe.addresses.flatMap(({ error }) => error ?? [])
      this.refused = first ?? null
    } catch (error) {
      this.probe = null
      this.refused = reportOf(error)
    }
    this.doing = null
  }

  /** What was found is of another server now. */
  forget(): void {
    this.probe = null
    this.refused = null
    this.draft.model = null
  }

  /** Keeps the draft's server; null where that failed. */
  async add(): Promise<ConnectionCard | null> {
    const { draft } = this
    const { size, key, name, atOnce } = draft
    if (this.doing !== null || key === null || size === undefined) return null
    this.doing = 'add'
    this.refused = null
    try {
      const { addresses, role, model } = draft.question
      const called = name.trim() === '' ? {} : { name: name.trim() }
      const { card } = await this.#engine.call('connections.add', {
        addresses,
        role,
        model,
        key,
        atOnce,
        size,
        ...called,
      })
      this.adopt([...this.cards.filter(({ id }) => id !== card.id), card])
      this.draft = new ServerDraft()
      this.probe = null
      return card
    } catch (error) {
      this.refused = reportOf(error)
      return null
    } finally {
      this.doing = null
    }
  }

  /** Keeps what was written of one. */
  async save(id: string): Promise<void> {
    const draft = this.drafts.get(id)
    if (!draft?.changed) return
    await this.#change(id, async () => {
      const { card } = await this.#engine.call('connections.change', { id, ...draft.changes })
      draft.read(card)
      return card
    })
  }

  /** Looks at its server again. */
  async again(id: string): Promise<void> {
    await this.#change(id, async () => (await this.#engine.call('connections.refresh', { id })).card)
  }

  /** Reads the size out of a config.json. */
  async readConfig(draft: ServerDraft, file: File): Promise<ErrorReport | null> {
    try {
      const { size } = await this.#engine.call('connections.size', { config: await file.text() })
      draft.config = size
      return null
    } catch (error) {
      return reportOf(error)
    }
  }

  async #change(id: string, change: () => Promise<ConnectionCard>): Promise<void> {
    if (this.changing !== null) return
    this.changing = id
    this.failed = null
    try {
      const card = await change()
      this.adopt(this.cards.map((one) => (one.id === id ? card : one)))
    } catch (error) {
      this.failed = { id, report: reportOf(error) }
    }
    this.changing = null
  }
}
