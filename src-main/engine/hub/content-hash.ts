// The checksum of a file's content while it is read.
// Knows SHA-256, and the name that git gives to a content: SHA-1 (or SHA-256 in newer repositories) over its length and itself.
// Does not know where the content comes from.
import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { HubFile } from './hub-api.ts'

/** Bytes that are hashed at once: a few milliseconds, so that the thread does other things in between. */
const PIECE = 2 ** 20

/** A hash that will say whether a content is that of this file; null where nobody knows a checksum. */
export function contentHash({ checksum, bytes }: Pick<HubFile, 'checksum' | 'bytes'>): Hash | null {
  if (checksum === null) return null
  if (checksum.kind === 'sha256') return createHash('sha256')
  return createHash(checksum.hex.length === 40 ? 'sha1' : 'sha256').update(`blob ${bytes}\0`)
}

/** Adds a file's content. Throws the system's error, or the signal's reason. */
export async function addFile(hash: Hash | null, path: string, signal: AbortSignal): Promise<void> {
  if (hash === null) return
  for await (const piece of createReadStream(path, { highWaterMark: PIECE })) {
    signal.throwIfAborted()
    hash.update(piece as Buffer)
  }
}
