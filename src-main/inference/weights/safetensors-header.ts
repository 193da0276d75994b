// The header of one safetensors file: eight bytes of its length, JSON, then the tensors one behind the other.
// Knows the format (safetensors 0.8), and trusts nothing in it. Does not know which tensors a model needs, or how files make a
// checkpoint (safetensors.ts).
import { open } from 'node:fs/promises'
import { z } from 'zod'
import type { Stretch } from './checkpoint.ts'
import { brokenModel } from './model-faults.ts'
import type { ModelFile } from './model-file.ts'
import { TYPE_BITS } from './tensor-types.ts'

/** Longest header that is read, in bytes: enough for over 100,000 tensors, and checked in a fraction of a second. */
const HEADER_LIMIT = 16e6
/** Bytes of the header's length. */
const PREFIX = 8
const METADATA = '__metadata__'

const Entry = z.object({
  dtype: z.string().max(40),
  shape: z.array(z.number().int().nonnegative()).max(16),
  data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
})

/** A tensor of any type. */
export interface StoredTensor extends Stretch {
  name: string
  type: string
  shape: readonly number[]
}

export interface SafetensorsHeader {
  /** In the order of their places. */
  tensors: readonly StoredTensor[]
  metadata: Readonly<Record<string, string>>
}

/** Reads and checks a header. `model` and `name` are for messages: the model's path, the file's name in it. Throws `model-broken`. */
export async function readSafetensorsHeader(file: ModelFile, model: string, name: string): Promise<SafetensorsHeader> {
  const broken = (what: string) => brokenModel(model, what, file.path)
  const { text, start } = await readHeaderText(file, broken, name)
  const content = parsedObject(text)
  if (!content) throw broken(`the header of ${name} is not valid JSON`)
  const { [METADATA]: metadata, ...entries } = content
  const room = file.bytes - start
  const tensors = Object.entries(entries).map(([tensor, entry]): StoredTensor => {
    const fault = (what: string) => broken(`${name} says that its tensor “${shortened(tensor)}” ${what}`)
    const parsed = Entry.safeParse(entry)
    if (!parsed.success) throw fault('lies at no place, or has no type or shape')
    const { dtype, shape, data_offsets } = parsed.data
    const [from, to] = data_offsets
    if (from > to || to > room) throw fault(`lies at bytes ${from} to ${to}, and there are ${room}`)
    const bits = TYPE_BITS.get(dtype)
    // Of a type that is not known here nothing more can be checked; whoever needs the tensor refuses it.
    if (bits !== undefined && shape.reduce((count, size) => count * size, bits) !== (to - from) * 8) {
      throw fault(`has the shape ${shape.join(' x ') || 'of a number'} of ${dtype}, and ${to - from} bytes`)
    }
    return { name: tensor, type: dtype, shape, file: file.path, offset: start + from, bytes: to - from }
  })
  tensors.sort((one, other) => one.offset - other.offset || one.bytes - other.bytes)
  const twice = tensors.findIndex(({ offset }, index) => index > 0 && offset < endOf(tensors[index - 1]!))
  if (twice > 0) {
    const [one, other] = [tensors[twice - 1]!, tensors[twice]!].map((tensor) => `“${shortened(tensor.name)}”`)
    throw broken(`${name} says that its tensors ${one} and ${other} share bytes`)
  }
  const words = z.record(z.string(), z.string()).safeParse(metadata)
  return { tensors, metadata: words.success ? words.data : {} }
}

async function readHeaderText(
  file: ModelFile,
  broken: (what: string) => unknown,
  name: string,
): Promise<{ text: string; start: number }> {
  if (file.bytes === 0) throw broken(`${name} is empty`)
  if (file.bytes < PREFIX) throw broken(`${name} is cut off: it has ${file.bytes} bytes`)
  const handle = await open(file.path, 'r')
  try {
    const prefix = Buffer.alloc(PREFIX)
    await handle.read(prefix, 0, PREFIX, 0)
    const length = Number(prefix.readBigUInt64LE())
    if (length > file.bytes - PREFIX) {
      throw broken(`${name} is no safetensors file, or is cut off: its header would be longer than the file`)
    }
    if (length > HEADER_LIMIT) {
      throw broken(
        `the header of ${name} has ${Math.ceil(length / 1e6)} MB, and at most ${HEADER_LIMIT / 1e6} MB are read`,
      )
    }
    const header = Buffer.alloc(length)
    const { bytesRead } = await handle.read(header, 0, length, PREFIX)
    if (bytesRead < length) throw broken(`${name} is cut off`)
    return { text: header.toString(), start: PREFIX + length }
  } finally {
    await handle.close()
  }
}

function parsedObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

function endOf({ offset, bytes }: Stretch): number {
  return offset + bytes
}

function shortened(name: string): string {
  return name.length <= 100 ? name : `${name.slice(0, 100)}…`
}
