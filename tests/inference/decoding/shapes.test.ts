// The shapes that batches are padded to give every row bitwise the same numbers, whatever stands beside it. Determinism of
// sampled trees rests on this, so it is measured on the machine at hand and not assumed.
import { Buffer } from 'node:buffer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LoadedModel } from '../../../src-main/inference/decoding/loaded-model.ts'
import type { OnnxSession } from '../../../src-main/inference/graph/onnx-session.ts'
import { cacheShape } from '../../../src-main/inference/graph/cache-shape.ts'
import { openKeyValueCache, paddedRows } from '../../../src-main/inference/graph/kv-cache.ts'
import { allPlaces } from '../../../src-main/inference/graph/model-graph.ts'
import { Segment } from '../../../src-main/inference/graph/segment.ts'
import { openModel, POLICY, TINY } from '../embedded.ts'

let model: LoadedModel & { session: OnnxSession }

/** Repeatable numbers between -1 and 1; a sequence's keys and values begin at a place of its own. */
const NOISE = Float32Array.from({ length: 2 ** 20 }, (_, index) => Math.sin(index * 12.9898))

/** Logits of the row of sequence 0 when it stands at `place` among `rows` others. */
async function logitsAmong({
  rows,
  place,
  length,
  chunk,
}: {
  rows: number
  place: number
  length: number
  chunk: number
}) {
  const { folder, session } = model
  const shape = cacheShape(folder)
  const padded = paddedRows(rows, chunk, session.inPlace?.alone ? 1 : 2)
  const slab = openKeyValueCache(shape)
  slab.reserve({ rows, positions: length + 1, kept: 0 })
  const tokens = new Int32Array(padded * chunk)
  const pastLengths = new Int32Array(padded)
  for (let row = 0; row < rows; row++) {
    const sequence = row === place ? 0 : row + 1
    const own = sequence === 0 ? 30 : 20 + ((sequence * 7) % (length - 20))
    const start = sequence * 4099
    const numbers = NOISE.subarray(start, start + shape.layers * 2 * shape.heads * own * shape.headSize)
    slab.write(row, [new Segment(own, numbers)])
    pastLengths[row] = own
    for (let t = 0; t < chunk; t++) tokens[row * chunk + t] = 5 + ((sequence * 31 + t * 17) % 400)
  }
  const output = await session.run({
    rows: padded,
    chunk,
    positions: slab.positions,
    tokens,
    pastLengths,
    places: allPlaces({ rows: padded, chunk }),
    keys: slab.keys(padded),
    values: slab.values(padded),
  })
  const size = output.classes
  // Of a chunk only the first 8 tokens are compared: the same tokens stand there whatever the chunk's padding.
  return output.logits.slice(place * chunk * size, (place * chunk + Math.min(chunk, 8)) * size)
}

/** Whether two rows have the same bits, not only the same numbers. */
function same(a: Float32Array, b: Float32Array): boolean {
  return Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength))
}

const MODELS = [
  ['an embedded model', POLICY],
  ['a model with a large vocabulary', TINY],
] as const

function opens(folder: string, inPlace: boolean): void {
  beforeAll(async () => {
    model = await openModel('policy', undefined, folder, inPlace)
    expect(model.session.inPlace !== undefined).toBe(inPlace)
  })
  afterAll(() => model.session.release())
}

describe.each(
  [true, false].flatMap((inPlace) =>
    MODELS.map(([name, folder]) => [name, inPlace ? 'in place' : 'by the delta graph', folder, inPlace] as const),
  ),
)('a row does not depend on its company in %s, %s', (_, _how, folder, inPlace) => {
  opens(folder, inPlace)

  it('when one token is decoded', async () => {
    const alone = await logitsAmong({ rows: 1, place: 0, length: 60, chunk: 1 })
    for (const rows of [2, 3, 8, 11, 31, 33, 64]) {
      for (const length of [31, 60, 90, 180]) {
        for (const place of [0, rows - 1]) {
          const among = await logitsAmong({ rows, place, length, chunk: 1 })
          expect(same(among, alone), `${rows} rows, ${length} positions, place ${place}`).toBe(true)
        }
      }
    }
  })
})

// In place a chunk has no company.
describe.each(MODELS)('a row does not depend on its company in %s, by the delta graph', (_, folder) => {
  opens(folder, false)

  it('when a step goes through as a chunk', async () => {
    const alone = await logitsAmong({ rows: 1, place: 0, length: 60, chunk: 8 })
    for (const rows of [1, 2, 3, 5, 16, 33]) {
      for (const chunk of [8, 16, 24, 48]) {
        const among = await logitsAmong({ rows, place: rows - 1, length: 100, chunk })
        expect(same(among, alone), `${rows} rows, chunk ${chunk}`).toBe(true)
      }
    }
  })
})
