// The models: which there are, which can be used, and their open sessions, one for each, opened when first needed; and those
// that are named by a server's address.
// Knows the catalog, sessions and servers. Does not know runs or what happens inside a session.
import { join } from 'node:path'
import type { ModelCache } from '../../contract/cache-use.ts'
import type { Device } from '../../contract/device.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { EspalierError, reportOf } from '../../contract/errors.ts'
import type { CatalogEntry, ModelInfo, ModelRole } from '../../contract/model.ts'
import type { RunModel } from '../../contract/run.ts'
import { findPolicyServer, findVerifierServer, isServerAddress } from '../../inference/server/model-server.ts'
import type { ServerFacts } from '../../inference/server/model-server.ts'
import type { openSession, Session } from '../../inference/session/session-client.ts'
import { lackingFiles, readCatalog } from './catalog-file.ts'
import { modelChecksum } from './model-checksum.ts'

/** A model that can be asked, and how a run records it. */
export type OpenModel =
  { kind: 'session'; session: Session; model: RunModel } | { kind: 'server'; facts: ServerFacts; model: RunModel }

export interface ModelLibrary {
  /** What the catalog names and what was found. Looks at the disk anew at each call. */
  list(): Promise<ModelInfo[]>
  /**
   * The model with this id, its session opened if it is not open yet; or the server at this address, asked for its model.
   * Throws `not-found`, `bad-input` (wrong role, no address), `model-missing`, `model-broken`, `server-unreachable` or
   * `server-failed`.
   */
  open(id: string, role: ModelRole): Promise<OpenModel>
  /** Ends the sessions that these models must not find as they are, to be opened at their places. Only while no run goes on. */
  makeReady(ids: readonly string[]): Promise<void>
  /** What the prefix caches of the open sessions hold. */
  caches(): Promise<ModelCache[]>
  /** Ends every session in order. */
  close(): Promise<void>
}

/** Where sessions go. */
export interface ModelPlaces {
  /** Opens a session at its place; `openOn` may refuse a GPU. */
  open(model: CatalogEntry, openOn: (device: Device) => Promise<Session>): Promise<Session>
  /** Ids of the open sessions that must end before these models run at their places. */
  outdated(models: readonly CatalogEntry[]): string[]
}

/** `changed` is called when a model was opened, lost or found broken. */
export function createModelLibrary(options: {
  modelsFolder: string
  threads: number
  open: typeof openSession
  places: ModelPlaces
  changed: () => void
}): ModelLibrary {
  const { modelsFolder, threads, open, places, changed } = options
  const sessions = new Map<string, Promise<Session>>()
  /** Of the sessions, those that have opened. */
  const ready = new Map<string, Session>()
  /** Of each model as it was when its session was opened. */
  const checksums = new Map<string, string>()
  const broken = new Map<string, ErrorReport>()
  const closing = new AbortController()
  let readying = Promise.resolve()

  const forget = (id: string) => {
    sessions.delete(id)
    ready.delete(id)
  }

  const openChecked = async (entry: CatalogEntry) => {
    const lacking = lackingFiles(modelsFolder, entry)
    if (lacking) throw new EspalierError(lacking)
    const { role, dtype = 'fp32' } = entry
    const folder = join(modelsFolder, entry.folder)
    const session = await places.open(entry, (device) => open({ folder, role, dtype, threads, device }))
    if (session.facts.sha256 !== entry.sha256) {
      await session.close()
      throw new EspalierError({
        code: 'model-broken',
        message: `The graph of the model “${entry.name}” is not the one that the catalog names; it is damaged or was replaced.`,
        advice: 'Restore the model folder, or correct its checksum in catalog.json if you replaced it on purpose.',
        details: `SHA-256 ${session.facts.sha256}, catalog ${entry.sha256}`,
      })
    }
    checksums.set(entry.id, await modelChecksum(folder, role, session.facts.sha256))
    return session
  }

  const opened = (entry: CatalogEntry) => {
    const { id } = entry
    const known = sessions.get(id)
    if (known) return known
    const opening = openChecked(entry)
    sessions.set(id, opening)
    opening.then(
      (session) => {
        broken.delete(id)
        ready.set(id, session)
        void session.closed.then(() => {
          forget(id)
          changed()
        })
        changed()
      },
      (error: unknown) => {
        forget(id)
        const report = reportOf(error)
        if (report.code !== 'model-missing') broken.set(id, report)
        changed()
      },
    )
    return opening
  }

  return {
    async list() {
      const { models } = await readCatalog(modelsFolder)
      return models.map((entry): ModelInfo => {
        const lacking = lackingFiles(modelsFolder, entry)
        const error = lacking ?? broken.get(entry.id) ?? null
        const state = error === null ? 'ready' : lacking ? 'missing' : 'broken'
        return { ...entry, state, error, device: ready.get(entry.id)?.facts.device ?? null }
      })
    },

    async open(id, role) {
      if (isServerAddress(id)) return await atServer(id, role, closing.signal)
      await readying
      const { models } = await readCatalog(modelsFolder)
      const entry = models.find((model) => model.id === id)
      const known = models.filter((model) => model.role === role).map((model) => model.id)
      const advice = `Known: ${known.join(', ') || 'none'}.`
      if (!entry) throw new EspalierError({ code: 'not-found', message: `There is no model “${id}”.`, advice })
      if (entry.role !== role) {
        const wanted = role === 'verifier' ? 'process reward model (PRM)' : 'policy'
        throw new EspalierError({ code: 'bad-input', message: `The model “${id}” is not a ${wanted}.`, advice })
      }
      // A session that was opened now would outlive the library.
      closing.signal.throwIfAborted()
      const session = await opened(entry)
      const { shape, sha256, device } = session.facts
      const checksum = checksums.get(id)
      return { kind: 'session', session, model: { id, name: entry.name, shape, sha256, checksum, device } }
    },

    makeReady(ids) {
      // Set at once, so that whoever opens a model from now on waits for it.
      readying = readying.then(async () => {
        const { models } = await readCatalog(modelsFolder)
        const wanted = ids.flatMap((id) => models.filter((model) => model.id === id))
        const ends = places.outdated(wanted).map(async (id) => {
          const session = sessions.get(id)
          forget(id)
          await (await session)?.close()
        })
        await Promise.all(ends)
      })
      // What is wrong with the catalog or a session is told to who opens it.
      readying = readying.catch(() => undefined)
      return readying
    },

    async caches() {
      const uses = [...ready].map(async ([model, session]): Promise<ModelCache[]> => {
        const use = await session.cacheUse()
        return use ? [{ model, ...use }] : []
      })
      return (await Promise.all(uses)).flat()
    },

    async close() {
      closing.abort()
      const open = [...sessions.values()]
      sessions.clear()
      // A session that failed to open has nothing to close; its caller was told.
      await Promise.all(open.map((session) => session.then((opened) => opened.close()).catch(() => undefined)))
    },
  }
}

async function atServer(address: string, role: ModelRole, signal: AbortSignal): Promise<OpenModel> {
  const facts = await (role === 'policy' ? findPolicyServer : findVerifierServer)(address, signal)
  const name = facts.model ?? new URL(facts.url).host
  const { version } = facts
  return { kind: 'server', facts, model: { id: address, name, shape: null, sha256: null, version, device: 'server' } }
}
