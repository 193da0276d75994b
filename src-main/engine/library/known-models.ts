// Every model that can be named: the catalog's, those that were added, and any folder or file by its path.
// Knows catalog, store and looks, and puts them together. Does not open models or make forms.
import { join, resolve } from 'node:path'
import { EspalierError, reportOf } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { Form, WideSpeed } from '../../contract/model-card.ts'
import type { Dtype, ModelRole, Origin } from '../../contract/model.ts'
import type { PromptRecord } from '../../contract/prompt-record.ts'
import type { RewardRecord } from '../../contract/reward-record.ts'
import type { AddedModel, AddedModels } from './added-models.ts'
import { lackingFiles, readCatalog } from './catalog-file.ts'
import { originOf } from './found/found-models.ts'
import type { ModelLook } from './model-look.ts'
import { isPlace, placeNamed, stampOf } from './model-place.ts'
import type { ModelReader } from './model-reader.ts'

/** By form; those that were tried. */
export type Speeds = Readonly<Partial<Record<Form, number>>>

export interface KnownModel {
  id: string
  name: string
  role: ModelRole
  origin: Origin
  /** Absolute path of the folder or file. */
  folder: string
  dtype?: Dtype | undefined
  parameters: number
  layers: number
  width: number
  licence: string | null
  bytes: number
  /** Of a PRM: the policies whose text it was trained on, where the catalog or its own files say so. */
  meantFor?: string[] | undefined
  /** The catalog's checksum of an embedded model's graph; else what tells one state of the files from another. */
  sha256: string
  /** What its files say, or said when they were last there; null where that was never read. */
  look: ModelLook | null
  /** The form that was chosen by hand. */
  chosenForm: Form | null
  /** Tokens a second that tries of these files found. */
  speeds: Speeds
  /** The same in wider batches. */
  wideSpeeds: Readonly<Partial<Record<Form, readonly WideSpeed[]>>>
  /** The record that the user has changed. */
  changedPrompt: PromptRecord | null
  /** How a PRM is asked, where the user has said it; a policy for which somebody has said it is a PRM. */
  changedReward: RewardRecord | null
  /** Why it cannot be used, as far as is known without opening it. */
  fault: { state: 'missing' | 'broken'; error: ErrorReport } | null
}

export interface KnownModels {
  /** The catalog's, then the added ones in their order. Looks at the disk anew. Throws where the catalog cannot be read. */
  all(): Promise<KnownModel[]>
  /** The model with this id, or at this place; null where there is none of this id. Throws like `at` for a place. */
  find(id: string): Promise<KnownModel | null>
  /** A folder or file as a model: the added one if it was added. Throws `bad-input`, `model-missing` or `model-broken`. */
  at(place: string): Promise<KnownModel>
  /** Lets a model take this form as long as the program runs, whatever was chosen by hand. */
  prefer(id: string, form: Form): void
  /** With what its files say, read if they were not yet. Throws why they cannot be read. */
  looked(model: KnownModel): Promise<KnownModel & { look: ModelLook }>
}

