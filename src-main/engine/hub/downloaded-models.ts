// Models whose download is finished.
// Knows the records of downloads. Does not know what is in the files, nor whether they can be opened.
import { join } from 'node:path'
import { deleteDownload, readDownloads } from './download-file.ts'
import { totalBytes } from './fetched-files.ts'

export interface DownloadedModel {
  /** Of the download. */
  id: string
  /** `owner/name`. */
  repository: string
  /** Commit. */
  revision: string
  /** The model's folder, or its GGUF file (the first, where it is in parts). */
  place: string
  bytes: number
}

/** The finished downloads in this folder, by name; null has none. Reads the disk anew. */
export function downloadedModels(folder: string | null): DownloadedModel[] {
  if (folder === null) return []
  return readDownloads(folder).flatMap((record) => {
    const { id, repository, revision, file, state, files } = record
    if (state !== 'done') return []
    const paths = files.map(({ path }) => path).sort()
    const place = file === null ? join(folder, id) : join(folder, id, paths[0] ?? file)
    return [{ id, repository, revision, place, bytes: totalBytes(record) }]
  })
}

/** Deletes a finished download with its files. Throws the system's error. */
export function deleteDownloadedModel(folder: string, id: string): void {
  if (downloadedModels(folder).some((model) => model.id === id)) deleteDownload(folder, id)
}
