// Weights of blocks as the Python package gguf has them; the sample is written by models/recipe/gguf_blocks.py.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { BLOCK_TYPES, dequantised, repacked } from '../../../src-main/inference/gguf/blocks/block-types.ts'

const SAMPLE = JSON.parse(readFileSync('tests/inference/gguf/samples/blocks.json', 'utf8')) as Record<
  string,
  { blocks: string; weights: string }
>
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))

it('knows every type of the sample, and no other', () => {
  expect(Object.keys(BLOCK_TYPES).toSorted()).toEqual(Object.keys(SAMPLE).toSorted())
})

describe.each(Object.entries(SAMPLE))('blocks of %s', (name, { blocks, weights }) => {
  const type = BLOCK_TYPES[name]!
  const expected = new Float32Array(bytesOf(weights).buffer)

  it('are dequantised bit for bit', () => {
    expect(dequantised(type, bytesOf(blocks))).toEqual(expected)
  })

  it('are laid out anew without loss', () => {
    const { numbers, scales, minima } = repacked(type, bytesOf(blocks))
    expect(numbers.length).toBe((expected.length * type.bits) / 8)
    expect(scales.length).toBe(expected.length / type.block)
    expect(minima?.length ?? null).toBe(type.hasMinima ? scales.length : null)
    // As BlockTensor says it: the first of two 4-bit numbers is the low half, and without minima half of the range is taken away.
    const number = (at: number) => (type.bits === 8 ? numbers[at]! : (numbers[at >> 1]! >> (4 * (at & 1))) & 15)
    const weight = (at: number) => {
      const group = Math.floor(at / type.block)
      if (minima) return Math.fround(Math.fround(scales[group]! * number(at)) + minima[group]!)
      return Math.fround(scales[group]! * (number(at) - 2 ** (type.bits - 1)))
    }
    expect(Float32Array.from(expected, (_, at) => weight(at))).toEqual(expected)
  })
})
