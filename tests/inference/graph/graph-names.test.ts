// Names read from the files of graphs, beside those that ONNX Runtime finds.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import * as ort from 'onnxruntime-node'
import { afterAll, describe, expect, it } from 'vitest'
import { readGraphNames } from '../../../src-main/inference/graph/graph-names.ts'
import { onnxBytes } from '../../../src-main/inference/graph/onnx-bytes.ts'

const FOLDERS = resolve('tests/inference/onnx-folders')
const folder = mkdtempSync(join(tmpdir(), 'espalier-graph-'))
afterAll(() => rmSync(folder, { recursive: true }))

function halfOf(file: string): Uint8Array {
  const bytes = readFileSync(file)
  return bytes.subarray(0, bytes.length / 2)
}

function written(content: Uint8Array | string): string {
  const file = join(folder, 'model.onnx')
  writeFileSync(file, content)
  return file
}

describe('the names of a graph', () => {
  it.each(['optimum-llama', 'optimum-opt', 'genai-int4-fp16'])(
    'are those that a session of %s has',
    async (exported) => {
      const file = join(FOLDERS, exported, 'model.onnx')
      const session = await ort.InferenceSession.create(file)
      expect(readGraphNames(file)).toEqual({ inputs: session.inputNames, outputs: session.outputNames })
      await session.release()
    },
  )

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
    ['half of a graph', () => halfOf(join(FOLDERS, 'optimum-llama', 'model.onnx'))],
    ['a number without an end', () => Uint8Array.from({ length: 20 }, () => 0xff)],
    ['a field that is cut off', () => Uint8Array.of(0x08)],
  ])('are not found in %s', (_, content) => {
    expect(() => readGraphNames(written(content()))).toThrow(RangeError)
  })
})
