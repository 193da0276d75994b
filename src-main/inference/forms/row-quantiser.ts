// Rounds rows of numbers to whole ones of 8 bits by the largest of each row.
// Knows the rule of rounding. Does not know matrices, files or which of them are rounded.
import type { RowPiece } from '../weights/form.ts'

const MOST = 127

/** Whole rows of numbers, each `length` long. A row's number furthest from zero becomes 127 or -127; what is no number becomes 0. */
export function wholeRows(numbers: Float32Array, length: number): RowPiece {
  const rows = numbers.length / length
  const whole = new Int8Array(numbers.length)
  const scales = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    const start = row * length
    let furthest = 0
    for (let at = start; at < start + length; at++) {
      const size = Math.abs(numbers[at]!)
      if (size > furthest) furthest = size
    }
    const scale = Math.fround(furthest / MOST)
    scales[row] = scale
    if (scale === 0) continue
    for (let at = start; at < start + length; at++) {
      whole[at] = Math.round(numbers[at]! / scale)
    }
  }
  return { numbers: whole, scales }
}
