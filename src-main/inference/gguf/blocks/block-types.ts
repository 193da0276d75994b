// The table of block types, and what is made of a stretch of blocks.
// Knows each type's row, and how numbers are packed and dequantised. Does not know files.
import type { BlockPiece } from '../../weights/form.ts'
import type { BlockType, Unpacked } from './block-type.ts'
import { Q2_K, Q3_K, Q4_K, Q5_K, Q6_K } from './k-blocks.ts'
import { Q4_0, Q4_1, Q5_0, Q5_1, Q8_0 } from './plain-blocks.ts'

/** By the name that gguf-types.ts has. */
export const BLOCK_TYPES: Readonly<Record<string, BlockType>> = {
  Q4_0,
  Q4_1,
  Q5_0,
  Q5_1,
  Q8_0,
  Q2_K,
  Q3_K,
  Q4_K,
  Q5_K,
  Q6_K,
}

/** Blocks as BlockTensor has them; `source` holds whole ones. Nothing is rounded but products of scales, to single precision. */
export function repacked(type: BlockType, source: Uint8Array): BlockPiece {
  const { numbers, scales, minima } = unpacked(type, source)
  return {
    numbers: type.bits === 8 ? numbers : packedNibbles(numbers),
    scales,
    minima: type.hasMinima ? minima : null,
  }
}

/** The weights themselves, in the roundings of llama.cpp's Python package `gguf`. */
export function dequantised(type: BlockType, source: Uint8Array): Float32Array<ArrayBuffer> {
  const { numbers, scales, minima } = unpacked(type, source)
  const { block, bits, hasMinima } = type
  const zero = hasMinima ? 0 : 2 ** (bits - 1)
  const weights = new Float32Array(numbers.length)
  for (let group = 0, at = 0; group < scales.length; group++) {
    const scale = scales[group]!
    const end = at + block
    // To add 0 would take its sign from a zero.
    if (!hasMinima) for (; at < end; at++) weights[at] = scale * (numbers[at]! - zero)
    else for (; at < end; at++) weights[at] = Math.fround(scale * numbers[at]!) + minima[group]!
  }
  return weights
}

function unpacked(type: BlockType, source: Uint8Array): Unpacked {
  const blocks = source.length / type.bytes
  const groups = (blocks * type.size) / type.block
  const to = {
    numbers: new Uint8Array(blocks * type.size),
    scales: new Float32Array(groups),
    minima: new Float32Array(type.hasMinima ? groups : 0),
  }
  for (let index = 0; index < blocks; index++) type.unpack(source, index * type.bytes, to, index)
  return to
}

/** Of two numbers the first becomes the low half. */
function packedNibbles(numbers: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(numbers.length / 2)
  for (let at = 0; at < bytes.length; at++) bytes[at] = numbers[2 * at]! | (numbers[2 * at + 1]! << 4)
  return bytes
}
