// Writes a form to a file, whole or not at all: into a part file first, which then takes its name.
// Knows files and disks. Does not know how numbers are made, or how the file is read (form-file.ts).
import { randomUUID } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EspalierError } from '../../contract/errors.ts'
import { PARTS } from './form.ts'
import type { FormFacts, TensorForm } from './form.ts'
import { layOut } from './form-layout.ts'

const PART = '.part'
/** Milliseconds after which a part that nobody has written to is of a process that has ended. */
const LEFT_BEHIND = 3_600_000
/** Bytes of the disk that stay free. */
const SPARE = 64 * 2 ** 20

/**
 * Writes the tensors in their order; `progress` is told the share that is written, 0 to 1. Rejects with `store-failed` where the disk
 * has no room or refuses, with the signal's reason when it is aborted, and with what a tensor's pieces throw; then nothing is left.
 * The folder must be there.
 */
export async function writeForm(
  file: string,
  { tensors, ...facts }: FormFacts & { tensors: readonly TensorForm[] },
  { signal, progress }: { signal: AbortSignal; progress?: (share: number) => void },
): Promise<void> {
  const { header, offsets, bytes } = layOut(tensors, facts)
  const part = `${file}.${randomUUID()}${PART}`
  try {
    await clearParts(file)
    await checkRoom(file, bytes)
    const handle = await open(part, 'wx')
    try {
      await writeAt(handle, header, 0)
      let written = header.length
      const counted = async (content: Uint8Array, place: number) => {
        signal.throwIfAborted()
        await writeAt(handle, content, place)
        written += content.length
        progress?.(written / bytes)
      }
      for (const tensor of tensors) await writeTensor(tensor, offsets, counted)
      if (written !== bytes) throw new RangeError(`The form has ${written} bytes, and ${bytes} were laid out.`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    signal.throwIfAborted()
    await rename(part, file)
  } catch (cause) {
    await rm(part, { force: true }).catch(() => undefined)
    throw diskFault(file, cause)
  }
}

type Write = (content: Uint8Array, place: number) => Promise<void>

async function writeTensor(tensor: TensorForm, offsets: ReadonlyMap<string, number>, write: Write): Promise<void> {
  const { name } = tensor
  if (tensor.kind === 'float') {
    const next = cursor(write, offsets.get(name)!)
    for await (const piece of tensor.pieces()) await next(piece)
    return
  }
  const [numbers, scales] = [PARTS.numbers, PARTS.scales].map((end) => cursor(write, offsets.get(name + end)!))
  if (tensor.kind === 'rows') {
    for await (const piece of tensor.pieces()) {
      await numbers!(bytesOf(piece.numbers))
      await scales!(bytesOf(piece.scales))
    }
    return
  }
  const minima = tensor.hasMinima ? cursor(write, offsets.get(name + PARTS.minima)!) : null
  for await (const piece of tensor.pieces()) {
    await numbers!(piece.numbers)
    await scales!(bytesOf(piece.scales))
    if (minima) await minima(bytesOf(piece.minima!))
  }
}

/** Writes one piece behind the other. */
function cursor(write: Write, start: number): (content: Uint8Array) => Promise<void> {
  let place = start
  return async (content) => {
    await write(content, place)
    place += content.length
  }
}

async function writeAt(handle: FileHandle, content: Uint8Array, place: number): Promise<void> {
  for (let done = 0; done < content.length;) {
    done += (await handle.write(content, done, content.length - done, place + done)).bytesWritten
  }
}

/** Every machine that the program runs on is little endian, as the file is. */
function bytesOf(numbers: Float32Array | Int8Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
}

/** Removes what an earlier process left of this form when it ended too soon. */
async function clearParts(file: string): Promise<void> {
  const [folder, name] = [dirname(file), basename(file)]
  const parts = (await readdir(folder)).filter((other) => other.startsWith(name) && other.endsWith(PART))
  for (const part of parts.map((other) => join(folder, other))) {
    const facts = await stat(part).catch(() => null)
    if (facts && Date.now() - facts.mtimeMs > LEFT_BEHIND) await rm(part, { force: true })
  }
}

async function checkRoom(file: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(file))
  if (bavail * bsize >= bytes + SPARE) return
  throw noRoom(bytes, `${file}: ${bavail * bsize} bytes are free`)
}

function noRoom(bytes: number | null, details: string): EspalierError {
  const size = bytes === null ? '' : ` of ${Math.ceil(bytes / 1e6)} MB`
  return new EspalierError({
    code: 'store-failed',
    message: `The disk has no room for a smaller form${size} of the model.`,
    advice: 'Free some space, move the data folder, or use the model as it is stored.',
    details,
  })
}

function diskFault(file: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !('syscall' in cause)) return cause
  if ('code' in cause && cause.code === 'ENOSPC') return noRoom(null, `${file}: ${cause.message}`)
  return new EspalierError(
    {
      code: 'store-failed',
      message: 'The smaller form of the model could not be written to the data folder.',
      advice: 'See whether the disk is connected and may be written to, then try again.',
      details: `${file}: ${cause.message}`,
    },
    { cause },
  )
}
