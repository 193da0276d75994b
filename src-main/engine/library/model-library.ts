// The models: which there are, which can be used, and their open sessions, one for each, opened when first needed; and those
// that are named by a server's address.
// Knows what can be named, sessions and servers. Does not know runs or what happens inside a session.
import { stat } from 'node:fs/promises'
import type { ModelCache } from '../../contract/cache-use.ts'
import type { Device } from '../../contract/device.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { EspalierError, reportOf } from '../../contract/errors.ts'
import type { CatalogEntry, FileModelInfo, ModelInfo, ModelRole } from '../../contract/model.ts'
import type { PromptRecord } from '../../contract/prompt-record.ts'
import type { RunModel } from '../../contract/run.ts'
import { promptChecksum } from '../../inference/prompt/prompt-checksum.ts'
import { isServerAddress } from '../../inference/server/model-server.ts'
import type { openSession, Session } from '../../inference/session/session-client.ts'
import type { AddedModels } from './added-models.ts'
import type { Connections } from './connections.ts'
import { checkUsable } from './known-models.ts'
import type { KnownModel, KnownModels } from './known-models.ts'
import { formOf, machineMemory, rewardOf } from './model-cards.ts'
import { modelChecksum } from './model-checksum.ts'
import type { ModelForms } from './model-forms.ts'
import type { LookForm } from './model-look.ts'
import { rewardFacts, withReward } from './model-reward.ts'
import { openServer } from './served-models.ts'
import type { ServedModel } from './served-models.ts'

/** A model that can be asked, and how a run records it. */
export type OpenModel = { kind: 'session'; session: Session; model: RunModel } | ServedModel

/** What a model is opened for. */
export type ModelPart = ModelRole | 'judge' | 'scored'

export interface ModelLibrary {
  /** What the catalog names, what was added, and what was found of it. Looks at the disk anew at each call. */
  list(): Promise<ModelInfo[]>
  /**
   * The model with this id or at this path, its session opened if it is not open yet; or the server at this address, asked for its
   * model. A judge is a policy that is asked about steps; `scored`, any model in a session is asked as a PRM. Throws `not-found`, `bad-input` (wrong role, no address), `model-missing`,
   * `model-broken`, `server-unreachable` or `server-failed`.
   */
  open(id: string, part: ModelPart): Promise<OpenModel>
  /** Whether a session of this model is open. */
  isOpen(id: string): boolean
  /** Why a model cannot be used, as far as its files and its last opening tell. */
  faultOf(model: KnownModel): KnownModel['fault']
  /** Ends the sessions that these models must not find as they are, to be opened at their places. Only while no run goes on. */
  makeReady(ids: readonly string[]): Promise<void>
  /** Ends the sessions of a model. Only while no run goes on. */
  end(id: string): Promise<void>
  /** What the prefix caches of the open sessions hold. */
  caches(): Promise<ModelCache[]>
  /** Ends every session in order. */
  close(): Promise<void>
}

/** What the devices' rules need to know of a model. */
export type PlacedModel = Pick<CatalogEntry, 'id' | 'name' | 'role' | 'folder' | 'sha256'> & Pick<KnownModel, 'dtype'>

/** Where sessions go. */
export interface ModelPlaces {
  /** Opens a session at its place; `openOn` may refuse a GPU. */
  open(model: PlacedModel, openOn: (device: Device) => Promise<Session>): Promise<Session>
  /** Ids of the open sessions that must end before these models run at their places. */
  outdated(models: readonly PlacedModel[]): string[]
}

interface Opened {
  id: string
  /** Tells sessions of one model from each other: its files, or how it is opened, may change. */
  state: string
  opening: Promise<Ready>
  /** Once it has opened. */
  ready: Ready | null
}

interface Ready {
  session: Session
  /** Of the model as it was when its session was opened. */
  checksum: string
}

