// Folders that other tools have exported (models/recipe/exported_folders.py), beside the numbers of transformers, or of ONNX Runtime
// where the tool has rounded the weights.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as ort from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { passBatch } from '../../../src-main/inference/decoding/pass-batch.ts'
import type { PassRow } from '../../../src-main/inference/decoding/pass-batch.ts'
import { readGraphNames } from '../../../src-main/inference/graph/graph-names.ts'
import { cacheShape } from '../../../src-main/inference/graph/cache-shape.ts'
import { openKeyValueCache } from '../../../src-main/inference/graph/kv-cache.ts'
import { newSegment } from '../../../src-main/inference/graph/segment.ts'
import type { Segment } from '../../../src-main/inference/graph/segment.ts'
import { allPlaces, rowOf } from '../../../src-main/inference/graph/model-graph.ts'
import { PAST_GRAPH, pastGraph } from '../../../src-main/inference/graph/past-graph.ts'

const FOLDERS = resolve('tests/inference/onnx-folders')
/** [folder, graph, largest difference: half precision keeps 11 bits of numbers around 4] */
const EXPORTS: [folder: string, graph: string, tolerance: number][] = [
  ['optimum-llama', 'model.onnx', 1e-3],
  ['optimum-opt', 'model.onnx', 1e-3],
  ['optimum-mistral', 'model.onnx', 1e-3],
  ['optimum-merged', 'onnx/decoder_model_merged.onnx', 1e-3],
  ['optimum-logits-kept', 'model.onnx', 1e-3],
  ['optimum-cache-position', 'model.onnx', 1e-3],
  ['optimum-bnb4', 'onnx/model_bnb4.onnx', 1e-3],
  ['genai-fp32', 'model.onnx', 1e-3],
  ['genai-int4-fp16', 'model.onnx', 2e-2],
  ['genai-positions', 'model.onnx', 2e-2],
]

interface Expected {
  places: number[]
  sequences: { tokens: number[]; logits: number[][] }[]
}

const PADDING = 0

async function openExport(folder: string, file: string) {
  const path = join(FOLDERS, folder, file)
  const config = JSON.parse(readFileSync(join(FOLDERS, folder, 'config.json'), 'utf8')) as Record<string, number>
  const heads = config['num_attention_heads']!
  const described = {
    layers: config['num_hidden_layers']!,
    keyValueHeads: config['num_key_value_heads'] ?? heads,
    headSize: config['head_dim'] ?? config['hidden_size']! / heads,
    vocabulary: config['vocab_size']!,
    reward: null,
  }
  const names = readGraphNames(path)
  const values = { inputs: names.inputs.map((name) => ({ name })), outputs: names.outputs.map((name) => ({ name })) }
  expect(PAST_GRAPH.fits(names)).toBe(true)
  expect(PAST_GRAPH.misfit(values, described as never)).toBeNull()
  const session = await ort.InferenceSession.create(path, { executionProviders: ['cpu'], intraOpNumThreads: 1 })
  const graph = await PAST_GRAPH.open(session, described as never, { kept: false })
  return { graph, shape: cacheShape(described), release: () => session.release() }
}

type Open = Awaited<ReturnType<typeof openExport>>

interface Fed {
  logits: Float32Array
  segment: Segment
}

/** Feeds a chunk to several rows behind what is known of each. */
async function feed({ graph, shape }: Open, rows: { before: Segment[]; tokens: number[] }[]): Promise<Fed[]> {
  const cache = openKeyValueCache(shape)
  const size = Math.max(...rows.map(({ tokens }) => tokens.length))
  const chunk = size === 1 ? 1 : Math.ceil(size / 8) * 8
  const items = rows.map(({ before, tokens }): PassRow => {
    return { length: before.reduce((sum, { positions }) => sum + positions, 0), tokens }
  })
  cache.reserve({ rows: rows.length, positions: Math.max(1, ...items.map(({ length }) => length)), kept: 0 })
  rows.forEach(({ before }, row) => cache.write(row, before))
  const output = await graph.run(passBatch(cache, items, { chunk, padding: PADDING, graph }))
  return items.map(({ tokens }, row) => ({
    logits: rowOf(output, row).logits.slice(),
    segment: newSegment({ shape, output, row, chunk, tokens: tokens.length }),
  }))
}

