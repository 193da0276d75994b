// The calls about models of the user's: cards, finding, adding, prompts, forms and tries.
// Knows who does what. Does not know how models are read, opened or kept.
import { realpath } from 'node:fs/promises'
import type { CallAnswers } from '../../contract/api.ts'
import { EspalierError, reportOf } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { MODEL_CALLS } from '../../contract/model-card.ts'
import type { Form, ModelCard, TryResult } from '../../contract/model-card.ts'
import { recordsBut } from './added-models.ts'
import type { AddedContent, AddedModel, AddedModels } from './added-models.ts'
import { readCatalog } from './catalog-file.ts'
import { findModels } from './found/found-models.ts'
import { checkUsable } from './known-models.ts'
import type { KnownModel, KnownModels } from './known-models.ts'
import { cardOf, machineMemory } from './model-cards.ts'
import type { ModelForms } from './model-forms.ts'
import { freeId } from './model-id.ts'
import type { ModelLibrary } from './model-library.ts'
import type { ModelReader } from './model-reader.ts'
import { triedSession, tryModel } from './model-try.ts'

/** Tokens of a try whose speed is kept, at least. */
const LEAST_TOKENS = 8

/** Those of PRMs' formats are in reward-calls.ts. */
export type ModelCalls = Required<
  CallAnswers<Exclude<keyof typeof MODEL_CALLS, 'models.reward' | 'models.reward.test'>>
>

/** Finished downloads: which there are, and deleting that with this place, if there is one. */
export interface Downloads {
  list(): readonly { place: string }[]
  remove(place: string): void
}

/**
 * `busy` tells whether a run goes on; `changed` is called when a list of models or cards would differ from the last one, and
 * `failed` with what went wrong where nobody waits for it.
 */
