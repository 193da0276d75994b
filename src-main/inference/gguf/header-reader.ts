// Reads what stands one behind the other in the header of a GGUF file: numbers, texts, and values of every kind.
// Knows the encoding (ggml's gguf.md, versions 2 and 3), and that a file may lie: each length is compared with the bytes that are left
// before it is believed. Does not know which values a header should hold.

export type Value = number | boolean | string | readonly Value[]

/** Lists that are longer are refused; vocabularies have up to half a million entries. */
const LONGEST_LIST = 2 ** 21
/** Bytes. Chat templates are the longest texts. */
const LONGEST_TEXT = 2 ** 24
/** Lists in lists in lists. */
const DEEPEST = 3

const NUMBERS: readonly (((view: DataView, at: number) => number) | undefined)[] = [
  (view, at) => view.getUint8(at),
  (view, at) => view.getInt8(at),
  (view, at) => view.getUint16(at, true),
  (view, at) => view.getInt16(at, true),
  (view, at) => view.getUint32(at, true),
  (view, at) => view.getInt32(at, true),
  (view, at) => view.getFloat32(at, true),
  undefined,
  undefined,
  undefined,
  (view, at) => Number(view.getBigUint64(at, true)),
  (view, at) => Number(view.getBigInt64(at, true)),
  (view, at) => view.getFloat64(at, true),
]
/** Bytes of a value by its type; 0 for texts and lists. */
const SIZES = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8]
const [BOOLEAN, TEXT, LIST] = [7, 8, 9]

/** The header goes on behind the bytes that were given, in a file that has them. */
export const GOES_ON = Symbol('goes on')

export interface HeaderReader {
  /** Bytes read so far. */
  at: () => number
  uint32: () => number
  /** Of 64 bits. */
  count: () => number
  text: () => string
  /** `type` as in the file. */
  value: (type: number) => Value
}

/**
 * Reads from the first bytes of a file of `size` bytes. Each call throws what `fault` makes of the middle of a sentence where the file
 * lies, and GOES_ON's error where more bytes must be given.
 */
export function readHeaderFrom(bytes: Uint8Array, size: number, fault: (what: string) => Error): HeaderReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let at = 0
  const take = (length: number): number => {
    if (length > size - at) throw fault('its file ends in the middle of its header')
    if (length > bytes.length - at) throw moreBytes()
    at += length
    return at - length
  }
  const number = (type: number): number => NUMBERS[type]!(view, take(SIZES[type]!))
  const count = () => number(10)
  const text = () => {
    const length = count()
    if (length > LONGEST_TEXT) throw fault(`a text in its header is said to have ${length} bytes`)
    const start = take(length)
    return decoder.decode(bytes.subarray(start, start + length))
  }
  const value = (type: number, depth = 0): Value => {
    if (type === TEXT) return text()
    if (type === BOOLEAN) return number(0) !== 0
    if (type === LIST) return list(depth + 1)
    if (NUMBERS[type]) return number(type)
    throw fault(`its header holds a value of the unknown type ${type}`)
  }
  const list = (depth: number): readonly Value[] => {
    const type = number(4)
    const length = count()
    if (depth > DEEPEST) throw fault('its header holds lists in lists that are too deep')
    if (length > LONGEST_LIST) throw fault(`a list in its header is said to have ${length} entries`)
    const least = type === TEXT ? 8 : type === LIST ? 12 : (SIZES[type] ?? 1)
    if (length * least > size - at) throw fault('its file ends in the middle of its header')
    return Array.from({ length }, () => value(type, depth))
  }
  return { at: () => at, uint32: () => number(4), count, text, value: (type) => value(type) }
}

function moreBytes(): Error {
  return new RangeError('The header goes on.', { cause: GOES_ON })
}
