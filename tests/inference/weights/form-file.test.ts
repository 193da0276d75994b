import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EspalierError } from '../../../src-main/contract/errors.ts'
import type { Stretch } from '../../../src-main/inference/weights/checkpoint.ts'
import { readForm } from '../../../src-main/inference/weights/form-file.ts'
import { writeForm } from '../../../src-main/inference/weights/form-writer.ts'
import type { FormFacts, TensorForm } from '../../../src-main/inference/weights/form.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-form-'))
  file = join(folder, 'one.safetensors')
})
afterEach(() => rmSync(folder, { recursive: true }))

const FACTS: FormFacts = { source: 'abc', weights: '4 bits, blocks of 32', rotary: 'pairs', normsHoldOne: true }
const NEVER = new AbortController().signal

/** Three rows of 40 inputs: of the second block 24 numbers are nothing. */
const MATRIX: TensorForm = {
  kind: 'blocks',
  name: 'matrix',
  bits: 4,
  block: 32,
  shape: [3, 40],
  hasMinima: true,
  *pieces() {
    for (const rows of [2, 1]) {
      yield {
        numbers: new Uint8Array(rows * 2 * 16).fill(rows),
        scales: new Float32Array(rows * 2).fill(rows / 4),
        minima: new Float32Array(rows * 2).fill(-rows),
      }
    }
  },
}
const HALF: TensorForm = {
  kind: 'float',
  name: 'half',
  type: 'BF16',
  shape: [3],
  pieces: () => [Buffer.from([1, 2, 3, 4]), Buffer.from([5, 6])],
}
const SINGLE: TensorForm = {
  kind: 'float',
  name: 'single',
  type: 'F32',
  shape: [],
  pieces: () => [new Uint8Array(new Float32Array([7]).buffer)],
}

function bytesAt({ file, offset, bytes }: Stretch): Buffer {
  return readFileSync(file).subarray(offset, offset + bytes)
}

function floatsAt(stretch: Stretch): number[] {
  return [...new Float32Array(new Uint8Array(bytesAt(stretch)).buffer)]
}

