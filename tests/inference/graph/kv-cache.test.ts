import { describe, expect, it } from 'vitest'
import { openKeyValueCache, paddedRows } from '../../../src-main/inference/graph/kv-cache.ts'
import { joinSegments, newSegment, Segment } from '../../../src-main/inference/graph/segment.ts'

const shape = { layers: 2, heads: 3, headSize: 4 }

function segment(positions: number, start: number): Segment {
  const size = shape.layers * 2 * shape.heads * positions * shape.headSize
  return new Segment(
    positions,
    Float32Array.from({ length: size }, (_, index) => start + index),
  )
}

describe('the key-value cache', () => {
  it('pads rows to sizes of at least two', () => {
    expect([1, 2, 3, 5, 16, 17, 64, 65, 130].map((rows) => paddedRows(rows))).toEqual([2, 2, 4, 8, 16, 20, 64, 68, 132])
  })

  it('reads back what was written, also after it has grown and rows have moved', () => {
    const cache = openKeyValueCache(shape)
    cache.reserve({ rows: 3, positions: 10, kept: 0 })
    const first = segment(7, 1000)
    const second = segment(3, 5000)
    cache.write(2, [first, second])
    cache.write(0, [segment(5, 9000)])
    cache.reserve({ rows: 3, positions: 100, kept: 3 })
    expect(cache.positions).toBe(128)
    cache.reserve({ rows: 9, positions: 10, kept: 3 })
    expect(cache.positions, 'rows that are kept lose none').toBe(128)
    cache.copy(2, 1, 10)
    for (const row of [1, 2]) {
      expect(cache.read(row, 0, 7).numbers).toEqual(first.numbers)
      expect(cache.read(row, 7, 10).numbers).toEqual(second.numbers)
    }
    expect(cache.read(0, 0, 5).numbers).toEqual(segment(5, 9000).numbers)
  })

  it('grows in place without losing a number, where its memory is large enough', () => {
    const cache = openKeyValueCache(shape)
    cache.reserve({ rows: 8, positions: 128, kept: 0 })
    cache.reserve({ rows: 3, positions: 20, kept: 0 })
    expect(cache.positions, 'laid out anew').toBe(32)
    const rows = [segment(20, 0), segment(11, 7000), segment(32, 20_000)]
    rows.forEach((own, row) => cache.write(row, [own]))
    cache.reserve({ rows: 3, positions: 33, kept: 3 })
    expect(cache.positions).toBe(64)
    rows.forEach((own, row) => expect(cache.read(row, 0, own.positions).numbers).toEqual(own.numbers))
  })

  it('appends what the model says at each head', () => {
    const cache = openKeyValueCache(shape)
    cache.reserve({ rows: 2, positions: 4, kept: 0 })
    const plane = (start: number) => Float32Array.from({ length: 2 * 3 * 4 }, (_, index) => start + index)
    const output = {
      logits: new Float32Array(0),
      classes: 0,
      masses: null,
      keys: [plane(0), plane(1000)],
      values: [plane(2000), plane(3000)],
    }
    cache.append([0, 2], output)
    const { numbers } = cache.read(1, 2, 3)
    const headOf = (layer: number, kind: number, head: number) => [
      ...numbers.subarray(((layer * 2 + kind) * 3 + head) * 4, ((layer * 2 + kind) * 3 + head) * 4 + 4),
    ]
    // Row 1, head 2: starts at (1 * 3 + 2) * 4 = 20.
    expect(headOf(0, 0, 2)).toEqual([20, 21, 22, 23])
    expect(headOf(1, 1, 0)).toEqual([3012, 3013, 3014, 3015])
  })

  it('takes the new positions of a chunk out of an output, without its padding', () => {
    const plane = (start: number) => Float32Array.from({ length: 2 * 3 * 3 * 4 }, (_, index) => start + index)
    const output = {
      logits: new Float32Array(0),
      classes: 0,
      masses: null,
      keys: [plane(0), plane(1000)],
      values: [plane(2000), plane(3000)],
    }
    const { positions, numbers } = newSegment({ shape, output, row: 1, chunk: 3, tokens: 2 })
    expect(positions).toBe(2)
    // Row 1, head 2, chunk of 3 positions of 4 numbers: starts at (1 * 3 + 2) * 12 = 60. Plane [layer 0, keys], head 2.
    expect([...numbers.subarray(2 * 8, 3 * 8)]).toEqual([60, 61, 62, 63, 64, 65, 66, 67])
    expect([...numbers.subarray(9 * 8, 10 * 8)]).toEqual([3036, 3037, 3038, 3039, 3040, 3041, 3042, 3043])
  })

  it('joins segments of one sequence', () => {
    const [first, second] = [segment(3, 0), segment(2, 500)]
    const joined = joinSegments(shape, [first, second])
    const cache = openKeyValueCache(shape)
    cache.reserve({ rows: 1, positions: 5, kept: 0 })
    cache.write(0, [joined])
    expect(cache.read(0, 0, 3).numbers).toEqual(first.numbers)
    expect(cache.read(0, 3, 5).numbers).toEqual(second.numbers)
  })

  it('gives the model the first rows without a copy', () => {
    const cache = openKeyValueCache(shape)
    cache.reserve({ rows: 8, positions: 1, kept: 0 })
    const [keys] = cache.keys(2)
    expect(keys!.length).toBe(2 * shape.heads * 32 * shape.headSize)
    cache.write(1, [segment(1, 1)])
    expect(keys![shape.heads * 32 * shape.headSize]).toBe(1)
  })
})
