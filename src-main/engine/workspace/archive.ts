// An archive of files, ZIP: written whole or not at all, and unpacked only if every file in it is what its list says.
// Knows archives and checksums. Does not know what the files are.
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { Zip, ZipDeflate } from 'fflate'
import { openPromise } from 'yauzl'
import { EspalierError } from '../../contract/errors.ts'
import { makeFolder } from '../make-folder.ts'
import { brought, newestVersion, versionOf } from '../record-steps.ts'
import { Manifest, MANIFEST, WORKSPACE_STEPS } from './workspace-file.ts'
import type { ManifestFile } from './workspace-file.ts'

/** Bytes that are packed before others get their turn. */
const SLICE = 65_536
/** An archive without the extension for larger ones. */
const MOST_BYTES = 0xffff_ffff
const MOST_FILES = 0xffff
const MANIFEST_BYTES = 2 ** 26

/** Adds a file, of texts or bytes that come one after the other. */
export type AddFile = (name: string, parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => Promise<void>

/**
 * Writes an archive of the files that `fill` adds, with the list of them that `listOf` makes. Returns its bytes. Rejects with
 * `store-failed` where it cannot be written, and with what `fill` does; then there is no such file.
 */
export async function writeArchive(
  path: string,
  fill: (add: AddFile) => Promise<void>,
  listOf: (files: ManifestFile[]) => Manifest,
): Promise<number> {
  const draft = `${path}.part`
  const file = await open(draft, 'w').catch((error: unknown) => {
    throw unwritable(error)
  })
  const packed: Uint8Array[] = []
  const files: ManifestFile[] = []
  let written = 0
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    packed.push(chunk)
  })
  const flush = async () => {
    for (const chunk of packed.splice(0)) {
      written += chunk.length
      if (written > MOST_BYTES) throw tooLarge()
      await file.appendFile(chunk).catch((error: unknown) => {
        throw unwritable(error)
      })
    }
  }
  const add: AddFile = async (name, parts) => {
    const entry = new ZipDeflate(name, { level: 6 })
    const hash = createHash('sha256')
    let bytes = 0
    zip.add(entry)
    for await (const part of parts) {
      for (let at = 0; at < part.length; at += SLICE) {
        const slice = part.subarray(at, at + SLICE)
        hash.update(slice)
        bytes += slice.length
        entry.push(slice)
        await flush()
      }
    }
    if (bytes > MOST_BYTES || files.length + 2 > MOST_FILES) throw tooLarge()
    entry.push(new Uint8Array(0), true)
    await flush()
    if (name !== MANIFEST) files.push({ name, bytes, sha256: hash.digest('hex') })
  }
  try {
    await fill(add)
    await add(MANIFEST, [Buffer.from(`${JSON.stringify(listOf(files))}\n`)])
    zip.end()
    await flush()
    await file.sync()
    await file.close()
    await rename(draft, path)
    return written
  } catch (error) {
    await file.close().catch(() => undefined)
    await rm(draft, { force: true })
    throw error
  }
}

/**
 * Unpacks an archive into a folder, and returns its list. Rejects with `bad-input` where it is broken or none of Espalier’s, and with
 * `store-failed` where it cannot be unpacked; what is in the folder then is not to be used.
 */
export async function unpackArchive(path: string, folder: string): Promise<Manifest> {
  const zip = await openPromise(path, { autoClose: false }).catch((error: unknown) => {
    throw broken(error)
  })
  try {
    const entries = new Map<string, Entry>()
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName)) throw broken(`${entry.fileName} twice`)
      entries.set(entry.fileName, entry)
    }
    const list = entries.get(MANIFEST)
    if (!list || list.uncompressedSize > MANIFEST_BYTES) throw broken(`no ${MANIFEST}`)
    const manifest = readManifest(await buffer(await zip.openReadStreamPromise(list)))
    entries.delete(MANIFEST)
    const extra = [...entries.keys()].find((name) => !manifest.files.some((file) => file.name === name))
    if (extra !== undefined) throw broken(`${extra} is not in the list`)
    for (const file of manifest.files) {
      const entry = entries.get(file.name)
      if (entry?.uncompressedSize !== file.bytes) throw broken(`${file.name} is cut off or missing`)
      await unpackFile(await zip.openReadStreamPromise(entry), join(folder, file.name), file)
    }
    return manifest
  } catch (error) {
    // What the system refuses is no fault of the archive.
    if (error instanceof EspalierError) throw error
    throw isOfSystem(error) ? unwritable(error) : broken(error)
  } finally {
    zip.close()
  }
}

type Zipped = Awaited<ReturnType<typeof openPromise>>
type Entry = Parameters<Zipped['openReadStreamPromise']>[0]

async function unpackFile(
  packed: Awaited<ReturnType<Zipped['openReadStreamPromise']>>,
  path: string,
  { name, sha256 }: ManifestFile,
): Promise<void> {
  makeFolder(dirname(path))
  const hash = createHash('sha256')
  const hashed = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  await pipeline(packed, hashed, createWriteStream(path, { flush: true }))
  if (hash.digest('hex') !== sha256) throw broken(`${name} has another checksum`)
}

function readManifest(content: Buffer): Manifest {
  let value: unknown
  try {
    value = JSON.parse(content.toString('utf8'))
  } catch (error) {
    throw broken(error)
  }
  const newest = newestVersion(WORKSPACE_STEPS)
  const version = versionOf(value) ?? newest
  if (version > newest) {
    throw new EspalierError({
      code: 'bad-input',
      message: 'This workspace was written by a newer version of Espalier.',
      advice: 'Update Espalier, and import it then.',
      details: `version ${version}, this program knows ${newest}`,
    })
  }
  const manifest = Manifest.safeParse(brought(value, 'manifest', version, WORKSPACE_STEPS))
  if (!manifest.success) throw broken(manifest.error)
  return manifest.data
}

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'errno' in error
}

/** What is wrong with a file that is to be a workspace; a part is told by `cause`. */
export function broken(cause: unknown): EspalierError {
  return new EspalierError(
    {
      code: 'bad-input',
      message: 'This file is no workspace of Espalier, or it is damaged. Nothing was imported.',
      advice: 'Choose a file that Espalier exported, or export it again.',
      details: cause instanceof Error ? cause.message : String(cause),
    },
    { cause },
  )
}

/** The disk does not take the file of a workspace, whole or in parts. */
export function unwritable(cause: unknown): EspalierError {
  return new EspalierError(
    {
      code: 'store-failed',
      message: 'There is no room for the file of the workspace, or it may not be written.',
      advice: 'Free some space in the data folder, and check its rights.',
      details: cause instanceof Error ? cause.message : String(cause),
    },
    { cause },
  )
}

function tooLarge(): EspalierError {
  return new EspalierError({
    code: 'store-failed',
    message: 'The workspace is larger than one file of 4 GB.',
    advice: 'Delete runs or experiments that you do not need, or copy the data folder while Espalier is closed.',
  })
}
