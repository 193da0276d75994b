// The models that the library keeps, as the Models screen shows them: their cards, those that were found, and what is being done.
// Knows the engine's calls about them. Does not know how they are shown; what models a run may name is the lab's.
import type { CallResult, EngineApi } from '../../src-main/contract/api.ts'
import type { ErrorReport } from '../../src-main/contract/errors.ts'
import { reportOf } from '../../src-main/contract/errors.ts'
import type { ConnectionCard } from '../../src-main/contract/connection.ts'
import type { Form, FoundModel, ModelCard } from '../../src-main/contract/model-card.ts'
import type { RewardRecord } from '../../src-main/contract/reward-record.ts'
import { SvelteMap } from 'svelte/reactivity'
import { NONE_SHOWN } from './last-shown.ts'
import type { LastShown } from './last-shown.ts'
import { PromptDraft } from './prompt-draft.svelte.ts'
import { PromptPreview } from './prompt-preview.svelte.ts'
import { RewardDraft } from './reward-draft.svelte.ts'
import { RewardTest } from './reward-test.svelte.ts'
import { Servers } from './servers.svelte.ts'

export type ModelView = 'card' | 'prompt' | 'reward'
/** A model whose files are here, or one behind a server. */
export type AnyCard = ModelCard | ConnectionCard

/** Whether how it is asked can be shown: of a file's model its files are needed, of a server's nothing. */
export function canBeAsked({ prompt, state, origin }: AnyCard): boolean {
  return prompt !== null && (state === 'ready' || origin === 'server')
}

/** Whether a model is a PRM, or may become one. */
function mayScore({ role, origin }: AnyCard): boolean {
  return role === 'verifier' || (origin !== 'embedded' && origin !== 'server')
}

export class Library {
  readonly preview: PromptPreview
  readonly servers: Servers
  readonly rewardTest: RewardTest
  cards = $state.raw<ModelCard[]>([])
  loaded = $state(false)
  found = $state.raw<FoundModel[] | null>(null)
  finding = $state(false)
  /** Model that is shown; null for the page that adds one. */
  current = $state<string | null>(null)
  view = $state<ModelView>('card')
  /** Place in the field of the page that adds one. */
  place = $state('')
  /** Place that is being added, and why one was not. */
  adding = $state<string | null>(null)
  refused = $state.raw<{ place: string; report: ErrorReport } | null>(null)
  /** Model that is being tried, and what came of it by model. */
  trying = $state<string | null>(null)
  readonly tried = new SvelteMap<string, CallResult<'models.try'>>()
  /** Model whose record is being kept. */
  saving = $state<string | null>(null)
  /** What went wrong last with a model, until it is put away. */
  error = $state.raw<ErrorReport | null>(null)

  /** The card that is shown, or null. */
  card: ModelCard | null = $derived(this.cards.find(({ id }) => id === this.current) ?? null)
  /** The same of a server. */
  server: ConnectionCard | null = $derived.by(() => this.servers.cards.find(({ id }) => id === this.current) ?? null)

  #engine: EngineApi
  #shown: LastShown
  #drafts: { id: string; draft: PromptDraft }[] = []
  #rewards: { id: string; draft: RewardDraft }[] = []

  constructor(engine: EngineApi, shown: LastShown = NONE_SHOWN) {
    this.#engine = engine
    this.#shown = shown
    this.preview = new PromptPreview(engine)
    this.servers = new Servers(engine, () => this.#follow())
    this.rewardTest = new RewardTest(engine)
    engine.listen('models.cards.changed', ({ cards }) => this.#adopt(cards))
  }

  /** Looks at all models anew, and the first time shows the one that was shown last, else one of the user's. */
  async refresh(): Promise<void> {
    await this.#attempt(async () => {
      const { cards } = await this.#engine.call('models.cards', {})
      const first = !this.loaded
      await this.servers.refresh()
      this.#adopt(cards)
      this.loaded = true
      if (!first || this.current !== null) return
      const all: AnyCard[] = [...cards, ...this.servers.cards]
      const last = all.find(({ id }) => id === this.#shown.read())
      this.current = (last ?? all.find(({ origin }) => origin !== 'embedded'))?.id ?? null
    })
  }

  /** Looks at them anew after a lost connection, if anybody has looked before. */
  async reconnected(): Promise<void> {
    if (this.loaded) await this.refresh()
  }

  /** Looks where other programs keep models. */
  async find(): Promise<void> {
    if (this.finding) return
    this.finding = true
    await this.#attempt(async () => {
      this.found = (await this.#engine.call('models.find', {})).found
    })
    this.finding = false
  }

  show(id: string | null): void {
    this.current = id
    this.#shown.write(id)
    this.error = null
  }

