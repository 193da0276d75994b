// The weights of a GGUF file as a checkpoint: in place where all are plain numbers, else as a form, its blocks laid out anew.
// Knows which of its tensors are which. Does not know how forms are written (weights/form-writer.ts) or types of blocks (blocks/).
import { open } from 'node:fs/promises'
import { FLOAT_TYPES } from '../weights/checkpoint.ts'
import type { Checkpoint, FloatType } from '../weights/checkpoint.ts'
import type { BlockPiece, TensorForm } from '../weights/form.ts'
import { BLOCK_TYPES, dequantised, repacked } from './blocks/block-types.ts'
import type { BlockType } from './blocks/block-type.ts'
import { brokenGguf } from './gguf-faults.ts'
import type { Gguf } from './gguf.ts'
import type { GgufTensor } from './gguf-header.ts'

/** Bytes that are read at once, about. */
const PIECE = 4 * 2 ** 20

/** Null where some of the weights are in blocks: then they have to be laid out anew, by `ggufForm`. */
export function ggufInPlace({ tensors, rotary, normsHoldOne }: Gguf): Checkpoint | null {
  const floats = new Map<string, Checkpoint['tensors'] extends ReadonlyMap<string, infer Kind> ? Kind : never>()
  for (const [name, { type, shape, file, offset, bytes }] of tensors) {
    if (!isFloat(type.name)) return null
    floats.set(name, { kind: 'float', type: type.name, shape, file, offset, bytes })
  }
  return { tensors: floats, rotary, normsHoldOne }
}

/** The tensors as `writeForm` takes them; each is read when it is asked for. Pieces throw `model-broken` where the file has changed. */
export function ggufForm({ tensors, path }: Pick<Gguf, 'tensors' | 'path'>): TensorForm[] {
  return [...tensors].map(([name, tensor]) => formOf(name, tensor, path))
}

function formOf(name: string, tensor: GgufTensor, path: string): TensorForm {
  const { type, shape } = tensor
  if (isFloat(type.name)) {
    return { kind: 'float', name, type: type.name, shape, pieces: () => piecesOf(tensor, 4, path) }
  }
  const blocks = BLOCK_TYPES[type.name]!
  const [outputs, inputs] = shape
  if (shape.length !== 2 || outputs === undefined || inputs === undefined) {
    return { kind: 'float', name, type: 'F32', shape, pieces: () => floatPieces(tensor, path) }
  }
  const { bits, block, hasMinima } = blocks
  const row = rowBytes(tensor, blocks)
  const pieces = () => blockPieces(tensor, blocks, row, path)
  return { kind: 'blocks', name, bits, block, shape: [outputs, inputs], hasMinima, pieces }
}

async function* blockPieces(
  tensor: GgufTensor,
  blocks: BlockType,
  row: number,
  path: string,
): AsyncGenerator<BlockPiece> {
  for await (const piece of piecesOf(tensor, row, path)) yield repacked(blocks, piece)
}

async function* floatPieces(tensor: GgufTensor, path: string): AsyncGenerator<Uint8Array> {
  for await (const rows of dequantisedRows(tensor, path)) yield new Uint8Array(rows.buffer)
}

/** The weights of a tensor in blocks: whole rows in single precision, the first ones first. Throws like the pieces of `ggufForm`. */
export async function* dequantisedRows(tensor: GgufTensor, path: string): AsyncGenerator<Float32Array<ArrayBuffer>> {
  const blocks = BLOCK_TYPES[tensor.type.name]!
  for await (const piece of piecesOf(tensor, rowBytes(tensor, blocks), path)) yield dequantised(blocks, piece)
}

function rowBytes({ shape }: GgufTensor, { size, bytes }: BlockType): number {
  return (shape.at(-1)! / size) * bytes
}

/** The tensor's bytes in pieces that are multiples of `unit`. */
async function* piecesOf({ file, offset, bytes }: GgufTensor, unit: number, path: string): AsyncGenerator<Uint8Array> {
  const length = Math.max(Math.floor(PIECE / unit), 1) * unit
  const handle = await open(file)
  try {
    for (let at = 0; at < bytes; at += length) {
      const piece = new Uint8Array(Math.min(length, bytes - at))
      for (let done = 0; done < piece.length;) {
        const { bytesRead } = await handle.read(piece, done, piece.length - done, offset + at + done)
        if (bytesRead === 0) throw brokenGguf(path, 'its file became shorter while it was read')
        done += bytesRead
      }
      yield piece
    }
  } finally {
    await handle.close()
  }
}

function isFloat(type: string): type is FloatType {
  return (FLOAT_TYPES as readonly string[]).includes(type)
}
