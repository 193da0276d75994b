// The numbers of a tensor in a file, read in pieces.
// Knows the types that numbers are stored in. Does not know what becomes of them, or blocks.
import { open } from 'node:fs/promises'
import type { FloatTensor, FloatType, Stretch } from '../weights/checkpoint.ts'
import type { TensorNumbers } from '../weights/tensor-numbers.ts'
import { brokenModel } from '../weights/model-faults.ts'
import { TYPE_BITS } from '../weights/tensor-types.ts'

/** Bytes that are read at once, about. */
const PIECE = 4 * 2 ** 20

/** Bytes in pieces that are multiples of `unit`. */
async function* bytePieces(
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

/** A tensor that is read as it is stored. `model`: its path. Its pieces throw `model-broken` where the file has become shorter. */
export function floatNumbers(tensor: FloatTensor, model: string): TensorNumbers {
  const { shape, type } = tensor
  return { shape, type, bytes: () => bytePieces(tensor, 4, model), rows: () => floatRows(tensor, model) }
}

async function* floatRows(tensor: FloatTensor, model: string): AsyncGenerator<Float32Array> {
  const row = (tensor.shape.at(-1)! * TYPE_BITS.get(tensor.type)!) / 8
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
