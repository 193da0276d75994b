// A message of protocol buffers while it is being written (protobuf.dev, “Encoding”).
// Knows the encoding. Does not know what stands in the fields (onnx-bytes.ts).
//
// All of it goes into one piece of memory that grows. Joined from a piece for each number, the graph of a model of thirty layers would
// take as long as a tenth of opening its session, and tens of megabytes.
import { Buffer } from 'node:buffer'

export interface MessageWriter {
  /** A whole number; of one below 0 what 64 bits make of it. */
  integer(field: number, value: number): void
  /** A number in single precision. */
  single(field: number, value: number): void
  text(field: number, value: string): void
  bytes(field: number, value: Uint8Array): void
  /** A message in the message: what `write` writes. */
  message(field: number, write: () => void): void
  /** What has been written so far. */
  written(): Uint8Array
}

/** How a field's bytes are told apart. */
const WIRE = { number: 0, bytes: 2, single: 5 }
const SINGLE_BYTES = 4
/** The longest number, with the number of its field. */
const NUMBER_BYTES = 20
const FIRST_ROOM = 2 ** 16

export function openMessageWriter(): MessageWriter {
  let memory = Buffer.allocUnsafe(FIRST_ROOM)
  let end = 0

  const reserve = (count: number) => {
    if (end + count <= memory.length) return
    const larger = Buffer.allocUnsafe(Math.max(2 * memory.length, end + count))
    memory.copy(larger, 0, 0, end)
    memory = larger
  }
  /** Seven bits a byte, low ones first. */
  const number = (value: number) => {
    for (; value > 127; value = Math.floor(value / 128)) memory[end++] = (value % 128) | 128
    memory[end++] = value
  }
  const longNumber = (value: bigint) => {
    for (; value > 127n; value >>= 7n) memory[end++] = Number(value & 127n) | 128
    memory[end++] = Number(value)
  }
  const begin = (field: number, wire: number) => {
    reserve(NUMBER_BYTES)
    number((field << 3) | wire)
  }
  const beginBytes = (field: number, length: number) => {
    begin(field, WIRE.bytes)
    number(length)
    reserve(length)
  }
  const message: MessageWriter['message'] = (field, write) => {
    begin(field, WIRE.bytes)
    // The length is known afterwards. Most take one byte; behind a longer one the content moves.
    const start = ++end
    write()
    const length = end - start
    reserve(NUMBER_BYTES)
    end = start - 1
    if (length > 127) memory.copyWithin(end + numberBytes(length), start, start + length)
    number(length)
    end += length
  }

  return {
    integer(field, value) {
      begin(field, WIRE.number)
      if (value < 0) longNumber(BigInt.asUintN(64, BigInt(value)))
      else number(value)
    },
    single(field, value) {
      begin(field, WIRE.single)
      memory.writeFloatLE(value, end)
      end += SINGLE_BYTES
    },
    text(field, value) {
      beginBytes(field, Buffer.byteLength(value))
      end += memory.write(value, end)
    },
    bytes(field, value) {
      beginBytes(field, value.length)
      memory.set(value, end)
      end += value.length
    },
    message,
    written: () => memory.subarray(0, end),
  }
}

function numberBytes(value: number): number {
  let bytes = 1
  for (; value > 127; value = Math.floor(value / 128)) bytes++
  return bytes
}
