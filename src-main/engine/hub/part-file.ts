// The part file of a file: what a hub sent so far, in order, with the checksum of just that.
// Knows reading and writing it. Does not know requests.
import type { Hash } from 'node:crypto'
import { open, rename, rm, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { addFile, contentHash } from './content-hash.ts'
import type { HubFile } from './hub-api.ts'

export interface PartFile {
  /** Bytes that are there. */
  have(): number
  /** Writes parts after what is there, and stops before one that would make it longer than the file; false then. */
  write(parts: AsyncIterable<Buffer>, wrote: (bytes: number) => void): Promise<boolean>
  /** Deletes it and begins anew. */
  clear(): Promise<void>
  /** The checksum of what is there in hexadecimal digits, or null where none is known; once only. */
  digest(): string | null
  /** Has it on disk, and gives it the file's name. */
  finish(): Promise<void>
}

/** The name of the part file of a file. */
export function partOf(path: string): string {
  return `${path}.part`
}

/** The part file beside a path, whose folder is there; an old one is read for its checksum. Throws the system's error, or the signal's reason. */
export async function openPartFile(path: string, file: HubFile, signal: AbortSignal): Promise<PartFile> {
  const part = partOf(path)
  let hash: Hash | null = contentHash(file)
  let have = (await stat(part).catch(() => null))?.size ?? 0
  const clear = async () => {
    await rm(part, { force: true })
    ;[have, hash] = [0, contentHash(file)]
  }
  if (have > file.bytes) await clear()
  if (have > 0) await addFile(hash, part, signal)

  return {
    have: () => have,
    clear,
    async write(parts, wrote) {
      const handle = await open(part, have > 0 ? 'r+' : 'w')
      try {
        await handle.truncate(have)
        for await (const bytes of parts) {
          if (have + bytes.length > file.bytes) return false
          await writeAll(handle, bytes, have)
          hash?.update(bytes)
          have += bytes.length
          wrote(have)
        }
        return true
      } finally {
        await handle.close()
      }
    },
    digest: () => hash?.digest('hex') ?? null,
    async finish() {
      const handle = await open(part, 'r+')
      await handle.sync().finally(() => handle.close())
      await rename(part, path)
    },
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten
  }
}
