// A row of a written graph does not depend on its company, whatever the architecture: see tests/inference/decoding/shapes.test.ts.
import { Buffer } from 'node:buffer'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openKeyValueCache, paddedRows } from '../../../src-main/inference/graph/kv-cache.ts'
import { readCheckpoint } from '../../../src-main/inference/weights/safetensors.ts'
import { Segment } from '../../../src-main/inference/graph/segment.ts'
import { inSmaller } from '../written-blocks.ts'
import { openWritten, readCase } from '../written-model.ts'
import type { WrittenModel } from '../written-model.ts'

/** Repeatable numbers between -1 and 1; a sequence's keys and values begin at a place of its own. */
const NOISE = Float32Array.from({ length: 2 ** 19 }, (_, index) => Math.sin(index * 12.9898))

interface Company {
  rows: number
  place: number
  length: number
  chunk: number
}

/** Logits of sequence 0 when it stands at `place` among `rows` rows. */
async function logitsAmong({ design, graph }: WrittenModel, { rows, place, length, chunk }: Company) {
  const shape = { layers: design.layers, heads: design.keyValueHeads, headSize: design.headSize }
  const padded = paddedRows(rows, chunk)
  const cache = openKeyValueCache(shape)
  cache.reserve({ rows, positions: length, kept: 0 })
  const tokens = new Int32Array(padded * chunk)
  const pastLengths = new Int32Array(padded)
  for (let row = 0; row < rows; row++) {
    const sequence = row === place ? 0 : row + 1
    const own = sequence === 0 ? 30 : 20 + ((sequence * 7) % (length - 20))
    const start = sequence * 4099
    const numbers = NOISE.subarray(start, start + shape.layers * 2 * shape.heads * own * shape.headSize)
    cache.write(row, [new Segment(own, numbers)])
    pastLengths[row] = own
    for (let t = 0; t < chunk; t++) tokens[row * chunk + t] = 5 + ((sequence * 31 + t * 17) % 120)
  }
  const output = await graph.run({
    rows: padded,
    chunk,
    positions: cache.positions,
    tokens,
    pastLengths,
    // As many as the rows are, as decoding asks for them; of a chunk all.
    places: Int32Array.from({ length: padded * chunk }, (_, at) => at),
    keys: cache.keys(padded),
    values: cache.values(padded),
  })
  const size = output.classes
  return output.logits.slice(place * chunk * size, (place * chunk + Math.min(chunk, 8)) * size)
}

function same(a: Float32Array, b: Float32Array): boolean {
  return Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength))
}

const CASES = ['llama', 'llama-bf16', 'mistral', 'qwen3', 'gemma3', 'phi3', 'gpt-neox', 'qwen2-process-reward']
const BLOCKS = [
  'rows',
  { bits: 4, block: 32, hasMinima: false },
  { bits: 4, block: 32, hasMinima: true },
  { bits: 8, block: 32, hasMinima: false },
  { bits: 8, block: 128, hasMinima: false },
  { bits: 8, block: 16, hasMinima: true },
] as const
const IN_BLOCKS = BLOCKS.flatMap((blocks) => [true, false].map((rounding) => ({ blocks, rounding })))

describe.each([
  ...CASES.map((name) => ({ name, blocks: null, rounding: false })),
  ...IN_BLOCKS.map((how) => ({ name: 'llama', ...how })),
])(
  'a row does not depend on its company in $name, blocks: $blocks, rounded: $rounding',
  ({ name, blocks, rounding }) => {
    let model: WrittenModel
    let folder: string
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'espalier-shapes-'))
      const which = readCase(name)
      const stored = await readCheckpoint(which.weights)
      const checkpoint = blocks ? inSmaller(stored, folder, blocks).smaller : stored
      model = await openWritten(which, { checkpoint, rounding })
    })
    afterAll(async () => {
      await model.release()
      rmSync(folder, { recursive: true })
    })

    it('when one token is decoded', async () => {
      const alone = await logitsAmong(model, { rows: 1, place: 0, length: 60, chunk: 1 })
      for (const rows of [2, 3, 8, 11, 33, 64]) {
        for (const length of [31, 60, 90]) {
          for (const place of [0, rows - 1]) {
            const among = await logitsAmong(model, { rows, place, length, chunk: 1 })
            expect(same(among, alone), `${rows} rows, ${length} positions, place ${place}`).toBe(true)
          }
        }
      }
    })

    it('when a step goes through as a chunk', async () => {
      const alone = await logitsAmong(model, { rows: 1, place: 0, length: 60, chunk: 8 })
      for (const rows of [1, 2, 5, 16]) {
        for (const chunk of [8, 16, 24, 48]) {
          const among = await logitsAmong(model, { rows, place: rows - 1, length: 78, chunk })
          expect(same(among, alone), `${rows} rows, chunk ${chunk}`).toBe(true)
        }
      }
    })
  },
)
