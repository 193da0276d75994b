// The numbers of a tensor in a file, read in pieces.
// Knows the types that numbers are stored in. Does not know what becomes of them.
import { open } from 'node:fs/promises'
import type { FloatTensor, FloatType, Stretch } from '../weights/checkpoint.ts'
import { brokenModel } from '../weights/model-faults.ts'
import { TYPE_BITS } from '../weights/tensor-types.ts'

/** Bytes that are read at once, about. */
const PIECE = 4 * 2 ** 20

/** Bytes in pieces that are multiples of `unit`. `model`: its path. Throws `model-broken` where the file has become shorter. */
export async function* bytePieces(
  { file, offset, bytes }: Stretch,
  unit: number,
  model: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const length = Math.max(Math.floor(PIECE / unit), 1) * unit
  const handle = await open(file)
  try {
    for (let at = 0; at < bytes; at += length) {
      const piece = new Uint8Array(Math.min(length, bytes - at))
      for (let done = 0; done < piece.length;) {
        const { bytesRead } = await handle.read(piece, done, piece.length - done, offset + at + done)
        if (bytesRead === 0) throw brokenModel(model, 'its file became shorter while it was read', file)
        done += bytesRead
      }
      yield piece
    }
  } finally {
    await handle.close()
  }
}

/** Whole rows in single precision, the first ones first: [rows, inputs]. Throws like `bytePieces`. */
export async function* floatRows(tensor: FloatTensor, inputs: number, model: string): AsyncGenerator<Float32Array> {
  const row = (inputs * TYPE_BITS.get(tensor.type)!) / 8
  for await (const piece of bytePieces(tensor, row, model)) yield floatsOf(piece, tensor.type)
}

/** Numbers as they are stored, little endian, in single precision. */
export function floatsOf({ buffer }: Uint8Array<ArrayBuffer>, type: FloatType): Float32Array {
  if (type === 'F32') return new Float32Array(buffer)
  if (type === 'F16') return new Float32Array(new Float16Array(buffer))
  const halves = new Uint16Array(buffer)
  const whole = new Uint32Array(halves.length)
  // The upper half of single precision.
  for (let at = 0; at < halves.length; at++) whole[at] = halves[at]! << 16
  return new Float32Array(whole.buffer)
}
