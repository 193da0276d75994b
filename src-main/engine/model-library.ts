// The model library: the catalog's models and problems, and the sessions that are open.
// Knows the models folder. Does not know runs.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EspalierError, reportOf } from '../contract/errors.ts'
import type { ErrorReport } from '../contract/errors.ts'
import { Catalog } from '../contract/model.ts'
import type { CatalogEntry, ModelInfo, ModelRole } from '../contract/model.ts'
import { openSession } from '../inference/session-client.ts'
import type { Session } from '../inference/session-client.ts'
import { readDataset } from './dataset.ts'
import type { DatasetContent } from './dataset.ts'

export interface ModelLibrary {
  /** Every model of the catalog with its state. Throws `model-missing` or `model-broken` if there is no readable catalog. */
  list(): Promise<ModelInfo[]>
  /** The open session of a model; opens it on first use. Throws `not-found`, `bad-input` for the wrong role, or why it cannot open. */
  session(id: string, role: ModelRole): Promise<Session>
  /** Problems of all datasets, and what could not be read. */
  problems(): Promise<DatasetContent>
  close(): Promise<void>
}

/** Opens the library of a folder. `changed` is called when a model was opened, failed or ended. */
export function openModelLibrary({ folder, changed }: { folder: string; changed: () => void }): ModelLibrary {
  const sessions = new Map<string, Promise<Session>>()
  const open = new Map<string, Session>()
  const failures = new Map<string, ErrorReport>()
  let catalog: Promise<Catalog> | null = null
  let content: Promise<DatasetContent> | null = null

  const readOnce = () => {
    catalog ??= readCatalog(folder).catch((error: unknown) => {
      catalog = null
      throw error
    })
    return catalog
  }

  const start = async (entry: CatalogEntry): Promise<Session> => {
    try {
      const session = await openSession({ folder: join(folder, entry.folder), role: entry.role })
      failures.delete(entry.id)
      open.set(entry.id, session)
      void session.ended.then((report) => {
        sessions.delete(entry.id)
        open.delete(entry.id)
        if (report) changed()
      })
      return session
    } catch (error) {
      sessions.delete(entry.id)
      failures.set(entry.id, reportOf(error))
      throw error
    } finally {
      changed()
    }
  }

  return {
    async list() {
      const { models } = await readOnce()
      return models.map((entry): ModelInfo => {
        const present = existsSync(join(folder, entry.folder))
        const failure = failures.get(entry.id) ?? null
        const device = open.get(entry.id)?.device ?? null
        if (!present) return { ...entry, state: 'missing', error: missingFolder(entry), device }
        return { ...entry, state: failure ? stateOf(failure) : 'ready', error: failure, device }
      })
    },
    async session(id, role) {
      const { models } = await readOnce()
      const entry = models.find((model) => model.id === id)
      if (!entry) throw unknownModel(id, models)
      if (entry.role !== role) throw wrongRole(entry, role)
      const session = sessions.get(id) ?? start(entry)
      sessions.set(id, session)
      return session
    },
    async problems() {
      content ??= readOnce().then(({ datasets }) => readDatasets(folder, datasets))
      return content.catch((error: unknown) => {
        content = null
        throw error
      })
    },
    async close() {
      const all = await Promise.allSettled(sessions.values())
      await Promise.all(all.map((result) => (result.status === 'fulfilled' ? result.value.close() : Promise.resolve())))
    },
  }
}

async function readCatalog(folder: string): Promise<Catalog> {
  const file = join(folder, 'catalog.json')
  if (!existsSync(file)) {
    throw new EspalierError({
      code: 'model-missing',
      message: 'The embedded models are missing: there is no catalog.json in the models folder.',
      advice: 'Install Espalier again, or set ESPALIER_MODELS to a folder that has one.',
      details: file,
    })
  }
  try {
    return Catalog.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    throw new EspalierError({
      code: 'model-broken',
      message: 'The catalog of the models folder cannot be read.',
      advice: 'Install Espalier again, or correct catalog.json.',
      details: `${file}: ${String(cause)}`,
    })
  }
}

async function readDatasets(folder: string, datasets: Catalog['datasets']): Promise<DatasetContent> {
  const all: DatasetContent = { problems: [], faults: [] }
  for (const { id, name, file } of datasets) {
    try {
      const { problems, faults } = readDataset({ text: await readFile(join(folder, file), 'utf8'), dataset: id, name })
      all.problems.push(...problems)
      all.faults.push(...faults)
    } catch (error) {
      all.faults.push({
        code: 'not-found',
        message: `The problems “${name}” cannot be read.`,
        advice: 'Put the file back, or type a problem of your own.',
        details: `${file}: ${String(error)}`,
      })
    }
  }
  return all
}

function stateOf({ code }: ErrorReport): 'missing' | 'broken' {
  return code === 'model-missing' ? 'missing' : 'broken'
}

function missingFolder({ name, folder }: CatalogEntry): ErrorReport {
  return {
    code: 'model-missing',
    message: `The folder of the model “${name}” is missing.`,
    advice: 'Put it back, or choose another model.',
    details: folder,
  }
}

function unknownModel(id: string, models: readonly CatalogEntry[]): EspalierError {
  return new EspalierError({
    code: 'not-found',
    message: `There is no model called “${id}”.`,
    advice: `Known: ${models.map((model) => model.id).join(', ')}.`,
  })
}

function wrongRole({ name }: CatalogEntry, role: ModelRole): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `The model “${name}” is not a ${role === 'policy' ? 'policy' : 'process reward model'}.`,
    advice: `Choose a ${role === 'policy' ? 'policy' : 'process reward model (PRM)'}.`,
  })
}
