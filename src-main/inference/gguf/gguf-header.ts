// The header of a GGUF file: its metadata, and which tensors lie where.
// Knows versions 2 and 3, and checks every offset and size against the file. Does not know what metadata mean (gguf-config.ts,
// vocabulary.ts) or what tensors are called elsewhere (tensor-names.ts).
import { open } from 'node:fs/promises'
import { findModelFile } from '../weights/model-file.ts'
import type { ModelFile } from '../weights/model-file.ts'
import type { Stretch } from '../weights/checkpoint.ts'
import { basename, dirname } from 'node:path'
import { brokenGguf, unknownGguf } from './gguf-faults.ts'
import { KNOWN_TYPES, TENSOR_TYPES, typeName } from './gguf-types.ts'
import type { TensorType } from './gguf-types.ts'
import { GOES_ON, readHeaderFrom } from './header-reader.ts'
import type { HeaderReader, Value } from './header-reader.ts'

export type Metadata = ReadonlyMap<string, Value>

export interface GgufTensor extends Stretch {
  /** As in the file, such as `blk.0.attn_q.weight`. */
  name: string
  type: TensorType
  /** Outermost axis first: the file has the closest first. */
  shape: readonly number[]
}

export interface GgufHeader {
  file: ModelFile
  metadata: Metadata
  tensors: readonly GgufTensor[]
}

/** Bytes with which a GGUF file begins, whatever its name: the letters GGUF. */
const MAGIC = 0x46554747
const FIRST_READ = 2 ** 20
const LONGEST_HEADER = 100e6
const MOST_ENTRIES = 65_536
const MOST_TENSORS = 100_000
const MOST_AXES = 4
const ALIGNMENT = 32

/** Whether the file begins as a GGUF file does: Ollama's have no ending. False for what cannot be read. */
export async function isGguf(path: string): Promise<boolean> {
  try {
    const { path: file } = await findModelFile(dirname(path), basename(path))
    const start = await firstBytes(file, 4)
    return start.length === 4 && new DataView(start.buffer, start.byteOffset).getUint32(0, true) === MAGIC
  } catch {
    return false
  }
}

/** Throws `model-missing`, or `model-broken` that says what is wrong with the header. */
export async function readGgufHeader(path: string): Promise<GgufHeader> {
  const file = await findModelFile(dirname(path), basename(path))
  for (let length = Math.min(FIRST_READ, file.bytes); ; length = Math.min(4 * length, file.bytes)) {
    const bytes = await firstBytes(file.path, length)
    if (bytes.length < length) throw brokenGguf(path, 'its file became shorter while it was read')
    try {
      return { file, ...parsed(bytes, file, path) }
    } catch (cause) {
      if (!(cause instanceof RangeError) || cause.cause !== GOES_ON) throw cause
      if (length >= LONGEST_HEADER) throw brokenGguf(path, 'its header has more than 100 MB')
    }
  }
}

async function firstBytes(file: string, length: number): Promise<Uint8Array> {
  const handle = await open(file)
  try {
    const buffer = new Uint8Array(length)
    let done = 0
    while (done < length) {
      const { bytesRead } = await handle.read(buffer, done, length - done, done)
      if (bytesRead === 0) break
      done += bytesRead
    }
    return buffer.subarray(0, done)
  } finally {
    await handle.close()
  }
}

function parsed(bytes: Uint8Array, file: ModelFile, path: string): Omit<GgufHeader, 'file'> {
  const fault = (what: string) => brokenGguf(path, what)
  const reader = readHeaderFrom(bytes, file.bytes, fault)
  if (file.bytes < 24 || reader.uint32() !== MAGIC) throw fault('its file is no GGUF file')
  const version = reader.uint32()
  if (version !== 2 && version !== 3) {
    const swapped = version % 65_536 === 0 && version > 0
    throw fault(
      swapped ? 'its numbers are big-endian' : `its file is of version ${version} of GGUF, and 2 and 3 are read`,
    )
  }
  const [tensorCount, entryCount] = [reader.count(), reader.count()]
  if (entryCount > MOST_ENTRIES) throw fault(`its header is said to have ${entryCount} entries`)
  if (tensorCount > MOST_TENSORS) throw fault(`its file is said to have ${tensorCount} tensors`)
  const metadata = new Map<string, Value>()
  for (let entry = 0; entry < entryCount; entry++) {
    const key = reader.text()
    if (metadata.has(key)) throw fault(`its header says “${key.slice(0, 60)}” twice`)
    metadata.set(key, reader.value(reader.uint32()))
  }
  const found = Array.from({ length: tensorCount }, () => tensorOf(reader, file, path))
  const alignment = metadata.get('general.alignment') ?? ALIGNMENT
  if (typeof alignment !== 'number' || !(alignment >= 1 && alignment <= 2 ** 20) || alignment % 1 !== 0) {
    throw fault('its header says an alignment that cannot be')
  }
  const start = Math.ceil(reader.at() / alignment) * alignment
  const tensors = found.map((tensor) => ({ ...tensor, offset: start + tensor.offset }))
  checkPlaces(tensors, file.bytes, alignment, fault)
  return { metadata, tensors }
}

/** With the offset from where tensors begin. */
function tensorOf(reader: HeaderReader, { path: file }: ModelFile, path: string): GgufTensor {
  const name = reader.text()
  const shown = name.slice(0, 80)
  const axes = reader.uint32()
  if (axes < 1 || axes > MOST_AXES) throw brokenGguf(path, `its tensor “${shown}” is said to have ${axes} axes`)
  const sizes = Array.from({ length: axes }, () => reader.count())
  const [number, offset] = [reader.uint32(), reader.count()]
  const type = TENSOR_TYPES.get(number)
  if (!type) {
    const what = `its tensor “${shown}” is of the unknown quantisation ${typeName(number)}; known are ${KNOWN_TYPES}`
    throw unknownGguf(path, what)
  }
  const numbers = sizes.reduce((product, size) => product * size, 1)
  if (!Number.isSafeInteger(numbers) || numbers === 0 || !sizes.every((size) => size <= 2 ** 31)) {
    throw brokenGguf(path, `its tensor “${shown}” is said to be ${sizes.join(' x ')}`)
  }
  if (sizes[0]! % type.block !== 0) {
    throw brokenGguf(
      path,
      `its tensor “${shown}” has rows of ${sizes[0]}, and ${type.name} has blocks of ${type.block}`,
    )
  }
  return { name, type, shape: sizes.reverse(), file, offset, bytes: (numbers / type.block) * type.bytes }
}

function checkPlaces(
  tensors: readonly GgufTensor[],
  size: number,
  alignment: number,
  fault: (what: string) => Error,
): void {
  const names = new Set<string>()
  let [end, before] = [0, '']
  for (const { name, offset, bytes } of tensors.toSorted((one, other) => one.offset - other.offset)) {
    const shown = name.slice(0, 80)
    if (names.has(name)) throw fault(`its file has two tensors “${shown}”`)
    names.add(name)
    if (!(offset + bytes <= size)) throw fault(`its tensor “${shown}” lies behind the end of its file`)
    if (offset % alignment !== 0) throw fault(`its tensor “${shown}” lies where no tensor can begin`)
    if (offset < end) throw fault(`its tensors “${before}” and “${shown}” lie over each other`)
    ;[end, before] = [offset + bytes, shown]
  }
}
