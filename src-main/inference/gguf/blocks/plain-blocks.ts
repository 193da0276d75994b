// Blocks of 32 numbers with one scale: Q4_0, Q4_1, Q5_0, Q5_1 and Q8_0.
// Knows where their bits lie (ggml-quants.c). Does not know tensors.
import { halfAt } from './block-type.ts'
import type { BlockType, Unpacked } from './block-type.ts'

const SIZE = 32
const HALF = SIZE / 2

/** Four bits: the low halves of bytes are the first 16 numbers, the high halves the others. */
function unpackNibbles(source: Uint8Array, from: number, { numbers }: Unpacked, at: number): void {
  for (let place = 0; place < HALF; place++) {
    const byte = source[from + place]!
    numbers[at + place] = byte & 15
    numbers[at + place + HALF] = byte >> 4
  }
}

/** The fifth bits lie apart, the first number's lowest; `base` is added. */
function addFifthBits(source: Uint8Array, from: number, { numbers }: Unpacked, at: number, base: number): void {
  for (let place = 0; place < SIZE; place++) {
    const bit = (source[from + (place >> 3)]! >> (place & 7)) & 1
    numbers[at + place]! += (bit << 4) + base
  }
}

const common = { size: SIZE, block: 32 } as const

export const Q4_0: BlockType = {
  ...common,
  bytes: 18,
  bits: 4,
  hasMinima: false,
  unpack(source, from, to, index) {
    to.scales[index] = halfAt(source, from)
    unpackNibbles(source, from + 2, to, SIZE * index)
  },
}

export const Q4_1: BlockType = {
  ...common,
  bytes: 20,
  bits: 4,
  hasMinima: true,
  unpack(source, from, to, index) {
    to.scales[index] = halfAt(source, from)
    to.minima[index] = halfAt(source, from + 2)
    unpackNibbles(source, from + 4, to, SIZE * index)
  },
}

/** A weight is scale x (number - 16), and eight bits take 128 away. */
export const Q5_0: BlockType = {
  ...common,
  bytes: 22,
  bits: 8,
  hasMinima: false,
  unpack(source, from, to, index) {
    to.scales[index] = halfAt(source, from)
    unpackNibbles(source, from + 6, to, SIZE * index)
    addFifthBits(source, from + 2, to, SIZE * index, 128 - 16)
  },
}

export const Q5_1: BlockType = {
  ...common,
  bytes: 24,
  bits: 8,
  hasMinima: true,
  unpack(source, from, to, index) {
    to.scales[index] = halfAt(source, from)
    to.minima[index] = halfAt(source, from + 2)
    unpackNibbles(source, from + 8, to, SIZE * index)
    addFifthBits(source, from + 4, to, SIZE * index, 0)
  },
}

export const Q8_0: BlockType = {
  ...common,
  bytes: 34,
  bits: 8,
  hasMinima: false,
  unpack(source, from, { numbers, scales }, index) {
    scales[index] = halfAt(source, from)
    // Signed numbers become unsigned ones that are 128 greater.
    for (let place = 0; place < SIZE; place++) numbers[SIZE * index + place] = source[from + 2 + place]! ^ 128
  },
}
