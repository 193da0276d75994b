// ONNX Runtime's files for CUDA: fetched, checked against what was agreed to, unpacked to where ONNX Runtime looks for them.
// Knows downloads and archives. Does not know who agreed, nor how CUDA is used. All or nothing: a file is in its place only once
// the whole package was right.
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openPromise } from 'yauzl'
import { EspalierError } from '../../contract/errors.ts'
import { feedUnreachable } from './cuda-feed.ts'
import type { CudaPackage, CudaSource } from './cuda-feed.ts'

/** Milliseconds without a byte after which a download counts as dead. */
const STALL_LIMIT = 60_000

/**
 * Fetches a package and puts its files into a folder; `received` is told the bytes so far. Leaves nothing behind when it fails.
 * Throws `store-failed` where the folder cannot be written, `server-unreachable`, `server-failed` where what came is not what was
 * offered, or the signal's reason when it is aborted.
 */
export async function getCudaFiles(options: {
  source: Pick<CudaSource, 'files'>
  found: CudaPackage
  folder: string
  signal: AbortSignal
  received: (bytes: number) => void
}): Promise<void> {
  const { source, found, folder, signal, received } = options
  // Beside their place, so that they are moved and not copied, and before the download, so that a locked folder costs nothing.
  const scratch = await mkdtemp(join(folder, '.cuda-')).catch((error: unknown) => {
    throw unwritable(folder, error)
  })
  try {
    const archive = join(scratch, 'package')
    await download({ found, file: archive, signal, received })
    await unpack({ archive, files: source.files, folder: scratch })
    signal.throwIfAborted()
    for (const name of Object.keys(source.files)) await rename(join(scratch, name), join(folder, name))
  } catch (error) {
    signal.throwIfAborted()
    throw isOfSystem(error) ? unwritable(folder, error) : error
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function download(options: {
  found: CudaPackage
  file: string
  signal: AbortSignal
  received: (bytes: number) => void
}): Promise<void> {
  const { found, file, signal, received } = options
  const { url, offer } = found
  const stalled = new AbortController()
  const limit = setTimeout(() => stalled.abort(new Error(`No byte for ${STALL_LIMIT / 1000} s.`)), STALL_LIMIT)
  const hash = createHash('sha512')
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      limit.refresh()
      bytes += chunk.length
      hash.update(chunk)
      received(bytes)
      done(
        bytes > offer.bytes ? wrongPackage(url, `longer than the ${offer.bytes} bytes that were offered`) : null,
        chunk,
      )
    },
  })
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, stalled.signal]) })
    if (!response.ok || !response.body) throw wrongPackage(url, `status ${response.status}`)
    await pipeline(response.body, counted, createWriteStream(file))
  } catch (error) {
    throw error instanceof EspalierError || isOfSystem(error) ? error : feedUnreachable(url, error)
  } finally {
    clearTimeout(limit)
  }
  const sha512 = hash.digest('hex')
  if (sha512 !== offer.sha512) throw wrongPackage(url, `SHA-512 ${sha512} of ${bytes} bytes, not ${offer.sha512}`)
}

async function unpack(options: { archive: string; files: CudaSource['files']; folder: string }): Promise<void> {
  const { archive, files, folder } = options
  const wanted = new Map(Object.entries(files).map(([name, path]) => [path, name]))
  const zip = await openPromise(archive).catch((error: unknown) => {
    throw wrongPackage(archive, String(error))
  })
  try {
    for await (const entry of zip.eachEntry()) {
      const name = wanted.get(entry.fileName)
      if (name === undefined) continue
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(join(folder, name)))
      // What is renamed into place must not be lost by a power cut: a broken library would crash every later start of CUDA.
      const file = await open(join(folder, name))
      await file.sync().finally(() => file.close())
      wanted.delete(entry.fileName)
    }
  } finally {
    zip.close()
  }
  if (wanted.size > 0) throw wrongPackage(archive, `without ${[...wanted.keys()].join(', ')}`)
}

/** Whether a file could not be read or written. A broken connection hides the system's error inside another one. */
function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'errno' in error
}

function unwritable(folder: string, error: unknown): EspalierError {
  return new EspalierError({
    code: 'store-failed',
    message: 'ONNX Runtime’s files for CUDA cannot be written to where they belong.',
    advice: 'Make room there, or start Espalier once as a user who may write there.',
    details: `${folder}: ${String(error)}`,
  })
}

function wrongPackage(where: string, details: string): EspalierError {
  return new EspalierError({
    code: 'server-failed',
    message: 'What was downloaded is not the package that was offered, so nothing was installed.',
    advice: 'Try again; if it happens again, something between here and the feed changes what is downloaded.',
    details: `${where}: ${details}`,
  })
}
