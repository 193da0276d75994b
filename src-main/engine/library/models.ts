// The room of models as a whole: store, reader, forms, library and calls, joined.
// Knows how they come together, and who is told of what. Does not know runs or devices.
import { join } from 'node:path'
import type { CallAnswers } from '../../contract/api.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { openSession } from '../../inference/session/session-client.ts'
import { deleteDownloadedModel, downloadedModels } from '../hub/downloaded-models.ts'
import type { Topics } from '../topics.ts'
import { openAddedModels } from './added-models.ts'
import { createConnectionKeys } from './connection-keys.ts'
import type { Keychain } from './connection-keys.ts'
import { openConnectionsFile } from './connections-file.ts'
import { createConnections } from './connections.ts'
import type { Connections } from './connections.ts'
import { servedCalls } from './served-calls.ts'
import { createChangeTeller } from './change-teller.ts'
import { createKnownModels } from './known-models.ts'
import type { KnownModels } from './known-models.ts'
import { createModelCalls } from './model-calls.ts'
import type { Downloads, ModelCalls } from './model-calls.ts'
import { createModelForms } from './model-forms.ts'
import type { MakeForm } from './model-forms.ts'
import { createModelLibrary } from './model-library.ts'
import type { ModelLibrary, ModelPlaces } from './model-library.ts'
import { createModelReader } from './model-reader.ts'
import { isServerAddress } from '../../inference/server/model-server.ts'
import { createRewardCalls } from './reward-calls.ts'
import type { RewardCalls } from './reward-calls.ts'

export interface Models {
  library: ModelLibrary
  known: KnownModels
  calls: ModelCalls & RewardCalls & Connections['calls'] & Pick<CallAnswers, 'models.list' | 'models.caches'>
  /** Takes what the thread of the searches tells of its servers. */
  loaded: Connections['loaded']
  /** The lists were changed by somebody else. */
  changed(): void
  /** Writes the lists again where their folder was taken away and is there once more. */
  look(): void
  /** A download is finished, perhaps. */
  downloaded(): void
  close(): Promise<void>
}

/** The folder of downloads. */
export function downloadsFolder(addedFolder: string): string {
  return join(addedFolder, 'downloads')
}

/** Milliseconds between two messages about the making of a form. */
const TELL_EVERY = 250

/**
 * `addedFolder` holds the lists of what was added and the forms; null keeps the lists in memory. `busy` tells whether a run goes on;
 * `keychain` is null where the host has none.
 */
export function createModels(options: {
  modelsFolder: string
  addedFolder: string | null
  threads: number
  open: typeof openSession
  places: ModelPlaces
  make: MakeForm
  keychain: Keychain | null
  /** Whether a server may be named by its address, or only once it was added. */
  byAddress: boolean
  busy: () => boolean
  topics: Pick<Topics, 'post'>
}): Models {
  const { modelsFolder, addedFolder, topics } = options
  const failed = (notice: ErrorReport) => topics.post('engine.notice', notice)
  const reader = createModelReader()
  const store = openAddedModels(addedFolder, failed)
  const known = createKnownModels({ modelsFolder, store, reader })
  const ending = new AbortController()
  const file = openConnectionsFile(addedFolder, failed)
  const connections = createConnections({
    file,
    keys: createConnectionKeys({ file, keychain: options.keychain }),
    taken: async () => (await known.all()).map(({ id }) => id),
    rewardOf: (id) => store.read().rewards[id] ?? null,
    changed: () => changed(),
    load: (loads) => topics.post('connections.load', { loads }),
  })
  let toldAt = 0

  // Whoever lists the models is told why they cannot be listed.
  const teller = createChangeTeller(() => void tell().catch(() => undefined))
  const changed = () => teller.changed()
  const tell = async () => {
    topics.post('models.changed', { models: await library.list() })
    topics.post('connections.changed', { cards: connections.cards() })
    const cards = await watched()
    if (cards) topics.post('models.cards.changed', { cards })
  }
  const forms = createModelForms({
    folder: addedFolder && join(addedFolder, 'forms'),
    store,
    make: options.make,
    told({ model: { id, name }, form: { weights }, progress }) {
      changed()
      if (progress > 0 && progress < 1 && performance.now() < toldAt + TELL_EVERY) return
      toldAt = performance.now()
      topics.post('models.form.progress', { id, name, weights, progress })
    },
  })
  const library = createModelLibrary({ ...options, known, connections, forms, store, changed })
  const downloadFolder = addedFolder && downloadsFolder(addedFolder)
  const downloads: Downloads = {
    list: () => downloadedModels(downloadFolder),
    remove(place) {
      const found = downloadedModels(downloadFolder).find((one) => one.place === place)
      if (found && downloadFolder !== null) deleteDownloadedModel(downloadFolder, found.id)
    },
  }
  const served = () => connections.cards().map(({ id }) => id)
  const parts = { known, served, store, reader, forms, downloads, library, changed, failed }
  const { calls, adopt, watched, close, ...finding } = createModelCalls({ ...options, ...parts })
  const isServed = (id: string) => isServerAddress(id) || connections.find(id) !== null
  const rewards = createRewardCalls({
    ...{ store, reader, library, changed, isServed, ...finding, signal: ending.signal },
    connection: (id) => connections.cards().find((card) => card.id === id) ?? null,
  })

  return {
    library,
    known,
    calls: {
      ...servedCalls({ calls, connections, reader, store, ending: ending.signal }),
      ...rewards,
      ...connections.calls,
      async 'models.list'() {
        await adopt()
        return { models: await library.list() }
      },
      'models.caches': async () => ({ caches: await library.caches() }),
    },
    loaded: (loads) => connections.loaded(loads),
    changed,
    look() {
      store.read()
      file.read()
    },
    downloaded: () => void adopt().then(changed),
    async close() {
      teller.end()
      close()
      ending.abort()
      connections.close()
      await forms.close()
      await library.close()
      await reader.close()
    },
  }
}
