// Rounds rows of numbers to small integers that share a scale by blocks, for ONNX Runtime's MatMulNBits.
// Knows the rule of rounding, that of models/recipe/quantise.py. Does not know matrices, files or which of them are rounded.
import type { BlockSize } from '../weights/checkpoint.ts'
import type { BlockPiece } from '../weights/form.ts'

/** To add and take this away rounds a number in single precision to a whole one, halves to even. */
const ROUNDING = 1.5 * 2 ** 23

/**
 * Whole rows of numbers, each a multiple of `block` long, in blocks of so many. A block is symmetric about 2^(bits - 1); its number
 * furthest from zero becomes the lowest integer, because there is one more of them below that than above.
 */
export function quantised(numbers: Float32Array, { bits, block: size }: { bits: 4 | 8; block: BlockSize }): BlockPiece {
  const blocks = numbers.length / size
  const middle = 2 ** (bits - 1)
  const most = 2 * middle - 1
  const scales = new Float32Array(blocks)
  const bytes = new Uint8Array((numbers.length * bits) / 8)
  const round = Math.fround
  for (let block = 0; block < blocks; block++) {
    const start = block * size
    let furthest = 0
    for (let at = start; at < start + size; at++) {
      if (Math.abs(numbers[at]!) > Math.abs(furthest)) furthest = numbers[at]!
    }
    const scale = round(furthest / -middle)
    scales[block] = scale
    for (let at = start; at < start + size; at++) {
      // A block of zeros has no scale, and a number that is none has no place.
      const steps = scale === 0 ? 0 : round(numbers[at]! / scale)
      const whole = round(round(steps + ROUNDING) - ROUNDING) + middle
      const bounded = whole >= most ? most : whole > 0 ? whole : 0
      if (bits === 8) bytes[at] = bounded
      else bytes[at >> 1] = at % 2 === 0 ? bounded : bytes[at >> 1]! | (bounded << 4)
    }
  }
  return { numbers: bytes, scales, minima: null }
}
