// Graphs that were written as bytes here, read and run by ONNX Runtime.
import * as ort from 'onnxruntime-node'
import { expect, it } from 'vitest'
import { onnxBytes } from '../../../src-main/inference/graph/onnx-bytes.ts'

const FLOATS = { type: 'float32' } as const
const numbers = (start: number, rows: number) =>
  new ort.Tensor(
    'float32',
    Float32Array.from({ length: rows * 2 }, (_, index) => start + index),
    [rows, 2],
  )

// As many as make lengths of one, two and three bytes.
it.each([1, 12, 200])('%i rows of operators run as they were meant', async (count) => {
  const planes = Array.from({ length: count }, (_, plane) => `a plane with a long name, number ${plane}`)
  const bytes = onnxBytes({
    nodes: planes.flatMap((name) => [
      { op: 'Concat', inputs: [name, 'more'], outputs: [`all ${name}`], attributes: { axis: 0 } },
      { op: 'Gather', inputs: [`all ${name}`, 'rows'], outputs: [`after ${name}`], attributes: { axis: 0 } },
    ]),
    inputs: { more: FLOATS, rows: { type: 'int64' }, ...Object.fromEntries(planes.map((name) => [name, FLOATS])) },
    outputs: Object.fromEntries(planes.map((name) => [`after ${name}`, FLOATS])),
  })
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['cpu'] })
  const output = await session.run({
    more: numbers(1000, 1),
    rows: new ort.Tensor('int64', BigInt64Array.of(2n, 0n, 2n), [3]),
    ...Object.fromEntries(planes.map((name, plane) => [name, numbers(plane, 2)])),
  })
  const last = output[`after ${planes.at(-1)!}`]!
  expect(last.dims).toEqual([3, 2])
  expect([...(last.data as Float32Array)]).toEqual([1000, 1001, count - 1, count, 1000, 1001])
  await session.release()
})