describe('a form', () => {
  it('is read back as it was written, each part at a multiple of its numbers', async () => {
    const shares: number[] = []
    const progress = (share: number) => shares.push(share)
    await writeForm(file, { ...FACTS, tensors: [HALF, MATRIX, SINGLE] }, { signal: NEVER, progress })
    expect(readdirSync(folder)).toEqual(['one.safetensors'])
    expect(shares.at(-1)).toBe(1)
    expect(shares).toEqual(shares.toSorted((one, other) => one - other))
    const { checkpoint, facts } = await readForm(file, 'M')
    expect(facts).toEqual(FACTS)
    expect([checkpoint.rotary, checkpoint.normsHoldOne]).toEqual(['pairs', true])
    const matrix = checkpoint.tensors.get('matrix')
    const [half, single] = [checkpoint.tensors.get('half'), checkpoint.tensors.get('single')]
    if (matrix?.kind !== 'blocks' || half?.kind !== 'float' || single?.kind !== 'float') throw new Error('Other kinds')
    expect(matrix).toMatchObject({ bits: 4, block: 32, shape: [3, 40] })
    expect([...bytesAt(matrix.numbers)]).toEqual([...Array<number>(64).fill(2), ...Array<number>(32).fill(1)])
    expect(floatsAt(matrix.scales)).toEqual([0.5, 0.5, 0.5, 0.5, 0.25, 0.25])
    expect(floatsAt(matrix.minima!)).toEqual([-2, -2, -2, -2, -1, -1])
    expect([half.type, half.shape, [...bytesAt(half)]]).toEqual(['BF16', [3], [1, 2, 3, 4, 5, 6]])
    expect([single.shape, floatsAt(single)]).toEqual([[], [7]])
    expect([matrix.numbers.offset % 8, matrix.scales.offset % 4, single.offset % 4, half.offset % 2]).toEqual([
      0, 0, 0, 0,
    ])
  })

  it('leaves nothing where it is stopped, where its numbers fail, or where they are not as many as was said', async () => {
    const stop = new AbortController()
    const stopping = writeForm(
      file,
      { ...FACTS, tensors: [MATRIX, HALF] },
      { signal: stop.signal, progress: () => stop.abort(new Error('enough')) },
    )
    await expect(stopping).rejects.toThrow('enough')
    const failing: TensorForm = {
      ...HALF,
      *pieces() {
        yield Buffer.from([1, 2])
        throw new Error('gone')
      },
    }
    await expect(writeForm(file, { ...FACTS, tensors: [failing] }, { signal: NEVER })).rejects.toThrow('gone')
    const short: TensorForm = { ...HALF, pieces: () => [Buffer.from([1, 2])] }
    await expect(writeForm(file, { ...FACTS, tensors: [short] }, { signal: NEVER })).rejects.toThrow('were laid out')
    expect(readdirSync(folder)).toEqual([])
  })

  it('clears what a process that ended left of it, and leaves what another one writes', async () => {
    for (const name of ['one.safetensors.old.part', 'one.safetensors.new.part', 'other.part']) {
      writeFileSync(join(folder, name), 'x')
      if (!name.includes('new')) utimesSync(join(folder, name), 1, 1)
    }
    await writeForm(file, { ...FACTS, tensors: [HALF] }, { signal: NEVER })
    expect(readdirSync(folder).sort()).toEqual(['one.safetensors', 'one.safetensors.new.part', 'other.part'])
  })

  it('is refused in words where the disk has not the room, or the folder is gone', async () => {
    // Nobody asks these pieces: the room is looked at before.
    const huge: TensorForm = { ...HALF, shape: [2 ** 50], pieces: () => [] }
    for (const [place, message] of [
      [file, /^The disk has no room for a smaller form of \d+ MB of the model\.$/],
      [join(folder, 'gone', 'one'), /could not be written to the data folder\.$/],
    ] as const) {
      const error: unknown = await writeForm(place, { ...FACTS, tensors: [huge] }, { signal: NEVER }).catch(
        (error: unknown) => error,
      )
      expect(error instanceof EspalierError && error.report).toMatchObject({
        code: 'store-failed',
        message: expect.stringMatching(message) as string,
      })
    }
    expect(readdirSync(folder)).toEqual([])
  })

  it.each<[what: string, damage: (content: Buffer) => Buffer]>([
    [
      'other words',
      (content) => Buffer.from(content.toString('latin1').replace('espalier-form', 'espalier-farm'), 'latin1'),
    ],
    ['another shape', (content) => Buffer.from(content.toString('latin1').replace('[4,32,40]', '[4,32,72]'), 'latin1')],
    ['other blocks', (content) => Buffer.from(content.toString('latin1').replace('[4,32,40]', '[8,32,40]'), 'latin1')],
    [
      'a table that is none',
      (content) => Buffer.from(content.toString('latin1').replace('[4,32,40]', '[4,32,40['), 'latin1'),
    ],
    [
      'a type that no graph reads',
      (content) => Buffer.from(content.toString('latin1').replace('"BF16"', '"I16" '), 'latin1'),
    ],
  ])('is refused in words where it is damaged: %s', async (_, damage) => {
    await writeForm(file, { ...FACTS, tensors: [MATRIX, HALF] }, { signal: NEVER })
    writeFileSync(file, damage(readFileSync(file)))
    await expect(readForm(file, 'M')).rejects.toThrow('its smaller form in the data folder is damaged.')
  })

  it('is refused in words where it is cut off', async () => {
    await writeForm(file, { ...FACTS, tensors: [MATRIX] }, { signal: NEVER })
    truncateSync(file, readFileSync(file).length - 1)
    await expect(readForm(file, 'M')).rejects.toThrow(
      'one.safetensors says that its tensor “matrix.minima” lies at bytes',
    )
  })
})
