// What a delta graph says of the places that are wanted.
import { describe, expect, it } from 'vitest'
import { cacheShape } from '../../../src-main/inference/graph/cache-shape.ts'
import { openKeyValueCache } from '../../../src-main/inference/graph/kv-cache.ts'
import { allPlaces } from '../../../src-main/inference/graph/model-graph.ts'
import type { Output } from '../../../src-main/inference/graph/model-graph.ts'
import { readModelFolder } from '../../../src-main/inference/model/model-folder.ts'
import { openOnnxSession } from '../../../src-main/inference/graph/onnx-session.ts'
import { BLOCK } from '../../../src-main/inference/sampling/vector-loops.ts'
import { POLICY, TINY } from '../embedded.ts'

const BATCH = { rows: 2, chunk: 8 }

/** A pass over two rows of eight tokens, asked for all places and for some. */
async function passes(path: string, places: Int32Array): Promise<[Output, Output]> {
  const folder = await readModelFolder(path, 'policy')
  const session = await openOnnxSession({ folder, device: 'cpu', threads: 1, inPlace: false })
  const cache = openKeyValueCache(cacheShape(folder))
  cache.reserve({ rows: 2, positions: 1, kept: 0 })
  const batch = {
    ...BATCH,
    positions: cache.positions,
    tokens: Int32Array.from({ length: 16 }, (_, at) => 5 + at * 7),
    pastLengths: new Int32Array(2),
    keys: cache.keys(2),
    values: cache.values(2),
  }
  const all = await session.run({ ...batch, places: allPlaces(BATCH) })
  const some = await session.run({ ...batch, places })
  await session.release()
  return [all, some]
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a).toHaveLength(b.length)
  return a.reduce((most, number, index) => Math.max(most, Math.abs(number - b[index]!)), 0)
}

describe.each([
  ['an embedded model', POLICY],
  ['a model with a large vocabulary', TINY],
])('the wanted places of %s', (_, path) => {
  it('have the logits that they have among all, in the order asked for', async () => {
    const places = [15, 3, 8, 3]
    const [all, some] = await passes(path, Int32Array.from(places))
    const { classes } = all
    expect(all.logits).toHaveLength(16 * classes)
    const wanted = places.flatMap((place) => [...all.logits.subarray(place * classes, (place + 1) * classes)])
    expect(largestDifference(some.logits, Float32Array.from(wanted))).toBeLessThan(1e-5)
    expect(largestDifference(some.keys[1]!, all.keys[1]!)).toBe(0)
  })
})

describe('the masses of blocks', () => {
  it('are shares of the probability where the vocabulary is large', async () => {
    const [{ logits, classes, masses }] = await passes(TINY, Int32Array.of(0))
    expect(masses).toHaveLength((16 * classes) / BLOCK)
    for (const place of allPlaces(BATCH)) {
      const weights = Float64Array.from(logits.subarray(place * classes, (place + 1) * classes), Math.exp)
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      for (let block = 0; block < classes / BLOCK; block++) {
        const share =
          weights.subarray(block * BLOCK, (block + 1) * BLOCK).reduce((sum, weight) => sum + weight, 0) / total
        expect(Math.abs(masses![(place * classes) / BLOCK + block]! / share - 1)).toBeLessThan(1e-5)
      }
    }
  })

  it('are not there where it is small', async () => {
    const [{ masses }] = await passes(POLICY, Int32Array.of(0))
    expect(masses).toBeNull()
  })
})
