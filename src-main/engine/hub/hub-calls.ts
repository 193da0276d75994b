// The calls about downloads from a hub.
// Knows what each call needs before anything is fetched: names, the hub's list of files, room on the disk. Does not know how files are
// fetched. Asks no hub unless a download is begun or resumed.
import { statfs } from 'node:fs/promises'
import type { CallAnswers, CallsAbout } from '../../contract/api.ts'
import type { Download } from '../../contract/download.ts'
import { EspalierError } from '../../contract/errors.ts'
import { engineClosing } from '../../inference/thread/worker-keeper.ts'
import { makeFolder } from '../make-folder.ts'
import type { DownloadRecord } from './download-file.ts'
import { createDownloads } from './downloads.ts'
import { fetchedBytes, totalBytes, withEarlier } from './fetched-files.ts'
import { hubAddress } from './hub-address.ts'
import type { Environment } from './hub-address.ts'
import { findRepository } from './hub-api.ts'
import { HUB_OFFERS } from './hub-offers.ts'
import { checkNames, downloadId } from './hub-names.ts'
import { createHubRequests } from './hub-requests.ts'
import type { HubRequests, Silence } from './hub-requests.ts'
import { withTries } from './hub-tries.ts'
import type { Tries } from './hub-tries.ts'
import { modelFiles } from './model-files.ts'
import { noRoom, notKept } from './store-fault.ts'

/** Milliseconds between two messages about how downloads go. */
const TELL_EVERY = 250
/** Bytes that a download leaves free on the disk. */
const KEPT_FREE = 2 ** 26
/** Tries of a question to the hub that somebody waits for. */
const LOOKUP_TRIES = 3

export interface HubOptions {
  /** Of all downloads; null where nothing is kept. */
  folder: string | null
  changed: (downloads: Download[]) => void
  /** The token of the user's account, or null: HF_TOKEN if left out. */
  token?: (() => Promise<string | null>) | undefined
  environment?: Environment
  tries?: Tries
  silence?: Silence
  /** Free bytes of the disk with this folder. */
  freeBytes?: (folder: string) => Promise<number>
}

export interface HubCalls {
  calls: CallAnswers<CallsAbout<'hub'>>
  /** Whether a download goes on here. */
  isBusy(): boolean
  /** Pauses what goes on. */
  close(): Promise<void>
}

export function createHubCalls(options: HubOptions): HubCalls {
  const { folder, changed, environment = process.env } = options
  const { tries = { count: 6, firstPause: 1000 }, silence = { answer: 30_000, idle: 60_000 } } = options
  const { token = () => Promise.resolve(environment['HF_TOKEN']?.trim() || null), freeBytes = freeOnDisk } = options
  const closing = new AbortController()
  let requests: HubRequests | null = null
  let timer: NodeJS.Timeout | null = null

  const list = () => ({ downloads: downloads?.list() ?? [] })
  const tell = () => {
    timer ??= setTimeout(() => {
      timer = null
      changed(list().downloads)
    }, TELL_EVERY)
  }
  const downloads = folder === null ? null : createDownloads(folder, tell)

  /** A mistake in the environment concerns downloads alone, so it is told by them. */
  const fetching = () => {
    const hub = hubAddress(environment)
    requests ??= createHubRequests({ hub, token, environment, silence })
    return { hub, requests, tries }
  }
  const store = () => {
    if (folder !== null && downloads !== null) return { folder, downloads }
    throw new EspalierError({
      code: 'store-failed',
      message: 'Nothing is kept on disk, so nothing can be downloaded.',
      advice: 'Start Espalier with a data folder.',
    })
  }
  const known = (id: string) => {
    const record = downloads?.find(id) ?? null
    if (record) return record
    throw new EspalierError({
      code: 'not-found',
      message: 'There is no such download.',
      advice: 'Look at the list of downloads again.',
    })
  }
  const checkRoom = async (record: DownloadRecord) => {
    const { folder } = store()
    let free: number
    try {
      makeFolder(folder)
      free = await freeBytes(folder)
    } catch (error) {
      throw notKept(error)
    }
    const needed = totalBytes(record) - fetchedBytes(folder, record)
    if (needed > 0 && needed + KEPT_FREE > free) throw noRoom(needed, free)
  }

  return {
    calls: {
      'hub.offers': () => ({ hub: hubAddress(environment), offers: [...HUB_OFFERS] }),
      'hub.downloads': list,
      async 'hub.start'({ repository, revision, file }) {
        checkNames({ repository, revision })
        const { downloads } = store()
        const earlier = downloads.find(downloadId(repository, file))
        if (earlier && earlier.file !== file) throw otherFile(earlier)
        const id = earlier?.id ?? downloadId(repository, file)
        if (downloads.isActive(id)) return { ...list(), id }
        const source = fetching()
        const { signal } = closing
        const ask = () => findRepository(source, { repository, revision }, signal)
        const found = await withTries({ ...tries, count: Math.min(tries.count, LOOKUP_TRIES) }, ask, { signal })
        const chosen = modelFiles(repository, found.files, file)
        const files = withEarlier(
          chosen.map((chosenFile) => ({ ...chosenFile, etag: null, done: false })),
          earlier,
        )
        const record: DownloadRecord = {
          ...{ schema: 'espalier-download', version: 1, id, repository, file },
          ...{ revision: found.commit, files, state: 'running', error: null, listed: true },
        }
        await checkRoom(record)
        if (!downloads.isActive(id)) downloads.launch(record, earlier, source)
        return { ...list(), id }
      },
      async 'hub.pause'({ id }) {
        await store().downloads.pause(known(id).id)
        return list()
      },
      async 'hub.resume'({ id }) {
        const { downloads } = store()
        const record = known(id)
        if (record.state === 'done' || downloads.isActive(record.id)) return list()
        await checkRoom(record)
        if (!downloads.isActive(record.id)) {
          downloads.launch({ ...record, state: 'running', error: null }, null, fetching())
        }
        return list()
      },
      async 'hub.drop'({ id }) {
        await store().downloads.drop(known(id))
        return list()
      },
    },
    isBusy: () => (downloads?.size() ?? 0) > 0,
    async close() {
      closing.abort(engineClosing())
      await downloads?.close()
      if (timer) clearTimeout(timer)
      requests?.close()
    },
  }
}

async function freeOnDisk(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

function otherFile({ repository, file }: DownloadRecord): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: `A download of ${file ?? 'all files'} of ${repository} has the name that this one would have.`,
    advice: 'Drop that one first.',
  })
}
