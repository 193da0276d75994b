// What of a download is on disk: finished files, part files, and what is no longer of it.
// Knows the folder of one download. Does not know the hub.
import { rmSync, statSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { addFile, contentHash } from './content-hash.ts'
import type { DownloadedFile, DownloadRecord } from './download-file.ts'
import { partOf } from './part-file.ts'

/** Bytes that are there, of finished files and part files. */
export function fetchedBytes(folder: string, { id, files }: DownloadRecord): number {
  const sizes = files.map(({ path, bytes, done }) => {
    const place = join(folder, id, path)
    return done ? bytes : Math.min(bytes, statSync(partOf(place), { throwIfNoEntry: false })?.size ?? 0)
  })
  return sizes.reduce((sum, size) => sum + size, 0)
}

export function totalBytes({ files }: DownloadRecord): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** A new list of files with what an earlier record of the same download says of those whose content is the same. */
export function withEarlier(files: readonly DownloadedFile[], earlier: DownloadRecord | null): DownloadedFile[] {
  return files.map((file) => {
    const before = earlier?.files.find(({ path }) => path === file.path)
    return before && isSame(before, file) ? { ...file, etag: before.etag, done: before.done } : file
  })
}

/** Deletes what is not of the new list: files that it lacks or that have another content now, and part files of such. Throws the system's error. */
export function clearAway(folder: string, earlier: DownloadRecord, files: readonly DownloadedFile[]): void {
  for (const before of earlier.files) {
    const file = files.find(({ path }) => path === before.path)
    if (file && isSame(before, file)) continue
    for (const path of [before.path, partOf(before.path)]) rmSync(join(folder, earlier.id, path), { force: true })
  }
}

/** Whether a file is in its place with the right content; what the record knows is trusted as long as the size is right. */
export async function isThere(path: string, file: DownloadedFile, signal: AbortSignal): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  if (found === null || !found.isFile() || found.size !== file.bytes) return false
  if (file.done) return true
  const hash = contentHash(file)
  await addFile(hash, path, signal)
  return hash !== null && hash.digest('hex') === file.checksum?.hex
}

/** Without a checksum nobody knows whether two contents are the same. */
function isSame(one: DownloadedFile, other: DownloadedFile): boolean {
  return one.bytes === other.bytes && one.checksum !== null && one.checksum.hex === other.checksum?.hex
}
