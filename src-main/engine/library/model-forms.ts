// The forms of models that the program has to make: which are there, making one, and deleting them with their model.
// Knows the folder of forms, the store and what goes on. Does not know how a form is made (whoever `make` is).
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { EspalierError } from '../../contract/errors.ts'
import type { Form } from '../../contract/model-card.ts'
import { makeFolder } from '../make-folder.ts'
import type { AddedModels, MadeForm } from './added-models.ts'
import type { KnownModel } from './known-models.ts'
import type { FormState } from './model-cards.ts'
import type { LookForm } from './model-look.ts'

/** Makes a form in a folder and returns its file. Rejects with the signal's reason when it is aborted; then nothing is left. */
export type MakeForm = (
  order: { place: string; form: Form; folder: string },
  options: { signal: AbortSignal; progress: (share: number) => void },
) => Promise<string>

export interface ModelForms {
  state(model: KnownModel, form: LookForm): FormState
  /**
   * The file of a form, which is made if it is not there; null for one that is read in place. Callers that ask for the same one share
   * the work. Rejects with `model-broken`, `store-failed`, or `engine-stopped` after a stop.
   */
  fileOf(model: KnownModel, form: LookForm): Promise<string | null>
  /** Stops making forms of a model. */
  stop(id: string): void
  /** Deletes the forms of a model, but for those that another added model has too. */
  remove(model: KnownModel): Promise<void>
  /** Stops all and waits until nothing of it is left. */
  close(): Promise<void>
}

interface Making {
  id: string
  progress: number
  abort: AbortController
  file: Promise<string>
}

/** `folder` is null where nothing can be kept. `told` is called when the share of a form that is made changes, and when it ends. */
export function createModelForms(options: {
  folder: string | null
  store: AddedModels
  make: MakeForm
  told: (what: { model: KnownModel; form: LookForm; progress: number }) => void
}): ModelForms {
  const { folder, store, make, told } = options
  const going = new Map<string, Making>()

  const made = ({ sha256 }: KnownModel, { form }: LookForm): string | null => {
    const entry = store.read().forms.find((one) => one.stamp === sha256 && one.form === form)
    const file = entry && folder !== null ? join(folder, entry.file) : null
    return file !== null && existsSync(file) ? file : null
  }

  const start = (model: KnownModel, form: LookForm): Promise<string> => {
    if (folder === null) return Promise.reject(noFolder())
    const key = keyOf(model, form)
    const known = going.get(key)
    if (known) return known.file
    const abort = new AbortController()
    const progress = (share: number) => {
      making.progress = share
      told({ model, form, progress: share })
    }
    const work = async () => {
      makeFolder(folder)
      const order = { place: model.folder, form: form.form, folder }
      const file = await make(order, { signal: abort.signal, progress })
      const entry: MadeForm = { stamp: model.sha256, form: form.form, file: basename(file) }
      const isSame = (one: MadeForm) => one.stamp === entry.stamp && one.form === entry.form
      await store.change((content) => ({
        ...content,
        forms: [...content.forms.filter((one) => !isSame(one)), entry],
      }))
      return file
    }
    const making: Making = { id: model.id, progress: 0, abort, file: Promise.resolve('') }
    going.set(key, making)
    progress(0)
    making.file = work().finally(() => {
      going.delete(key)
      told({ model, form, progress: 1 })
    })
    // Whoever asked for it is told, and nobody else.
    making.file.catch(() => undefined)
    return making.file
  }

  return {
    state(model, form) {
      if (form.diskBytes === 0) return { state: 'ready', progress: null }
      const making = going.get(keyOf(model, form))
      if (making) return { state: 'making', progress: making.progress }
      return { state: made(model, form) === null ? 'to-make' : 'ready', progress: null }
    },
    fileOf: async (model, form) => (form.diskBytes === 0 ? null : (made(model, form) ?? (await start(model, form)))),
    stop(id) {
      for (const making of going.values()) if (making.id === id) making.abort.abort(stopped())
    },
    async remove({ id, sha256 }) {
      const ends = [...going.values()].filter((making) => making.id === id)
      for (const making of ends) making.abort.abort(stopped())
      await Promise.allSettled(ends.map(({ file }) => file))
      const own = store.read().forms.filter(({ stamp }) => stamp === sha256)
      if (own.length === 0) return
      await store.change((content) => ({ ...content, forms: content.forms.filter(({ stamp }) => stamp !== sha256) }))
      const kept = new Set(store.read().forms.map(({ file }) => file))
      const files = own.flatMap(({ file }) => (kept.has(file) || folder === null ? [] : [join(folder, file)]))
      // A file that the system holds is left behind; its name says nothing of the model.
      await Promise.allSettled(files.map((file) => rm(file, { force: true })))
    },
    async close() {
      const ends = [...going.values()]
      for (const making of ends) making.abort.abort(stopped())
      await Promise.allSettled(ends.map(({ file }) => file))
    },
  }
}

function keyOf({ sha256, folder }: KnownModel, { form }: LookForm): string {
  return [folder, sha256, form].join('\n')
}

function stopped(): EspalierError {
  return new EspalierError({
    code: 'engine-stopped',
    message: 'The making of the smaller form was stopped.',
    advice: 'Make it again, or use the model as it is stored.',
  })
}

function noFolder(): EspalierError {
  return new EspalierError({
    code: 'store-failed',
    message: 'There is no data folder to keep a smaller form in.',
    advice: 'Name one with ESPALIER_DATA, or use the model as it is stored.',
  })
}
