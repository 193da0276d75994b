// Names read from the files of graphs, beside those that ONNX Runtime finds.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as ort from 'onnxruntime-node'
import { afterAll, describe, expect, it } from 'vitest'
import { readGraphNames } from '../../../src-main/inference/graph/graph-names.ts'
import { onnxBytes } from '../../../src-main/inference/graph/onnx-bytes.ts'
import { POLICY, PRM, TINY } from '../embedded.ts'

const folder = mkdtempSync(join(tmpdir(), 'espalier-graph-'))
afterAll(() => rmSync(folder, { recursive: true }))

function written(content: Uint8Array | string): string {
  const file = join(folder, 'model.onnx')
  writeFileSync(file, content)
  return file
}

describe('the names of a graph', () => {
  it.each([POLICY, PRM, TINY])('are those that a session of %s has', async (model) => {
    const file = join(model, 'onnx', 'model.onnx')
    const session = await ort.InferenceSession.create(file)
    expect(readGraphNames(file)).toEqual({ inputs: session.inputNames, outputs: session.outputNames })
    await session.release()
  })

  it('are found behind more nodes than are read at once', () => {
    const planes = Array.from({ length: 2000 }, (_, plane) => `a plane with a long name, number ${plane}`)
    const file = written(
      onnxBytes({
        nodes: planes.map((name) => ({ op: 'Gather', inputs: [name, 'rows'], outputs: [`after ${name}`], axis: 0 })),
        inputs: {
          rows: { type: 'int64' },
          ...Object.fromEntries(planes.map((name) => [name, { type: 'float32' as const }])),
        },
        outputs: { 'after all': { type: 'float32' } },
      }),
    )
    expect(readGraphNames(file)).toEqual({ inputs: ['rows', ...planes], outputs: ['after all'] })
  })

  it.each([
    ['text', () => 'no graph'],
    ['nothing', () => ''],
    ['half of a graph', () => readFileSync(join(POLICY, 'onnx', 'model.onnx')).subarray(0, 2_000_000)],
    ['a number without an end', () => Uint8Array.from({ length: 20 }, () => 0xff)],
    ['a field that is cut off', () => Uint8Array.of(0x08)],
  ])('are not found in %s', (_, content) => {
    expect(() => readGraphNames(written(content()))).toThrow(RangeError)
  })
})
