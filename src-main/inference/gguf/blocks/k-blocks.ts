// Blocks of 256 numbers whose scales are small numbers themselves, times a scale of the block: Q2_K to Q6_K.
// Knows where their bits lie (ggml-quants.c). Does not know tensors.
import { halfAt } from './block-type.ts'
import type { BlockType, Unpacked } from './block-type.ts'

const SIZE = 256
/** Numbers whose bits lie over each other in the same bytes. */
const HALF = 128

/** Two bits: four numbers a byte, 32 apart, the lowest first; 64 bytes. */
function unpackPairs(source: Uint8Array, from: number, { numbers }: Unpacked, at: number): void {
  for (let place = 0; place < SIZE; place++) {
    const byte = source[from + 32 * (place >> 7) + (place & 31)]!
    numbers[at + place] = (byte >> (2 * ((place >> 5) & 3))) & 3
  }
}

/** Four bits: two numbers a byte, 32 apart, the low half first; 128 bytes. */
function unpackNibbles(source: Uint8Array, from: number, { numbers }: Unpacked, at: number): void {
  for (let place = 0; place < SIZE; place++) {
    const byte = source[from + 32 * (place >> 6) + (place & 31)]!
    numbers[at + place] = place & 32 ? byte >> 4 : byte & 15
  }
}

/** Eight scales and eight minima of six bits in 12 bytes. */
function unpackSixBits(
  source: Uint8Array,
  from: number,
  to: Unpacked,
  first: number,
  scale: number,
  least: number,
): void {
  const byte = (place: number) => source[from + place]!
  for (let group = 0; group < 8; group++) {
    const early = group < 4
    const factor = early ? byte(group) & 63 : (byte(group + 4) & 15) | ((byte(group - 4) >> 6) << 4)
    const minimum = early ? byte(group + 4) & 63 : (byte(group + 4) >> 4) | ((byte(group) >> 6) << 4)
    to.scales[first + group] = scale * factor
    to.minima[first + group] = -Math.fround(least * minimum)
  }
}

/** Minima are taken away. */
export const Q2_K: BlockType = {
  size: SIZE,
  bytes: 84,
  block: 16,
  bits: 4,
  hasMinima: true,
  unpack(source, from, to, index) {
    const [scale, least] = [halfAt(source, from + 80), halfAt(source, from + 82)]
    for (let group = 0; group < 16; group++) {
      const byte = source[from + group]!
      to.scales[16 * index + group] = scale * (byte & 15)
      to.minima[16 * index + group] = -Math.fround(least * (byte >> 4))
    }
    unpackPairs(source, from + 16, to, SIZE * index)
  },
}

/** A weight is scale x (number - 4), and four bits take 8 away. */
export const Q3_K: BlockType = {
  size: SIZE,
  bytes: 110,
  block: 16,
  bits: 4,
  hasMinima: false,
  unpack(source, from, to, index) {
    const scale = halfAt(source, from + 108)
    const scales = from + 96
    for (let group = 0; group < 16; group++) {
      const low = group < 8 ? source[scales + group]! & 15 : source[scales + group - 8]! >> 4
      const high = (source[scales + 8 + (group & 3)]! >> (2 * (group >> 2))) & 3
      to.scales[16 * index + group] = scale * ((low | (high << 4)) - 32)
    }
    unpackPairs(source, from + 32, to, SIZE * index)
    // The third bits: eight numbers a byte, 32 apart.
    for (let place = 0; place < SIZE; place++) {
      const bit = (source[from + (place & 31)]! >> (place >> 5)) & 1
      to.numbers[SIZE * index + place]! += (bit << 2) + 4
    }
  },
}

export const Q4_K: BlockType = {
  size: SIZE,
  bytes: 144,
  block: 32,
  bits: 4,
  hasMinima: true,
  unpack(source, from, to, index) {
    unpackSixBits(source, from + 4, to, 8 * index, halfAt(source, from), halfAt(source, from + 2))
    unpackNibbles(source, from + 16, to, SIZE * index)
  },
}

export const Q5_K: BlockType = {
  size: SIZE,
  bytes: 176,
  block: 32,
  bits: 8,
  hasMinima: true,
  unpack(source, from, to, index) {
    unpackSixBits(source, from + 4, to, 8 * index, halfAt(source, from), halfAt(source, from + 2))
    unpackNibbles(source, from + 48, to, SIZE * index)
    for (let place = 0; place < SIZE; place++) {
      const bit = (source[from + 16 + (place & 31)]! >> (place >> 5)) & 1
      to.numbers[SIZE * index + place]! += bit << 4
    }
  },
}

/** A weight is scale x (number - 32), and eight bits take 128 away. */
export const Q6_K: BlockType = {
  size: SIZE,
  bytes: 210,
  block: 16,
  bits: 8,
  hasMinima: false,
  unpack(source, from, { numbers, scales }, index) {
    const scale = halfAt(source, from + 208)
    for (let group = 0; group < 16; group++) {
      scales[16 * index + group] = scale * ((source[from + 192 + group]! << 24) >> 24)
    }
    for (let place = 0; place < SIZE; place++) {
      const half = place >> 7
      const byte = source[from + 64 * half + (place & 63)]!
      const low = (place & (HALF - 1)) < 64 ? byte & 15 : byte >> 4
      const high = (source[from + HALF + 32 * half + (place & 31)]! >> (2 * ((place >> 5) & 3))) & 3
      numbers[SIZE * index + place] = (low | (high << 4)) + 128 - 32
    }
  },
}
