import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openPrefixCache } from '../../src-main/inference/prefix-cache.ts'
import type { Piece } from '../../src-main/inference/prefix-cache.ts'

function piece(tokens: readonly number[], bytes = 400): Piece {
  return { tokens, segment: { positions: tokens.length, numbers: new Float32Array(bytes / 4) }, logits: null }
}

describe('the prefix cache', () => {
  it('matches the longest chain of whole pieces', () => {
    const cache = openPrefixCache({ byteLimit: 1e6 })
    cache.insert([], piece([1, 2]))
    cache.insert([1, 2], piece([3]))
    cache.insert([1, 2], piece([3, 4, 5]))
    expect(cache.match([1, 2, 3, 4, 5, 6]).length).toBe(5)
    expect(cache.match([1, 2, 3, 4]).length).toBe(3)
    expect(cache.match([1, 9]).length).toBe(0)
    expect(cache.match([1, 2]).pieces.map(({ tokens }) => tokens)).toEqual([[1, 2]])
  })

  it('does not add behind a prefix that is not there', () => {
    const cache = openPrefixCache({ byteLimit: 1e6 })
    cache.insert([1, 2], piece([3]))
    expect(cache.bytes).toBe(0)
    expect(cache.match([1, 2, 3]).length).toBe(0)
  })

  it('lets the ends go first that were used longest ago', () => {
    const cache = openPrefixCache({ byteLimit: 1300 })
    cache.insert([], piece([1]))
    cache.insert([1], piece([2]))
    cache.insert([1], piece([3]))
    cache.match([1, 2])
    cache.insert([1], piece([4]))
    expect([2, 3, 4].map((end) => cache.match([1, end]).length)).toEqual([2, 1, 2])
  })

  it('never holds more than its limit, and what it gives is always a true prefix', () => {
    const tokens = fc.array(fc.nat(3), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(fc.array(tokens, { minLength: 1, maxLength: 4 }), { maxLength: 40 }), (paths) => {
        const cache = openPrefixCache({ byteLimit: 5000 })
        for (const path of paths) {
          path.forEach((own, index) => cache.insert(path.slice(0, index).flat(), piece(own)))
          expect(cache.bytes).toBeLessThanOrEqual(5000)
          const { pieces, length } = cache.match(path.flat())
          expect(pieces.flatMap(({ tokens }) => tokens)).toEqual(path.flat().slice(0, length))
        }
      }),
    )
  })
})
