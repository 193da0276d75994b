// Products of rows of whole numbers, beside plain arithmetic.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as ort from 'onnxruntime-node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWrittenGraph } from '../../../src-main/inference/graph/written-graph.ts'
import { openRowProducts, scaledRows } from '../../../src-main/inference/graph/written-rows.ts'
import type { RowTensor } from '../../../src-main/inference/weights/checkpoint.ts'

const [OUTPUTS, INPUTS] = [5, 24]
const numbers = Int8Array.from({ length: OUTPUTS * INPUTS }, (_, at) => ((at * 37) % 255) - 127)
const scales = Float32Array.from({ length: OUTPUTS }, (_, row) => 0.01 * (row + 1))
const weight = (output: number, input: number) => scales[output]! * numbers[output * INPUTS + input]!
/** Usual numbers, zeros alone, and one number far from all others. */
const tokens = [
  Array.from({ length: INPUTS }, (_, at) => Math.sin(at)),
  Array.from({ length: INPUTS }, () => 0),
  Array.from({ length: INPUTS }, (_, at) => (at === 3 ? -400 : Math.cos(at))),
]

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-rows-'))
  writeFileSync(join(folder, 'numbers.bin'), numbers)
  writeFileSync(join(folder, 'scales.bin'), new Uint8Array(scales.buffer))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function given(rounding: boolean): Promise<number[][]> {
  const graph = openWrittenGraph()
  const matrix: RowTensor = {
    kind: 'rows',
    shape: [OUTPUTS, INPUTS],
    numbers: { file: 'numbers.bin', offset: 0, bytes: numbers.byteLength },
    scales: { file: 'scales.bin', offset: 0, bytes: scales.byteLength },
  }
  const stored: Parameters<typeof openRowProducts>[1]['stored'] = (name, type, shape, { file, offset, bytes }) =>
    graph.stored(name, type, shape, { location: file, offset, bytes })
  graph.input('x', { type: 'float32', shape: ['tokens', INPUTS] })
  graph.input('ids', { type: 'int64', shape: ['count'] })
  const product = openRowProducts(graph, { stored, rounding })
  product({ name: 'y', x: 'x', label: 'matrix', matrix })
  scaledRows(graph, { name: 'rows', ids: 'ids', label: 'matrix', matrix, stored })
  graph.output('y', { type: 'float32', shape: ['tokens', OUTPUTS] })
  graph.output('rows', { type: 'float32', shape: ['count', INPUTS] })
  const session = await ort.InferenceSession.create(graph.bytes('rows'), {
    extra: { session: { model_external_initializers_file_folder_path: folder } },
  })
  const { y, rows } = await session.run({
    x: new ort.Tensor('float32', Float32Array.from(tokens.flat()), [tokens.length, INPUTS]),
    ids: new ort.Tensor('int64', BigInt64Array.of(4n, 0n), [2]),
  })
  await session.release()
  const chosen = [4, 0].flatMap((row) => Array.from({ length: INPUTS }, (_, at) => Math.fround(weight(row, at))))
  expect([...(rows!.data as Float32Array)]).toEqual(chosen)
  return tokens.map((_, at) => [...(y!.data as Float32Array).slice(at * OUTPUTS, (at + 1) * OUTPUTS)])
}

const product = (row: readonly number[]) =>
  Array.from({ length: OUTPUTS }, (_, output) => row.reduce((sum, x, input) => sum + x * weight(output, input), 0))

it('are what single numbers give where factors are not rounded', async () => {
  for (const [at, row] of (await given(false)).entries()) {
    for (const [output, expected] of product(tokens[at]!).entries()) expect(row[output]).toBeCloseTo(expected, 3)
  }
})

it('round each token by its largest number, half to even, and to nothing where it is zeros', async () => {
  const halfToEven = (x: number) => (x % 1 === 0.5 ? 2 * Math.round(x / 2) : Math.round(x))
  for (const [at, row] of (await given(true)).entries()) {
    const most = Math.max(...tokens[at]!.map(Math.abs))
    const whole = tokens[at]!.map((x) => (most === 0 ? 0 : (halfToEven((x / most) * 127) * most) / 127))
    for (const [output, expected] of product(whole).entries()) expect(row[output]).toBeCloseTo(expected, 3)
  }
})
