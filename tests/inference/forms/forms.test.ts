// Forms that the program makes: rounded as the recipe rounds (rounded.json holds what models/recipe/quantise.py gave for its rows).
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { quantised } from '../../../src-main/inference/forms/block-quantiser.ts'
import { floatsOf } from '../../../src-main/inference/forms/float-rows.ts'
import { makeForm } from '../../../src-main/inference/forms/form-maker.ts'
import { wholeRows } from '../../../src-main/inference/forms/row-quantiser.ts'
import { readForm } from '../../../src-main/inference/weights/form-file.ts'
import type { FloatTensor, RowTensor, Stretch } from '../../../src-main/inference/weights/checkpoint.ts'
import { readCheckpoint } from '../../../src-main/inference/weights/safetensors.ts'

const SAMPLES = resolve('tests/inference/checkpoints')
const NEVER = new AbortController().signal
const rounded = JSON.parse(readFileSync(resolve('tests/inference/forms/rounded.json'), 'utf8')) as {
  rows: number[][]
} & Record<'q4' | 'q8' | 'q8-64', { numbers: number[]; scales: number[] }>

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'espalier-forms-'))))
afterEach(() => rmSync(folder, { recursive: true }))

describe('rounding', () => {
  it.each([
    ['q4', 4, 32],
    ['q8', 8, 32],
    ['q8-64', 8, 64],
  ] as const)('as %s gives the bytes and scales that the recipe gives', (name, bits, block) => {
    const { numbers, scales, minima } = quantised(Float32Array.from(rounded.rows.flat()), { bits, block })
    expect([...numbers]).toEqual(rounded[name].numbers)
    expect([...scales]).toEqual(rounded[name].scales)
    expect(minima).toBeNull()
  })

  it('is not led astray by what is no number', () => {
    const { numbers, scales } = quantised(
      Float32Array.from({ length: 32 }, (_, at) => [1, 0, NaN][at] ?? 0.5),
      { bits: 8, block: 32 },
    )
    expect([...scales]).toEqual([-1 / 128])
    expect([...numbers].slice(0, 4)).toEqual([0, 128, 0, 64])
  })

  it('of rows goes by the largest of each, to 127 steps on both sides', () => {
    const { numbers, scales } = wholeRows(Float32Array.of(1, -2, 0.5, NaN, 0, 0, 0, 0, 254, 127, -0.9, -1), 4)
    expect([...numbers]).toEqual([64, -127, 32, 0, 0, 0, 0, 0, 127, 64, 0, 0])
    expect([...scales]).toEqual([Math.fround(2 / 127), 0, 2])
  })

  it.each([
    ['F32', [0, 0, 128, 63, 0, 0, 0, 192], [1, -2]],
    ['F16', [0, 60, 0, 192], [1, -2]],
    ['BF16', [128, 63, 0, 192], [1, -2]],
  ] as const)('reads %s', (type, bytes, numbers) => {
    expect([...floatsOf(Uint8Array.from(bytes), type)]).toEqual(numbers)
  })
})

describe('a form', () => {
  it.each([
    ['llama', 'q4', 4],
    ['llama-bf16', 'q8', 8],
    ['qwen2-shards', 'q4', 4],
  ] as const)('of %s is made in a thread, told of, and found again: %s', async (sample, form, bits) => {
    const place = join(SAMPLES, sample)
    const before = readdirSync(place)
    const shares: number[] = []
    const progress = (share: number) => shares.push(share)
    const file = await makeForm({ place, form, folder }, { signal: NEVER, progress })
    expect(shares.at(-1)).toBe(1)
    const { checkpoint, facts } = await readForm(file, sample)
    expect(file).toContain(join(folder, facts.source.slice(0, 32)))
    const stored = await readCheckpoint(place)
    expect([...checkpoint.tensors.keys()].sort()).toEqual([...stored.tensors.keys()].sort())
    const query = checkpoint.tensors.get('model.layers.0.self_attn.q_proj.weight')
    expect(query).toMatchObject({ kind: 'blocks', bits, block: 32, minima: null })
    // Where the first and the last weight is decided, 8 bits at least.
    expect(checkpoint.tensors.get('model.embed_tokens.weight')).toMatchObject({ kind: 'blocks', bits: 8 })
    const norm = stored.tensors.get('model.norm.weight')
    expect(checkpoint.tensors.get('model.norm.weight')).toMatchObject({ kind: 'float', shape: norm!.shape })
    const again: number[] = []
    expect(await makeForm({ place, form, folder }, { signal: NEVER, progress: (share) => again.push(share) })).toBe(
      file,
    )
    expect(again).toEqual([])
    expect(readdirSync(place)).toEqual(before)
  })

  it('in rows is read back with a scale for each, as far as rows have a size that lies well', async () => {
    const place = join(SAMPLES, 'llama')
    const file = await makeForm({ place, form: 'int8', folder }, { signal: NEVER, progress: () => undefined })
    const { tensors } = (await readForm(file, place)).checkpoint
    const stored = (await readCheckpoint(place)).tensors
    for (const [name, { shape }] of stored) {
      const kind = shape.length === 2 ? 'rows' : 'float'
      expect(tensors.get(name), name).toMatchObject({ kind, shape })
    }
    const { numbers, scales } = tensors.get('model.embed_tokens.weight') as RowTensor
    const exact = stored.get('model.embed_tokens.weight') as FloatTensor
    const bytesAt = ({ file, offset, bytes }: Stretch) =>
      Uint8Array.from(readFileSync(file).subarray(offset, offset + bytes)).buffer
    const inputs = exact.shape[1]!
    const rows = wholeRows(new Float32Array(bytesAt(exact)), inputs)
    expect(new Int8Array(bytesAt(numbers))).toEqual(rows.numbers)
    expect(new Float32Array(bytesAt(scales))).toEqual(rows.scales)
  })

  it('leaves nothing where it is stopped', async () => {
    const stop = new AbortController()
    const order = { place: join(SAMPLES, 'llama'), form: 'q4', folder } as const
    const reason = new Error('enough')
    const making = makeForm(order, { signal: stop.signal, progress: () => stop.abort(reason) })
    // It may have been done before it heard of it.
    const end = await making.catch((error: unknown) => error)
    expect(end === reason || existsSync(String(end))).toBe(true)
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
    await expect(makeForm(order, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  it.each([
    ['the weights as they are stored', join(SAMPLES, 'llama'), 'as-stored', 'its weights need no other form.'],
    ['a folder that is not there', join(SAMPLES, 'gone'), 'q4', 'is missing.'],
  ] as const)('is refused in words: %s', async (_, place, form, message) => {
    await expect(makeForm({ place, form, folder }, { signal: NEVER })).rejects.toThrow(message)
    expect(readdirSync(folder)).toEqual([])
  })
})