export function createKnownModels(options: {
  modelsFolder: string
  store: AddedModels
  reader: Pick<ModelReader, 'look'>
}): KnownModels {
  const { modelsFolder, store, reader } = options
  /** Looks by place, each with the state of the files that it was made of. */
  const looks = new Map<string, { stamp: string; look: Promise<ModelLook> }>()

  const preferred = new Map<string, Form>()

  /** Files that have not changed are not read again, also where they are broken. */
  const lookAt = (place: string, stamp: string, role: ModelRole | null): Promise<ModelLook> => {
    const known = looks.get(place)
    if (known?.stamp === stamp) return known.look
    const look = reader.look({ place, role })
    looks.set(place, { stamp, look })
    // Time and memory may do another time.
    look.catch((error: unknown) => {
      if (reportOf(error).code !== 'model-broken') looks.delete(place)
    })
    return look
  }

  const catalogModels = async (): Promise<KnownModel[]> => {
    const { models } = await readCatalog(modelsFolder)
    const { prompts, rewards } = store.read()
    return models.map((entry) => {
      const error = lackingFiles(modelsFolder, entry)
      return {
        ...entry,
        origin: 'embedded',
        folder: join(modelsFolder, entry.folder),
        look: null,
        chosenForm: null,
        speeds: {},
        wideSpeeds: {},
        changedPrompt: prompts[entry.id] ?? null,
        changedReward: rewards[entry.id] ?? null,
        fault: error && { state: 'missing', error },
      }
    })
  }

  const ofPlace = (model: Pick<AddedModel, 'id' | 'place' | 'origin' | 'form' | 'look'>, stamp: string): KnownModel => {
    const { id, place, origin, form, look } = model
    const { name, dtype, parameters, layers, width, licence, bytes, meantFor } = look
    const what = { name, dtype, parameters, layers, width, licence, bytes, meantFor }
    const { prompts, rewards, speeds: measured } = store.read()
    const own = measured.filter((one) => one.stamp === stamp)
    const speeds = Object.fromEntries(own.map((one) => [one.form, one.tokensPerSecond]))
    const wideSpeeds = Object.fromEntries(own.map((one) => [one.form, one.wideSpeeds]))
    const changed = { changedPrompt: prompts[id] ?? null, changedReward: rewards[id] ?? null }
    const kept = { chosenForm: preferred.get(id) ?? form, speeds, wideSpeeds, ...changed }
    const role = changed.changedReward ? 'verifier' : look.role
    return { id, ...what, role, origin, folder: place, sha256: stamp, look, ...kept, fault: null }
  }

  const addedModel = async (model: AddedModel): Promise<KnownModel> => {
    const stamp = await stampOf(model.place)
    if (stamp === null) return { ...ofPlace(model, ''), fault: { state: 'missing', error: gone(model) } }
    try {
      return ofPlace({ ...model, look: await lookAt(model.place, stamp, model.look.role) }, stamp)
    } catch (error) {
      const report = reportOf(error)
      const state = report.code === 'model-missing' ? 'missing' : 'broken'
      return { ...ofPlace(model, stamp), fault: { state, error: report } }
    }
  }

  const at = async (place: string): Promise<KnownModel> => {
    const path = await placeNamed(place)
    const catalog = (await catalogModels().catch(() => [])).find(({ folder }) => resolve(folder) === path)
    if (catalog) return catalog
    const added = store.read().models.find((model) => model.place === path)
    if (added) return await addedModel(added)
    const stamp = (await stampOf(path)) ?? ''
    const look = await lookAt(path, stamp, null)
    return ofPlace({ id: path, place: path, origin: await originOf(path), form: null, look }, stamp)
  }

  return {
    async all() {
      return [...(await catalogModels()), ...(await Promise.all(store.read().models.map(addedModel)))]
    },
    async find(id) {
      const added = store.read().models.find((model) => model.id === id)
      if (added) return await addedModel(added)
      const catalog = (await catalogModels()).find((model) => model.id === id)
      if (catalog || !isPlace(id)) return catalog ?? null
      return await at(id)
    },
    at,
    prefer: (id, form) => void preferred.set(id, form),
    async looked(model) {
      const look = model.look ?? (await lookAt(model.folder, model.sha256, model.role))
      // One of the program runs as it was published, which its checksum is of.
      const forms = model.origin === 'embedded' ? look.forms.slice(0, 1) : look.forms
      return { ...model, look: { ...look, forms } }
    },
  }
}

function gone({ place, look }: AddedModel): ErrorReport {
  return {
    code: 'model-missing',
    message: `The files of the model “${look.name}” are not there.`,
    advice: 'Connect the drive that they lie on; if they were deleted, remove the model from the list.',
    details: place,
  }
}

/** Throws what is wrong with a model that cannot be used. */
export function checkUsable({ fault }: KnownModel): void {
  if (fault) throw new EspalierError(fault.error)
}