describe.each(EXPORTS)('%s', (folder, file, tolerance) => {
  const { places, sequences } = JSON.parse(readFileSync(join(FOLDERS, folder, 'expected.json'), 'utf8')) as Expected
  let open: Open
  beforeAll(async () => {
    open = await openExport(folder, file)
  })
  afterAll(() => open.release())

  const distance = (sequence: number, place: number, { logits }: Fed) => {
    const wanted = sequences[sequence]!.logits[places.indexOf(place)]!
    expect(logits).toHaveLength(wanted.length)
    return Math.max(...wanted.map((number, index) => Math.abs(number - logits[index]!)))
  }

  it('gives the logits of a ragged batch, in chunks of which the second stands behind the first, and then of a token', async () => {
    const heads = sequences.map(({ tokens }) => ({ before: [], tokens: tokens.slice(0, 2) }))
    const first = await feed(open, heads)
    const rest = await feed(
      open,
      sequences.map(({ tokens }, row) => ({ before: [first[row]!.segment], tokens: tokens.slice(2, -1) })),
    )
    const last = await feed(
      open,
      sequences.map(({ tokens }, row) => ({
        before: [first[row]!.segment, rest[row]!.segment],
        tokens: tokens.slice(-1),
      })),
    )
    for (const row of sequences.keys()) {
      expect(distance(row, 1, first[row]!)).toBeLessThan(tolerance)
      expect(distance(row, -2, rest[row]!)).toBeLessThan(tolerance)
      expect(distance(row, -1, last[row]!)).toBeLessThan(tolerance)
    }
  })

  it('gives a row the same bits whatever its company is', async () => {
    const rows = sequences.map(({ tokens }) => ({ before: [], tokens: tokens.slice(0, 4) }))
    const [alone] = await feed(open, [rows[1]!])
    const [, among] = await feed(open, rows)
    expect(among!.logits).toEqual(alone!.logits)
    expect(among!.segment).toEqual(alone!.segment)
    const next = rows.map(({ tokens }) => ({ before: [alone!.segment], tokens: tokens.slice(0, 1) }))
    const [nextAlone] = await feed(open, [next[1]!])
    const many = await feed(
      open,
      Array.from({ length: 9 }, (_, row) => next[row % 3]!),
    )
    expect(many[7]!.logits).toEqual(nextAlone!.logits)
    expect(many[7]!.segment).toEqual(nextAlone!.segment)
  })
})

describe('a graph that tells the logits of a pass’s last token alone', () => {
  it('is asked once for each wanted place', async () => {
    const asked: number[] = []
    const graph = pastGraph(
      ({ tokens, past, planes }) => {
        asked.push(tokens.length)
        const fresh = [...tokens]
        return Promise.resolve({
          logits: Float32Array.of(past + tokens.length, tokens.at(-1)!),
          classes: 2,
          planes: planes.map((plane) => Float32Array.from([...plane, ...fresh])),
        })
      },
      { layers: 1, heads: 1, headSize: 1 },
      [],
    )
    const batch = {
      rows: 1,
      chunk: 8,
      positions: 32,
      tokens: Int32Array.from({ length: 8 }, (_, at) => 10 + at),
      pastLengths: Int32Array.of(3),
      keys: [Float32Array.from({ length: 32 }, (_, at) => at)],
      values: [new Float32Array(32)],
    }
    const output = await graph.run({ ...batch, places: Int32Array.of(5, 2) })
    expect([...output.logits]).toEqual([9, 15, 6, 12])
    expect([...output.keys[0]!.subarray(0, 6)]).toEqual([10, 11, 12, 13, 14, 15])
    expect(asked).toEqual([6, 3, 3])
    const all = await graph.run({ ...batch, places: allPlaces({ rows: 1, chunk: 8 }) })
    expect([...all.logits].filter((_, at) => at % 2 === 1)).toEqual([...batch.tokens])
  })
})

describe('a graph that asks for more than tokens, their places and the past', () => {
  it('is refused by the name of what it asks for', () => {
    const values = { inputs: [{ name: 'input_ids' }, { name: 'pixel_values' }], outputs: [] }
    expect(PAST_GRAPH.misfit(values, {} as never)).toBe(
      'its graph asks for “pixel_values”, which Espalier does not know',
    )
  })
})