/** `changed` is called when a model was opened, lost or found broken. */
export function createModelLibrary(options: {
  known: KnownModels
  connections: Pick<Connections, 'find' | 'infos' | 'open'>
  forms: Pick<ModelForms, 'fileOf'>
  store: Pick<AddedModels, 'read' | 'remember'>
  threads: number
  open: typeof openSession
  places: ModelPlaces
  /** Whether a server may be named by its address, or only once it was added. */
  byAddress: boolean
  changed: () => void
}): ModelLibrary {
  const { known, connections, forms, store, threads, open, places, byAddress, changed } = options
  const sessions = new Set<Opened>()
  const broken = new Map<string, { state: string; report: ErrorReport }>()
  const closing = new AbortController()
  let readying = Promise.resolve()

  const openChecked = async (model: KnownModel): Promise<Ready> => {
    checkUsable(model)
    const { role, folder, dtype = null } = model
    const chosen = formFor(model)
    const form = chosen && (await forms.fileOf(model, chosen))
    const sums = new Map(Object.entries(store.read().checksums))
    const session = await places.open(model, (device) => open({ folder, role, dtype, form, threads, device, sums }))
    if (model.origin !== 'embedded') await store.remember(sums)
    const { sha256 } = session.facts
    if (model.origin === 'embedded' && sha256 !== model.sha256) {
      await session.close()
      throw replaced(model, sha256)
    }
    return { session, checksum: await checksumOf(model, sha256) }
  }

  const openedOf = (model: KnownModel): Opened => {
    const { id } = model
    const state = stateOf(model)
    const there = [...sessions].find((one) => one.id === id && one.state === state)
    if (there) return there
    const opened: Opened = { id, state, opening: openChecked(model), ready: null }
    sessions.add(opened)
    opened.opening.then(
      (ready) => {
        broken.delete(id)
        opened.ready = ready
        void ready.session.closed.then(() => {
          sessions.delete(opened)
          changed()
        })
        changed()
      },
      (error: unknown) => {
        sessions.delete(opened)
        const report = reportOf(error)
        if (report.code !== 'model-missing') broken.set(id, { state, report })
        changed()
      },
    )
    return opened
  }

  const end = async (ended: readonly Opened[]) => {
    for (const opened of ended) sessions.delete(opened)
    // A session that failed to open has nothing to close; its caller was told.
    await Promise.all(ended.map(({ opening }) => opening.then(({ session }) => session.close()).catch(() => undefined)))
  }

  const faultOf = (model: KnownModel): KnownModel['fault'] => {
    const found = broken.get(model.id)
    return model.fault ?? (found?.state === stateOf(model) ? { state: 'broken', error: found.report } : null)
  }

  const infoOf = (model: KnownModel): FileModelInfo => {
    const { id, name, role, folder, dtype, parameters, layers, width, licence, sha256, bytes, origin, meantFor } = model
    const fault = faultOf(model)
    const sampling = recordOf(model)?.sampling
    return {
      ...{ id, name, role, folder, parameters, layers, width, licence, sha256, bytes, origin },
      ...(dtype === undefined ? {} : { dtype }),
      ...(meantFor === undefined ? {} : { meantFor }),
      ...(sampling === undefined ? {} : { sampling }),
      state: fault?.state ?? 'ready',
      error: fault?.error ?? null,
      device: [...sessions].find((one) => one.id === id && one.ready)?.ready?.session.facts.device ?? null,
    }
  }

  const all = async () => [...(await known.all()), ...connections.infos()]

  return {
    list: async () => [...(await known.all()).map(infoOf), ...connections.infos()],

    async open(id, part) {
      const role = roleOf(part)
      const asked = part === 'scored' ? role : part
      const reward = store.read().rewards[id]
      if (isServerAddress(id) && !byAddress) throw notAdded(id)
      if (isServerAddress(id)) return withReward(await openServer(id, asked, closing.signal), role, reward)
      const connection = connections.find(id)
      if (connection) {
        if (connection.role !== role) throw otherRole(id, role, await all())
        return withReward(await connections.open(connection, asked, closing.signal), role, reward)
      }
      await readying
      const found = await known.find(id)
      const model = found && part === 'scored' ? { ...found, role } : found
      if (!model) throw unknownModel(id, await all(), role)
      if (model.role !== role) throw otherRole(id, role, await all())
      // A session that was opened now would outlive the library.
      closing.signal.throwIfAborted()
      const { session, checksum } = await openedOf(model).opening
      const { shape, sha256, device } = session.facts
      return {
        kind: 'session',
        session,
        model: {
          id,
          name: model.name,
          shape,
          sha256,
          checksum,
          ...weightsOf(model),
          ...promptOf(model),
          ...rewardFacts(rewardOf(model, model.look)),
          device,
        },
      }
    },

    faultOf,

    isOpen: (id) => [...sessions].some((one) => one.id === id),

    makeReady(ids) {
      // Set at once, so that whoever opens a model from now on waits for it.
      readying = readying.then(async () => {
        const served = (id: string) => isServerAddress(id) || connections.find(id) !== null
        const models = await Promise.all(ids.map(async (id) => (served(id) ? null : await known.find(id))))
        const wanted = models.filter((model) => model !== null)
        const outdated = new Set(places.outdated(wanted))
        const isChanged = ({ id, state }: Opened) => wanted.some((model) => model.id === id && stateOf(model) !== state)
        await end([...sessions].filter((opened) => outdated.has(opened.id) || isChanged(opened)))
      })
      // What is wrong with the catalog or a session is told to who opens it.
      readying = readying.catch(() => undefined)
      return readying
    },

    end: (id) => end([...sessions].filter((opened) => opened.id === id)),

    async caches() {
      const uses = [...sessions].map(async ({ id: model, ready }): Promise<ModelCache[]> => {
        const use = await ready?.session.cacheUse()
        return use ? [{ model, ...use }] : []
      })
      return (await Promise.all(uses)).flat()
    },

    async close() {
      closing.abort()
      await end([...sessions])
    },
  }
}