  /** Keeps a folder or file and shows its card. Why it could not be kept is `refused`. */
  async add(place: string): Promise<void> {
    if (this.adding !== null || place.trim() === '') return
    this.adding = place
    this.refused = null
    try {
      const { card } = await this.#engine.call('models.add', { place: place.trim() })
      this.#adopt([...this.cards.filter(({ id }) => id !== card.id), card])
      this.found = this.found?.filter((one) => one.place !== place) ?? null
      if (this.place === place) this.place = ''
      this.view = 'card'
      this.show(card.id)
    } catch (error) {
      this.refused = { place, report: reportOf(error) }
    }
    this.adding = null
  }

  async remove(id: string): Promise<void> {
    await this.#attempt(async () => {
      await this.#engine.call('models.remove', { id })
      this.servers.adopt(this.servers.cards.filter((card) => card.id !== id))
      this.#adopt(this.cards.filter((card) => card.id !== id))
    })
  }

  async chooseForm(id: string, form: Form): Promise<void> {
    await this.#attempt(async () => this.#replace((await this.#engine.call('models.form', { id, form })).card))
  }

  async stopForm(id: string): Promise<void> {
    await this.#attempt(() => this.#engine.call('models.form.stop', { id }))
  }

  async try(id: string, question: string): Promise<void> {
    if (this.trying !== null) return
    this.trying = id
    await this.#attempt(async () => {
      this.tried.set(id, await this.#engine.call('models.try', { id, question }))
    })
    this.trying = null
  }

  /** Keeps the server that is being added, and shows its card. */
  async addServer(): Promise<void> {
    const card = await this.servers.add()
    if (!card) return
    this.view = 'card'
    this.show(card.id)
  }

  /** What somebody writes of how this model is asked; kept while the window is open. Null for one that is not asked. */
  draft(id: string): PromptDraft | null {
    return this.#drafts.find((one) => one.id === id)?.draft ?? null
  }

  /** What somebody writes of how this PRM is asked, or would be if it were one; null for an embedded policy. */
  rewardDraft(id: string): RewardDraft | null {
    return this.#rewards.find((one) => one.id === id)?.draft ?? null
  }

  /** Keeps how a PRM is asked; null goes back to what the model's files suggest, and gives up what was written. */
  async saveReward(id: string, reward: RewardRecord | null): Promise<void> {
    this.saving = id
    await this.#attempt(async () => {
      const { card } = await this.#engine.call('models.reward', { id, reward })
      if (!card) return
      if (reward === null) this.rewardDraft(id)?.read(card.reward)
      this.#replace(card)
    })
    this.saving = null
  }

  /** Keeps what was written; a refusal leaves it as it is. */
  async save(id: string): Promise<void> {
    const draft = this.draft(id)
    const record = draft?.record
    if (!draft || !record) return
    await this.#keep(id, record, (report) => draft.refuse(report, record))
  }

  /** Goes back to what the model's files suggest, and gives up what was written. */
  async suggest(id: string): Promise<void> {
    await this.#keep(id, null, () => false)
  }

  async #keep(id: string, prompt: AnyCard['prompt'], shown: (report: ErrorReport) => boolean): Promise<void> {
    this.saving = id
    this.error = null
    try {
      const { card } = await this.#engine.call('models.prompt', { id, prompt })
      // Going back gives up what was written; keeping it loses nothing that was written since.
      if (prompt === null && card.prompt) this.draft(id)?.read(card.prompt)
      this.#replace(card)
    } catch (error) {
      const report = reportOf(error)
      if (!shown(report)) this.error = report
    }
    this.saving = null
  }

  #replace(card: AnyCard): void {
    if (card.origin === 'server') this.servers.adopt(this.servers.cards.map((one) => (one.id === card.id ? card : one)))
    else this.#adopt(this.cards.map((one) => (one.id === card.id ? card : one)))
  }

  #adopt(cards: ModelCard[]): void {
    this.cards = cards
    this.#follow()
  }

  /** Keeps what is written in step with the cards. */
  #follow(): void {
    const cards: AnyCard[] = [...this.cards, ...this.servers.cards]
    this.#drafts = cards.flatMap(({ id, prompt }) => {
      if (prompt === null) return []
      const draft = this.draft(id)
      draft?.follow(prompt)
      return [{ id, draft: draft ?? new PromptDraft(prompt) }]
    })
    this.#rewards = cards.filter(mayScore).map(({ id, reward }) => {
      const draft = this.rewardDraft(id)
      draft?.follow(reward)
      return { id, draft: draft ?? new RewardDraft(reward) }
    })
    if (!cards.some(({ id }) => id === this.current)) this.current = null
  }

  async #attempt(work: () => Promise<unknown>): Promise<void> {
    this.error = null
    try {
      await work()
    } catch (error) {
      this.error = reportOf(error)
    }
  }
}
