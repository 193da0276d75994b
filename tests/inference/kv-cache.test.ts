import { describe, expect, it } from 'vitest'
import { openKeyValueCache, paddedRows } from '../../src-main/inference/kv-cache.ts'
import type { Segment } from '../../src-main/inference/kv-cache.ts'

const shape = { layers: 2, heads: 3, headSize: 4 }

function segment(positions: number, start: number): Segment {
  const size = shape.layers * 2 * shape.heads * positions * shape.headSize
  return { positions, numbers: Float32Array.from({ length: size }, (_, index) => start + index) }
}

describe('the key-value cache', () => {
  it('pads rows to sizes of at least two', () => {
    expect([1, 2, 3, 5, 16, 17, 64, 65, 130].map(paddedRows)).toEqual([2, 2, 4, 8, 16, 32, 64, 128, 192])
  })

  it('reads back what was written, also after it has grown and rows have moved', () => {
    const cache = openKeyValueCache({ shape, rows: 3 })
    cache.reserve(10)
    const first = segment(7, 1000)
    const second = segment(3, 5000)
    cache.write(2, [first, second])
    cache.write(0, [segment(5, 9000)])
    cache.reserve(100)
    expect(cache.positions).toBe(128)
    cache.move(2, 1, 10)
    for (const row of [1, 2]) {
      expect(cache.read(row, 0, 7)).toEqual(first)
      expect(cache.read(row, 7, 10)).toEqual(second)
    }
    expect(cache.read(0, 0, 5)).toEqual(segment(5, 9000))
  })

  it('appends what the model says at each head, and leaves the padding of a chunk out', () => {
    const cache = openKeyValueCache({ shape, rows: 2 })
    cache.reserve(4)
    const size = 2 * shape.heads * 3 * shape.headSize
    const plane = (start: number) => Float32Array.from({ length: size }, (_, index) => start + index)
    const output = {
      logits: new Float32Array(0),
      classes: 0,
      keys: [plane(0), plane(1000)],
      values: [plane(2000), plane(3000)],
    }
    cache.append(1, 1, output, { chunk: 3, tokens: 2 })
    const { numbers } = cache.read(1, 1, 3)
    const headOf = (layer: number, kind: number, head: number) => [
      ...numbers.subarray(((layer * 2 + kind) * 3 + head) * 8, ((layer * 2 + kind) * 3 + head) * 8 + 8),
    ]
    // Row 1, head 2, chunk of 3 positions of 4 numbers: starts at (1 * 3 + 2) * 12 = 60.
    expect(headOf(0, 0, 2)).toEqual([60, 61, 62, 63, 64, 65, 66, 67])
    expect(headOf(1, 1, 0)).toEqual([3036, 3037, 3038, 3039, 3040, 3041, 3042, 3043])
    expect([...cache.read(1, 3, 4).numbers]).toEqual(Array<number>(48).fill(0))
  })

  it('gives the model the first rows without a copy', () => {
    const cache = openKeyValueCache({ shape, rows: 8 })
    cache.reserve(1)
    const [keys] = cache.keys(2)
    expect(keys!.length).toBe(2 * shape.heads * 64 * shape.headSize)
    cache.write(1, [segment(1, 1)])
    expect(keys![shape.heads * 64 * shape.headSize]).toBe(1)
  })
})