export function createModelCalls(options: {
  modelsFolder: string
  known: KnownModels
  /** Ids of models behind servers. */
  served: () => readonly string[]
  store: AddedModels
  reader: Pick<ModelReader, 'preview' | 'tokens'>
  forms: ModelForms
  downloads: Downloads
  library: Pick<ModelLibrary, 'open' | 'end' | 'isOpen' | 'faultOf'>
  busy: () => boolean
  changed: () => void
  failed: (report: ErrorReport) => void
}): {
  calls: ModelCalls
  /** The cards, for who follows them; null where nobody has asked for them yet: to look at every model takes a thread. */
  watched: () => Promise<ModelCard[] | null>
  /** Keeps finished downloads that are not kept yet; one that cannot be read is left out. */
  adopt: () => Promise<void>
  /** The model with this id; rejects with `not-found`. */
  wanted: (id: string) => Promise<KnownModel>
  cardFor: (model: KnownModel) => Promise<ModelCard>
  close: () => void
} {
  const { modelsFolder, known, served, store, reader, forms, downloads, library, busy, changed, failed } = options
  const ending = new AbortController()
  let isWatched = false

  const cardFor = async (model: KnownModel): Promise<ModelCard> => {
    const { look } = await known.looked(model)
    return cardOf(model, look, {
      memory: machineMemory(),
      fault: library.faultOf(model),
      state: (form) => forms.state(model, form),
    })
  }
  const cards = async () => {
    const models = await known.all()
    // An embedded model whose files were never read has no card; the list of models says what is wrong with it.
    const made = await Promise.all(models.map((model) => cardFor(model).catch(() => null)))
    return made.filter((card) => card !== null)
  }

  const wanted = async (id: string): Promise<KnownModel> => {
    const model = await known.find(id)
    if (model) return model
    const ids = (await known.all()).map((one) => one.id)
    throw new EspalierError({
      code: 'not-found',
      message: `There is no model “${id.slice(0, 200)}”.`,
      advice: `Known: ${ids.join(', ')}.`,
    })
  }

  const formIn = async (model: KnownModel, form: Form) => {
    const { look } = await known.looked(model)
    const there = look.forms.find((one) => one.form === form)
    if (there) return there
    throw noSuchForm(model, look.forms)
  }

  const adopt = async () => {
    const kept = new Set(store.read().models.map(({ place }) => place))
    for (const { place } of downloads.list()) {
      if (kept.has(place)) continue
      const model = await known.at(place).catch(() => null)
      // Where it cannot be kept, the next list tries again.
      if (model) await keep({ ...model, origin: 'downloaded' }).catch(() => undefined)
    }
  }

  const keep = async (model: KnownModel): Promise<void> => {
    const { look } = await known.looked(model)
    const catalog = (await readCatalog(modelsFolder)).models.map(({ id }) => id)
    const { folder: place, origin, name } = model
    await store.change((content) => {
      if (content.models.some((one) => one.place === place)) return content
      const id = freeId(name, [...catalog, ...served(), ...content.models.map((one) => one.id)])
      const added: AddedModel = { id, place, origin, added: new Date().toISOString(), form: null, look }
      return { ...content, models: [...content.models, added] }
    })
  }

  /** Another form is used then, so that the next run does not begin what was stopped or has failed. */
  const notMade = async ({ id }: KnownModel, form: Form, report: ErrorReport) => {
    const isMeant = (one: AddedModel) => one.id === id && one.form === form
    const change = (content: AddedContent) => ({
      ...content,
      models: content.models.map((one) => (isMeant(one) ? { ...one, form: null } : one)),
    })
    await store.change(change).catch(() => undefined)
    changed()
    if (report.code !== 'engine-stopped') failed(report)
  }

  /** Keeps how fast a policy wrote in the form that it was tried in; a few tokens tell nothing. */
  const measured = async (model: KnownModel, { tokens, tokensPerSecond, wideSpeeds }: TryResult) => {
    if (model.role !== 'policy' || tokens < LEAST_TOKENS || !isKept(store.read(), model)) return
    const { form } = await cardFor(model)
    const { sha256: stamp } = model
    const change = (content: AddedContent) => ({
      ...content,
      speeds: [
        ...content.speeds.filter((one) => one.stamp !== stamp || one.form !== form),
        { stamp, form, tokensPerSecond, wideSpeeds },
      ],
    })
    // The try has come through all the same.
    await store.change(change).catch(() => undefined)
    changed()
  }

  const calls: ModelCalls = {
    async 'models.cards'() {
      isWatched = true
      await adopt()
      return { cards: await cards() }
    },

    async 'models.find'() {
      const [found, models] = await Promise.all([findModels(), known.all()])
      const real = (place: string) => realpath(place).catch(() => place)
      const there = new Set(await Promise.all(models.map(({ folder }) => real(folder))))
      const places = await Promise.all(found.map(({ place }) => real(place)))
      return { found: found.filter((_, at) => !there.has(places[at]!)) }
    },

    'models.look': async ({ place }) => ({ card: await cardFor(await known.at(place)) }),

    async 'models.add'({ place }) {
      const model = await known.at(place)
      if (isKept(store.read(), model) || model.origin === 'embedded') return { card: await cardFor(model) }
      checkUsable(model)
      await keep(model)
      changed()
      return { card: await cardFor(await known.at(model.folder)) }
    },

    async 'models.remove'({ id }) {
      const model = await wanted(id)
      if (model.origin === 'embedded') throw partOfProgram(model)
      if (!isKept(store.read(), model)) throw notAdded(model)
      if (busy() && library.isOpen(model.id)) throw inUse(model)
      await library.end(model.id)
      await forms.remove(model)
      await store.change((content) => ({
        ...content,
        models: content.models.filter((one) => one.id !== model.id),
        prompts: recordsBut(model.id, content.prompts),
        rewards: recordsBut(model.id, content.rewards),
        speeds: content.speeds.filter(({ stamp }) => stamp !== model.sha256),
      }))
      downloads.remove(model.folder)
      changed()
      return {}
    },

    async 'models.prompt'({ id, prompt }) {
      const model = await wanted(id)
      if (model.role !== 'policy') throw notAsked(model)
      if (model.origin !== 'embedded' && !isKept(store.read(), model)) throw notAdded(model)
      if (prompt) await reader.preview({ place: model.folder, prompt, question: '1 + 1', solution: '' })
      await store.change((content) => ({
        ...content,
        prompts: { ...recordsBut(model.id, content.prompts), ...(prompt ? { [model.id]: prompt } : {}) },
      }))
      changed()
      return { card: await cardFor(await wanted(id)) }
    },

    async 'models.preview'({ id, prompt, question, solution }) {
      const model = await wanted(id)
      if (model.role !== 'policy') throw notAsked(model)
      checkUsable(model)
      return await reader.preview({ place: model.folder, prompt, question, solution })
    },

    async 'models.tokens'({ id, ids }) {
      const model = await wanted(id)
      if (model.role !== 'policy') throw notAsked(model)
      checkUsable(model)
      return await reader.tokens({ place: model.folder, ids })
    },

    async 'models.form'({ id, form, keep }) {
      const model = await wanted(id)
      const chosen = await formIn(model, form)
      if (!keep) {
        known.prefer(model.id, form)
        changed()
        return { card: await cardFor(await wanted(id)) }
      }
      if (model.origin !== 'embedded' && !isKept(store.read(), model)) throw notAdded(model)
      await store.change((content) => ({
        ...content,
        models: content.models.map((one) => (one.id === model.id ? { ...one, form } : one)),
      }))
      // Not awaited: whoever asked follows how it goes, and a run that needs it waits for it.
      forms.fileOf(model, chosen).catch((error: unknown) => notMade(model, form, reportOf(error)))
      changed()
      return { card: await cardFor(await wanted(id)) }
    },

    async 'models.form.make'({ id, form }) {
      const model = await wanted(id)
      await forms.fileOf(model, await formIn(model, form))
      return { card: await cardFor(model) }
    },

    async 'models.form.stop'({ id }) {
      const model = await wanted(id)
      forms.stop(model.id)
      return {}
    },

    async 'models.try'({ id, question }) {
      const model = await wanted(id)
      const { role } = model
      const open = async () => {
        const opened = await library.open(id, role)
        if (opened.kind !== 'session') throw new RangeError('A model of the library is no server.')
        return triedSession({ session: opened.session, role, prompt: opened.model.prompt ?? null })
      }
      const result = await tryModel(open, question, ending.signal)
      await measured(model, result)
      return result
    },
  }
  return {
    calls,
    adopt,
    wanted,
    cardFor,
    watched: async () => (isWatched ? await cards() : null),
    close: () => ending.abort(stopped()),
  }
}

/** Whether a model was added. */
export function isKept({ models }: AddedContent, { id }: KnownModel): boolean {
  return models.some((one) => one.id === id)
}

function partOfProgram({ name }: KnownModel): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${name}” is part of Espalier.`,
    advice: 'Only models that were added can be removed.',
  })
}

export function notAdded({ name }: KnownModel): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${name}” was not added.`,
    advice: 'Add it first; then it is kept with how it is asked.',
  })
}

function notAsked({ name }: KnownModel): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${name}” scores steps and writes none, so nothing is asked of it in words.`,
    advice: 'Choose a policy.',
  })
}

function inUse({ name }: KnownModel): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${name}” is in use.`,
    advice: 'Stop what runs with it, then remove it.',
  })
}

function noSuchForm({ name }: KnownModel, forms: readonly { form: Form }[]): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${name}” has no such form.`,
    advice: `It has: ${forms.map(({ form }) => form).join(', ')}.`,
  })
}

function stopped(): EspalierError {
  return new EspalierError({ code: 'engine-stopped', message: 'The engine was stopped.', advice: 'Try again.' })
}
