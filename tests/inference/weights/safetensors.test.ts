import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EspalierError } from '../../../src-main/contract/errors.ts'
import { neededTensor } from '../../../src-main/inference/weights/needed-tensor.ts'
import { readCheckpoint } from '../../../src-main/inference/weights/safetensors.ts'
import { entry, safetensors } from './safetensors-bytes.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'espalier-weights-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const put = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content)
const single = (content: string | Uint8Array) => () => put('model.safetensors', content)

async function reportFrom(promise: Promise<unknown>) {
  const error: unknown = await promise.then(
    () => null,
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(EspalierError)
  return (error as EspalierError).report
}

describe('a checkpoint', () => {
  it('is read from one file, types that no graph reads aside', async () => {
    const file = safetensors(
      {
        __metadata__: { format: 'pt' },
        half: entry('BF16', [3], 8, 14),
        matrix: entry('F32', [1, 2], 0, 8),
        mask: entry('BOOL', [2], 14, 16),
        nothing: entry('F32', [0, 4], 16, 16),
      },
      new Uint8Array(16),
    )
    put('model.safetensors', file)
    const checkpoint = await readCheckpoint(folder)
    const start = file.length - 16
    const path = join(folder, 'model.safetensors')
    expect(Object.fromEntries(checkpoint.tensors)).toEqual({
      matrix: { kind: 'float', type: 'F32', shape: [1, 2], file: path, offset: start, bytes: 8 },
      half: { kind: 'float', type: 'BF16', shape: [3], file: path, offset: start + 8, bytes: 6 },
      nothing: { kind: 'float', type: 'F32', shape: [0, 4], file: path, offset: start + 16, bytes: 0 },
    })
    expect(checkpoint.unread).toEqual(new Map([['mask', 'BOOL']]))
  })

  it('is read through the links of the Hugging Face cache, and called by its repository', async () => {
    const snapshot = join(folder, 'models--some-one--Nice-Model', 'snapshots', '0123abc')
    const blobs = join(folder, 'models--some-one--Nice-Model', 'blobs')
    for (const place of [snapshot, blobs]) mkdirSync(place, { recursive: true })
    writeFileSync(join(blobs, 'ffff'), safetensors({ one: entry('F32', [1], 0, 4) }, new Uint8Array(4)))
    symlinkSync('../../blobs/ffff', join(snapshot, 'model.safetensors'))
    const { tensors } = await readCheckpoint(snapshot)
    expect(tensors.get('one')?.kind === 'float' && tensors.get('one')).toMatchObject({ file: join(blobs, 'ffff') })
    rmSync(join(blobs, 'ffff'))
    const { message } = await reportFrom(readCheckpoint(snapshot))
    expect(message).toBe('The file model.safetensors of the model “Nice-Model” is missing.')
  })

  it('is read from shards, each tensor from the file that the index names', async () => {
    put('one.safetensors', safetensors({ a: entry('F16', [2], 0, 4), b: entry('F16', [1], 4, 6) }, new Uint8Array(6)))
    put('two.safetensors', safetensors({ b: entry('F32', [1], 0, 4) }, new Uint8Array(4)))
    put('model.safetensors.index.json', JSON.stringify({ weight_map: { a: 'one.safetensors', b: 'two.safetensors' } }))
    const { tensors } = await readCheckpoint(folder)
    expect([...tensors].map(([name, { kind }]) => [name, kind])).toEqual([
      ['a', 'float'],
      ['b', 'float'],
    ])
    expect(tensors.get('b')).toMatchObject({ type: 'F32', file: join(folder, 'two.safetensors') })
  })

  const index = (map: unknown) => put('model.safetensors.index.json', JSON.stringify({ weight_map: map }))
  const long = Buffer.alloc(8)

  it.each<[what: string, make: () => void, code: string, message: RegExp]>([
    ['an empty file', single(''), 'broken', /model\.safetensors is empty\.$/],
    ['a few bytes', single('{}'), 'broken', /model\.safetensors is cut off: it has 2 bytes\.$/],
    ['a header longer than the file', single(safetensors('{}').subarray(0, 9)), 'broken', /longer than the file\.$/],
    ['a length beyond all numbers', single(Buffer.alloc(40, 255)), 'broken', /longer than the file\.$/],
    [
      'a header of 100 MB',
      () => {
        put('model.safetensors', Buffer.from('\0\xe1\xf5\x05\0\0\0\0', 'latin1'))
        truncateSync(join(folder, 'model.safetensors'), 2e8)
      },
      'broken',
      /the header of model\.safetensors has 100 MB, and at most 16 MB are read\.$/,
    ],
    [
      'another format',
      single(Buffer.from('PK\x03\x04'.repeat(100))),
      'broken',
      /is no safetensors file, or is cut off/,
    ],
    [
      'a header that is no JSON',
      single(safetensors('{"a":')),
      'broken',
      /the header of model\.safetensors is not valid JSON\.$/,
    ],
    ['a header that is a list', single(safetensors('[1, 2]')), 'broken', /is not valid JSON\.$/],
    ['a header of nothing', single(safetensors('null')), 'broken', /is not valid JSON\.$/],
    [
      'a tensor without a place',
      single(safetensors({ a: { dtype: 'F32', shape: [1] } })),
      'broken',
      /“a” lies at no place/,
    ],
    [
      'a negative size',
      single(safetensors({ a: entry('F32', [-1], 0, 4) }, long.subarray(0, 4))),
      'broken',
      /“a” lies at no place/,
    ],
    ['a negative offset', single(safetensors({ a: entry('F32', [1], -4, 0) })), 'broken', /“a” lies at no place/],
    [
      'an offset beyond the file',
      single(safetensors({ a: entry('F32', [2], 0, 8) }, long.subarray(0, 4))),
      'broken',
      /“a” lies at bytes 0 to 8, and there are 4\.$/,
    ],
    [
      'an end before its beginning',
      single(safetensors({ a: entry('F32', [1], 4, 0) }, long.subarray(0, 4))),
      'broken',
      /lies at bytes 4 to 0/,
    ],
    [
      'a shape of another size',
      single(safetensors({ a: entry('F16', [3, 2], 0, 8) }, long.subarray(0, 8))),
      'broken',
      /“a” has the shape 3 x 2 of F16, and 8 bytes\.$/,
    ],
    [
      'a shape beyond all numbers',
      single(safetensors({ a: entry('F32', [1e15, 1e15], 0, 4) }, long.subarray(0, 4))),
      'broken',
      /has the shape/,
    ],
    [
      'tensors over each other',
      single(safetensors({ a: entry('F32', [2], 0, 8), b: entry('F32', [1], 4, 8) }, long.subarray(0, 8))),
      'broken',
      /its tensors “a” and “b” share bytes\.$/,
    ],
    [
      'a folder for a file',
      () => mkdirSync(join(folder, 'model.safetensors')),
      'broken',
      /model\.safetensors is a folder and should be a file\.$/,
    ],
    [
      'a link to itself',
      () => symlinkSync('model.safetensors', join(folder, 'model.safetensors')),
      'broken',
      /is a link that leads round in a circle\.$/,
    ],
    [
      'a link to nothing',
      () => symlinkSync('gone', join(folder, 'model.safetensors')),
      'missing',
      /The file model\.safetensors/,
    ],
    ['no weights', () => undefined, 'missing', /The file model\.safetensors/],
    [
      'a pickle alone',
      () => put('pytorch_model.bin', 'x'),
      'broken',
      /its weights are in pytorch_model\.bin, a format that can run programs/,
    ],
    [
      'an adapter',
      () => put('adapter_model.safetensors', 'x'),
      'broken',
      /it holds an adapter \(LoRA\) and not a whole model\.$/,
    ],
    ['a missing shard', () => index({ a: '1.safetensors' }), 'missing', /^The file 1\.safetensors of the model/],
    [
      'missing shards',
      () => {
        put('0.safetensors', safetensors({}))
        index({ z: '0.safetensors', a: '1.safetensors', b: '2.safetensors', c: '3.safetensors', d: '4.safetensors' })
      },
      'missing',
      /Of 5 files 1\.safetensors, 2\.safetensors, 3\.safetensors and 1 more of the model/,
    ],
    [
      'a shard outside the folder',
      () => index({ a: '../1.safetensors' }),
      'broken',
      /names a file outside the folder, “\.\.\/1\.safetensors”\.$/,
    ],
    [
      'a shard without its tensor',
      () => {
        put('1.safetensors', safetensors({}))
        index({ a: '1.safetensors' })
      },
      'broken',
      /names tensors that its files do not hold: a\.$/,
    ],
    [
      'an index of nothing',
      () => put('model.safetensors.index.json', '{}'),
      'broken',
      /does not say which file holds which tensor\.$/,
    ],
    [
      'an index that is no JSON',
      () => put('model.safetensors.index.json', '{'),
      'broken',
      /does not say which file holds which tensor\.$/,
    ],
  ])('is refused in words: %s', async (_, make, code, message) => {
    make()
    const report = await reportFrom(readCheckpoint(folder))
    expect(report).toMatchObject({ code: `model-${code}`, message: expect.stringMatching(message) as string })
    expect(report.message).toContain(`“${basename(folder)}”`)
    expect(report.message + report.advice).not.toContain(dirname(folder))
  })

  it('is refused where a tensor that is needed is missing, is of another type or another shape', async () => {
    put(
      'model.safetensors',
      safetensors(
        { a: entry('F8_E4M3', [4], 0, 4), b: entry('ODD', [9], 4, 5), c: entry('BF16', [1], 5, 7) },
        new Uint8Array(7),
      ),
    )
    const checkpoint = await readCheckpoint(folder)
    const needed = (name: string, shape?: number[]) => () =>
      neededTensor(checkpoint, name, { model: 'M', ...(shape ? { shape } : {}) })
    expect(needed('a')).toThrow('“a” is of the type F8_E4M3, and those that can be read are F32, F16, BF16.')
    expect(needed('b')).toThrow('“b” is of the type ODD')
    expect(needed('d')).toThrow('its weights lack the tensor “d”')
    expect(needed('c', [2, 3])).toThrow('by config.json its tensor “c” would be 2 x 3, and it is 1.')
    expect(needed('c', [1])()).toBe(checkpoint.tensors.get('c'))
  })
})
