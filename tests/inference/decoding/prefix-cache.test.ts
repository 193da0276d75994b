import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openPrefixCache } from '../../../src-main/inference/decoding/prefix-cache.ts'
import type { Piece, PrefixCache, Sequence } from '../../../src-main/inference/decoding/prefix-cache.ts'
import type { LogitRow } from '../../../src-main/inference/graph/model-graph.ts'
import { Segment } from '../../../src-main/inference/graph/segment.ts'

/** A piece of 400 bytes and 8 a token. */
function piece(tokens: readonly number[], row: LogitRow | null = null): Piece {
  return { tokens, segment: new Segment(tokens.length, new Float32Array(100)), row }
}

/** What a model says, in 4 bytes a logit and 4 a mass. */
function rowOf(logits: number, masses: number | null): LogitRow {
  return { logits: new Float32Array(logits), masses: masses === null ? null : new Float32Array(masses) }
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

  // Room for the prompt and three ends; 5 takes that of two, so of 3 and 4, used like this before, one goes.
  it.each<[use: string, held: number[], use: (cache: PrefixCache) => void]>([
    ['nothing', [4, 5], () => undefined],
    ['a match of the older', [3, 5], (cache) => cache.match(behind(3))],
    ['the older again', [3, 5], (cache) => cache.insert(behind(), piece([3]))],
    ['both again', [4, 5], (cache) => [3, 4].forEach((end) => cache.insert(behind(), piece([end])))],
    ['something behind the older, which is no end then', [3, 5], (cache) => cache.insert(behind(3), piece([9]))],
  ])('lets the end go first that was used longest ago: after %s it holds %j', (_, held, use) => {
    const cache = openPrefixCache({ byteLimit: 416 + 3 * 408 })
    cache.insert(null, piece([1, 2]))
    cache.insert(behind(), piece([3]))
    cache.insert(behind(), piece([4]))
    use(cache)
    cache.insert(behind(), piece([5], rowOf(100, null)))
    expect([3, 4, 5].filter((end) => cache.match(behind(end)).length === 3)).toEqual(held)
  })

  it('lets a prompt that came again outlive one that did not', () => {
    const cache = openPrefixCache({ byteLimit: 2 * 408 })
    for (const prompt of [1, 2, 1, 3]) cache.insert(null, piece([prompt]))
    expect([1, 2, 3].filter((prompt) => cache.match({ prompt: [prompt], steps: [] }).length === 1)).toEqual([1, 3])
    expect(cache.bytes).toBe(2 * 408)
  })

  it.each<[what: string, bytes: number, fill: (cache: PrefixCache) => void]>([
    ['keys, values and tokens', 416, (cache) => cache.insert(null, piece([1, 2]))],
    ['a piece that came twice, once', 416, (cache) => [1, 2].forEach(() => cache.insert(null, piece([1, 2])))],
    ['logits', 416 + 40, (cache) => cache.insert(null, piece([1, 2], rowOf(10, null)))],
    ['logits and masses', 416 + 40 + 12, (cache) => cache.insert(null, piece([1, 2], rowOf(10, 3)))],
    [
      'a row that comes later, and one in its place',
      416 + 80 + 20,
      (cache) => {
        const late = piece([1, 2])
        cache.insert(null, late)
        cache.keepRow(late, rowOf(10, 3))
        cache.keepRow(late, rowOf(20, 5))
      },
    ],
    ['no row of a piece that it does not hold', 0, (cache) => cache.keepRow(piece([1, 2]), rowOf(10, 3))],
    [
      'nothing of what a late row has pushed out',
      416,
      (cache) => {
        cache.insert(null, piece([1, 2]))
        const late = piece([3])
        cache.insert(behind(), late)
        cache.keepRow(late, rowOf(1000, null))
      },
    ],
  ])('counts the bytes of %s', (_, bytes, fill) => {
    const cache = openPrefixCache({ byteLimit: 2000 })
    fill(cache)
    expect(cache.bytes).toBe(bytes)
  })

  it('gives a row to whoever holds its piece, also when the piece has gone', () => {
    const [lost, row] = [piece([1, 2]), rowOf(10, null)]
    openPrefixCache({ byteLimit: 0 }).keepRow(lost, row)
    expect(lost.row).toBe(row)
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