/** The form that a session takes; null for an embedded model, which has one. */
function formFor({ origin, look, chosenForm: chosen, speeds }: KnownModel): LookForm | null {
  return origin === 'embedded' || look === null ? null : formOf(look, { chosen, speeds, memory: machineMemory() })
}

function weightsOf(model: KnownModel): Pick<RunModel, 'weights'> {
  const form = formFor(model)
  return form ? { weights: form.weights } : {}
}

/** What a session depends on. */
function stateOf(model: KnownModel): string {
  return [model.sha256, model.dtype, model.role, formFor(model)?.form].join(' ')
}

/** Of a single file its own checksum says all. */
async function checksumOf({ folder, role }: KnownModel, sha256: string): Promise<string> {
  return (await stat(folder)).isDirectory() ? await modelChecksum(folder, role, sha256) : sha256
}

function replaced({ name, sha256 }: KnownModel, found: string): EspalierError {
  return new EspalierError({
    code: 'model-broken',
    message: `The graph of the model “${name}” is not the one that the catalog names; it is damaged or was replaced.`,
    advice: 'Restore the model folder, or correct its checksum in catalog.json if you replaced it on purpose.',
    details: `SHA-256 ${found}, catalog ${sha256}`,
  })
}

/** What a page names would else be asked, whatever it is: also what only this machine reaches. */
function notAdded(address: string): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The server at ${address.slice(0, 200)} is not among the models.`,
    advice: 'Add it on the Models screen; then name it by what it is called there.',
  })
}

type Named = Pick<KnownModel, 'id' | 'role'>

function unknownModel(id: string, known: readonly Named[], role: ModelRole): EspalierError {
  return new EspalierError({
    code: 'not-found',
    message: `There is no model “${id.slice(0, 200)}”.`,
    advice: knownOf(known, role),
  })
}

function otherRole(id: string, role: ModelRole, known: readonly Named[]): EspalierError {
  const wanted = role === 'verifier' ? 'process reward model (PRM)' : 'policy'
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${id}” is not a ${wanted}.`,
    advice: knownOf(known, role),
  })
}

function knownOf(known: readonly Named[], role: ModelRole): string {
  return `Known: ${known.flatMap((model) => (model.role === role ? [model.id] : [])).join(', ') || 'none'}.`
}

function roleOf(part: ModelPart): ModelRole {
  if (part === 'judge') return 'policy'
  return part === 'scored' ? 'verifier' : part
}

/** How a policy is asked; null for an embedded one that nobody has changed, whose files say it all, and for a PRM. */
function recordOf({ role, changedPrompt, look }: KnownModel): PromptRecord | null {
  return role === 'policy' ? (changedPrompt ?? look?.prompt ?? null) : null
}

/** The same as a run records it, with its checksum. */
function promptOf(model: KnownModel): Pick<RunModel, 'prompt' | 'promptChecksum'> {
  const prompt = recordOf(model)
  return prompt ? { prompt, promptChecksum: promptChecksum(prompt) } : {}
}
