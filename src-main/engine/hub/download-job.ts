// The work of one download: its files one after the other, each put to its place when it is right.
// Knows the order and what is kept after each file. Does not know who asked, or what else is downloaded.
import { dirname, join } from 'node:path'
import type { EspalierError } from '../../contract/errors.ts'
import { makeFolder } from '../make-folder.ts'
import type { DownloadedFile, DownloadRecord } from './download-file.ts'
import { isThere, totalBytes } from './fetched-files.ts'
import { fetchFile } from './file-fetch.ts'
import { addressIn } from './hub-names.ts'
import type { HubRequests } from './hub-requests.ts'
import type { Tries } from './hub-tries.ts'

export interface DownloadJob {
  /** Of all downloads. */
  folder: string
  hub: string
  requests: HubRequests
  tries: Tries
  record: DownloadRecord
  signal: AbortSignal
  /** The record has changed; it may throw the system's error. */
  keep: (record: DownloadRecord) => void
  /** Bytes of all files that are there. */
  received: (bytes: number) => void
  /** A fault after which it goes on; null when it does again. */
  failed: (fault: EspalierError | null) => void
}

/** Fetches what is missing. Returns the record with every file done. Throws as `fetchFile` does. */
export async function runDownload(job: DownloadJob): Promise<DownloadRecord> {
  const { folder, hub, requests, tries, signal, keep, failed } = job
  let { record } = job
  const change = (at: number, facts: Partial<DownloadedFile>) => {
    record = { ...record, files: record.files.map((file, index) => (index === at ? { ...file, ...facts } : file)) }
    keep(record)
  }
  // Each file counts what of it is there; those that follow count when their turn comes.
  let before = 0
  for (const [at, file] of record.files.entries()) {
    signal.throwIfAborted()
    const path = join(folder, record.id, file.path)
    if (await isThere(path, file, signal)) {
      if (!file.done) change(at, { done: true })
    } else {
      makeFolder(dirname(path))
      if (file.done) change(at, { done: false })
      await fetchFile({
        requests,
        tries,
        address: addressIn(hub, record.repository, 'resolve', record.revision, file.path),
        file,
        path,
        etag: file.etag,
        signal,
        began(etag) {
          if (etag !== record.files[at]?.etag) change(at, { etag })
        },
        received: (bytes) => job.received(before + bytes),
        failed,
      })
      change(at, { done: true })
      failed(null)
    }
    before += file.bytes
    job.received(before)
  }
  job.received(totalBytes(record))
  return record
}
