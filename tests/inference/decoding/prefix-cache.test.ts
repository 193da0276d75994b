import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openPrefixCache } from '../../../src-main/inference/decoding/prefix-cache.ts'
import type { Piece, Sequence } from '../../../src-main/inference/decoding/prefix-cache.ts'

function piece(tokens: readonly number[], bytes = 400): Piece {
  return { tokens, segment: { positions: tokens.length, numbers: new Float32Array(bytes / 4) }, row: null }
}

/** A sequence behind the prompt [1, 2]. */
function behind(...steps: number[]): Sequence {
  return { prompt: [1, 2], steps }
}

describe('the prefix cache', () => {
  it('matches the longest chain of whole pieces', () => {
    const cache = openPrefixCache({ byteLimit: 1e6 })
    cache.insert(null, piece([1, 2]))
    cache.insert(behind(), piece([3]))
    cache.insert(behind(), piece([3, 4, 5]))
    expect(cache.match(behind(3, 4, 5, 6)).length).toBe(5)
    expect(cache.match(behind(3, 4)).length).toBe(3)
    expect(cache.match({ prompt: [1, 9], steps: [3] }).length).toBe(0)
    expect(cache.match(behind()).pieces.map(({ tokens }) => tokens)).toEqual([[1, 2]])
  })

  it('never continues one prompt from another', () => {
    const cache = openPrefixCache({ byteLimit: 1e6 })
    cache.insert(null, piece([1, 2]))
    cache.insert(behind(), piece([3]))
    expect(cache.match({ prompt: [1, 2, 3], steps: [] }).length).toBe(0)
    expect(cache.match({ prompt: [1], steps: [2, 3] }).length).toBe(0)
  })

  it('does not add behind a prefix that is not there', () => {
    const cache = openPrefixCache({ byteLimit: 1e6 })
    cache.insert(behind(), piece([3]))
    expect(cache.bytes).toBe(0)
    expect(cache.match(behind(3)).length).toBe(0)
  })

  it('lets the ends go first that were used longest ago', () => {
    const cache = openPrefixCache({ byteLimit: 1300 })
    cache.insert(null, piece([1, 2]))
    cache.insert(behind(), piece([3]))
    cache.insert(behind(), piece([4]))
    cache.match(behind(3))
    cache.insert(behind(), piece([5]))
    expect([3, 4, 5].map((end) => cache.match(behind(end)).length)).toEqual([3, 2, 3])
  })

  it('never holds more than its limit, and what it gives is always a true prefix', () => {
    const tokens = fc.array(fc.nat(3), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(fc.array(tokens, { minLength: 1, maxLength: 4 }), { maxLength: 40 }), (paths) => {
        const cache = openPrefixCache({ byteLimit: 5000 })
        for (const path of paths) {
          const sequence = { prompt: path[0]!, steps: path.slice(1).flat() }
          path.forEach((own, index) => {
            const before = index === 0 ? null : { prompt: path[0]!, steps: path.slice(1, index).flat() }
            cache.insert(before, piece(own))
          })
          expect(cache.bytes).toBeLessThanOrEqual(5000)
          const { pieces, length } = cache.match(sequence)
          expect(pieces.flatMap(({ tokens }) => tokens)).toEqual(path.flat().slice(0, length))
        }
      }),
    )
  })
})
