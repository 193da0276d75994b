// The downloads of one data folder: which there are, which go on here, and who may touch them.
// Knows their states and claims. Does not know how files are fetched (download-job.ts) or found (hub-api.ts). A download that nobody's
// engine goes on with is paused, whatever its record says: a process that dies writes nothing.
import { join } from 'node:path'
import type { Download } from '../../contract/download.ts'
import { EspalierError, reportOf } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { isClaimed, takeClaim } from '../claim.ts'
import { deleteDownload, readDownload, readDownloads, writeDownload } from './download-file.ts'
import type { DownloadRecord } from './download-file.ts'
import type { DownloadJob } from './download-job.ts'
import { runDownload } from './download-job.ts'
import { clearAway, fetchedBytes, totalBytes } from './fetched-files.ts'
import { createSpeed } from './speed.ts'
import type { Speed } from './speed.ts'
import { isOfDisk, notKept } from './store-fault.ts'

interface Active {
  record: DownloadRecord
  controller: AbortController
  doneBytes: number
  speed: Speed
  /** What it goes on after. */
  error: ErrorReport | null
  settled: Promise<void>
}

export type Fetching = Pick<DownloadJob, 'hub' | 'requests' | 'tries'>

export interface Downloads {
  list(): Download[]
  /** The record of a name, whatever its capitals; systems differ in whether they tell a folder from another by these. */
  find(id: string): DownloadRecord | null
  isActive(id: string): boolean
  /** How many go on here. */
  size(): number
  /** Begins or goes on. Throws `bad-input` where another engine does so, `store-failed` where nothing can be kept. */
  launch(record: DownloadRecord, earlier: DownloadRecord | null, fetching: Fetching): void
  /** Throws `bad-input` where another engine downloads it. */
  pause(id: string): Promise<void>
  /** Throws `bad-input` where another engine downloads it, `store-failed` where it cannot be deleted. */
  drop(record: DownloadRecord): Promise<void>
  /** Pauses what goes on here. */
  close(): Promise<void>
}

/** `changed` is called at every change, which may be thousands a second. */
export function createDownloads(folder: string, changed: () => void): Downloads {
  const actives = new Map<string, Active>()

  const lineOf = (record: DownloadRecord): Download => {
    const { id, repository, revision, state } = record
    const active = actives.get(id)
    const isRunning = active !== undefined || (state === 'running' && isClaimed(folder, id))
    return {
      id,
      repository,
      revision,
      state: isRunning ? 'running' : state === 'running' ? 'paused' : state,
      doneBytes: active?.doneBytes ?? fetchedBytes(folder, record),
      totalBytes: totalBytes(record),
      bytesPerSecond: active?.speed.perSecond(performance.now()) ?? null,
      error: active ? active.error : record.error,
      place: join(folder, id),
    }
  }

  const run = async (active: Active, fetching: Fetching) => {
    const { signal } = active.controller
    const keep = (record: DownloadRecord) => {
      active.record = record
      writeDownload(folder, record)
    }
    try {
      const done = await runDownload({
        ...fetching,
        folder,
        record: active.record,
        signal,
        keep,
        received(bytes) {
          active.doneBytes = bytes
          active.speed.count(performance.now(), bytes)
          changed()
        },
        failed(fault) {
          active.error = fault?.report ?? null
          changed()
        },
      })
      active.record = { ...done, state: 'done', error: null }
    } catch (error) {
      const report = reportOf(isOfDisk(error) ? notKept(error) : error)
      active.record = signal.aborted
        ? { ...active.record, state: 'paused', error: null }
        : { ...active.record, state: 'failed', error: report }
    }
    try {
      keep(active.record)
    } catch {
      // A full disk: what is there is found again, as a paused download.
    }
  }

  /** Lets work be done while no other engine may touch the download. */
  const claim = (id: string): (() => void) => {
    try {
      return takeClaim(folder, id)
    } catch (error) {
      throw isClaimed(folder, id) ? heldElsewhere() : notKept(error)
    }
  }

  return {
    list: () => readDownloads(folder).flatMap((record) => (record.listed ? [lineOf(record)] : [])),
    find(id) {
      const known = readDownloads(folder).find((record) => record.id.toLowerCase() === id.toLowerCase())
      return known ?? readDownload(folder, id)
    },
    isActive: (id) => actives.has(id),
    size: () => actives.size,
    launch(record, earlier, fetching) {
      const { id } = record
      const release = claim(id)
      try {
        if (earlier) clearAway(folder, earlier, record.files)
        writeDownload(folder, record)
      } catch (error) {
        release()
        throw notKept(error)
      }
      const active: Active = {
        record,
        controller: new AbortController(),
        doneBytes: fetchedBytes(folder, record),
        speed: createSpeed(),
        error: null,
        settled: Promise.resolve(),
      }
      actives.set(id, active)
      active.settled = run(active, fetching).finally(() => {
        actives.delete(id)
        release()
        changed()
      })
      changed()
    },
    async pause(id) {
      const active = actives.get(id)
      if (!active && isClaimed(folder, id)) throw heldElsewhere()
      active?.controller.abort(stopped())
      await active?.settled
    },
    async drop({ id }) {
      const active = actives.get(id)
      active?.controller.abort(stopped())
      await active?.settled
      const release = claim(id)
      try {
        // It may have been finished in its last moment.
        const record = readDownload(folder, id)
        if (record?.state === 'done') writeDownload(folder, { ...record, listed: false })
        else deleteDownload(folder, id)
      } catch (error) {
        throw notKept(error)
      } finally {
        release()
      }
      changed()
    },
    async close() {
      const going = [...actives.values()]
      for (const { controller } of going) controller.abort(stopped())
      await Promise.all(going.map(({ settled }) => settled))
    },
  }
}

function stopped(): EspalierError {
  return new EspalierError({ code: 'engine-stopped', message: 'The download was stopped.', advice: '' })
}

function heldElsewhere(): EspalierError {
  return new EspalierError({
    code: 'bad-input',
    message: 'Another window or command of Espalier is busy with this download.',
    advice: 'Pause it there, or wait until it is done.',
  })
}
