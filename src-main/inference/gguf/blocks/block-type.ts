// A type of blocks in a GGUF file: how its numbers lie, and what a weight is.
// Knows the record and half-precision numbers. Does not know any type.

/** Where a block is taken apart to. */
export interface Unpacked {
  /** As BlockTensor has them, one a byte, not yet packed. */
  numbers: Uint8Array
  scales: Float32Array
  /** Not used by types without minima. */
  minima: Float32Array
}

export interface BlockType {
  /** Numbers of a block of the file, and its bytes. */
  size: number
  bytes: number
  /** As BlockTensor has them: numbers that share a scale, bits of each, and whether there are minima. */
  block: 16 | 32
  bits: 4 | 8
  hasMinima: boolean
  /** Takes the block at byte `from` of `source` apart, to the block of this index. */
  unpack: (source: Uint8Array, from: number, to: Unpacked, index: number) => void
}

/** Of the two bytes at `at`. */
export function halfAt(bytes: Uint8Array, at: number): number {
  return HALVES[bytes[at]! | (bytes[at + 1]! << 8)]!
}

/** Every number of half precision, by its bits. */
const HALVES = Float32Array.from({ length: 65_536 }, (_, bits) => {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023]
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
})
