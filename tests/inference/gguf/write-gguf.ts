// Writes GGUF files for tests, also such that lie.
// Knows the encoding. Does not check anything.

export type Entry = readonly [key: string, type: number, value: unknown]

export interface TensorSample {
  name: string
  /** Closest axis first, as in the file. */
  sizes: readonly number[]
  type: number
  offset: number
}

export interface GgufSample {
  magic: string
  version: number
  /** What the header says; by default how many there are. */
  tensorCount: number | bigint | null
  entryCount: number | bigint | null
  entries: readonly Entry[]
  tensors: readonly TensorSample[]
  /** Bytes behind the header. */
  data: number
}

export const [U8, U32, I32, F32, BOOL, TEXT, LIST, U64] = [0, 4, 5, 6, 7, 8, 9, 10] as const

/** A list's value. */
export const list = (type: number, values: readonly unknown[], length: number | bigint = values.length) => ({
  type,
  length,
  values,
})
/** A text that lies about its length. */
export const textOf = (text: string, length: number | bigint) => ({ text, length })

export function ggufBytes(sample: GgufSample): Uint8Array {
  const { tensors, entries } = sample
  const header = Buffer.concat([
    Buffer.from(sample.magic),
    number(U32, sample.version),
    number(U64, sample.tensorCount ?? tensors.length),
    number(U64, sample.entryCount ?? entries.length),
    ...entries.flatMap(([key, type, value]) => [value_(TEXT, key), number(U32, type), value_(type, value)]),
    ...tensors.flatMap(({ name, sizes, type, offset }) => [
      value_(TEXT, name),
      number(U32, sizes.length),
      ...sizes.map((size) => number(U64, size)),
      number(U32, type),
      number(U64, offset),
    ]),
  ])
  const start = Math.ceil(header.length / 32) * 32
  return Buffer.concat([header, Buffer.alloc(start - header.length + sample.data)])
}

function value_(type: number, value: unknown): Buffer {
  if (type === TEXT) {
    const { text, length } =
      typeof value === 'string' ? { text: value, length: null } : (value as ReturnType<typeof textOf>)
    const bytes = Buffer.from(text)
    return Buffer.concat([number(U64, length ?? bytes.length), bytes])
  }
  if (type === LIST) {
    const { type: inner, length, values } = value as ReturnType<typeof list>
    return Buffer.concat([number(U32, inner), number(U64, length), ...values.map((one) => value_(inner, one))])
  }
  return number(type, value as number)
}

function number(type: number, value: number | bigint | boolean): Buffer {
  const buffer = Buffer.alloc(type === U64 ? 8 : type === U8 || type === BOOL ? 1 : 4)
  if (type === U64) buffer.writeBigUInt64LE(BigInt(value))
  else if (type === F32) buffer.writeFloatLE(Number(value))
  else if (type === I32) buffer.writeInt32LE(Number(value))
  else if (buffer.length === 1) buffer.writeUInt8(Number(value))
  else buffer.writeUInt32LE(Number(value))
  return buffer
}
