// Matrices in rows and blocks give what the same numbers give as floats.
import { Buffer } from 'node:buffer'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inReadingOrder } from '../../../src-main/inference/forms/reading-order.ts'
import { writeInPlaceGraph } from '../../../src-main/inference/graph/in-place-writer.ts'
import type { Checkpoint } from '../../../src-main/inference/weights/checkpoint.ts'
import { readCheckpoint } from '../../../src-main/inference/weights/safetensors.ts'
import { inSmaller } from '../written-blocks.ts'
import type { SmallKind } from '../written-blocks.ts'
import { openInPlace, openWritten, readCase, readDesign } from '../written-model.ts'
import { feedRows } from '../written-rows.ts'

const KINDS: readonly SmallKind[] = [
  'rows',
  { bits: 4, block: 32, hasMinima: false },
  { bits: 4, block: 32, hasMinima: true },
  { bits: 4, block: 16, hasMinima: true },
  { bits: 8, block: 32, hasMinima: false },
  { bits: 8, block: 128, hasMinima: false },
  { bits: 8, block: 16, hasMinima: false },
  { bits: 8, block: 32, hasMinima: true },
]

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-blocks-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Logits of all rows by a checkpoint, in one of the two kinds of graphs. */
async function logitsBy(
  name: string,
  options: { checkpoint?: Checkpoint; rounding?: boolean },
  open: typeof openInPlace = openWritten,
): Promise<number[]> {
  const which = readCase(name)
  const model = await open(which, options)
  const given = await feedRows(model, which.rows.length, 64).feed(which.rows)
  await model.release()
  return given.flatMap((row) => [...row])
}

function largest(a: readonly number[], b: readonly number[]): number {
  expect(a).toHaveLength(b.length)
  return a.reduce((most, number, at) => Math.max(most, Math.abs(number - b[at]!)), 0)
}

function spreadOf(numbers: readonly number[]): number {
  return Math.sqrt(numbers.reduce((sum, number) => sum + number ** 2, 0) / numbers.length)
}

// One matrix for each part, several in one, and an embedding that is the head too.
describe.each(['llama', 'phi3', 'gemma3', 'gpt-neox'])('%s', (name) => {
  it.each(KINDS)('in %o', async (kind) => {
    const { smaller, floats } = inSmaller(ordered(await readCheckpoint(readCase(name).folder)), folder, kind)
    const expected = await logitsBy(name, { checkpoint: floats })
    // The reference is none that blocks reach by chance.
    expect(largest(await logitsBy(name, {}), expected)).toBeGreaterThan(0.01)
    for (const open of [openWritten, openInPlace]) {
      expect(largest(await logitsBy(name, { checkpoint: smaller }, open), expected)).toBeLessThan(2e-4)
      const rounded = await logitsBy(name, { checkpoint: smaller, rounding: true }, open)
      const apart = rounded.map((number, at) => number - expected[at]!)
      expect(spreadOf(apart)).toBeLessThan(0.1 * spreadOf(expected))
    }
  })
})

it('multiplies by matrices that lie one behind the other at once, and by others one by one', async () => {
  const which = readCase('llama')
  const checkpoint = await readCheckpoint(which.folder)
  const productsOf = (tensors: Checkpoint) => {
    const { bytes } = writeInPlaceGraph({ design: readDesign(which), checkpoint: tensors, model: which.folder })
    const text = Buffer.from(bytes).toString('latin1')
    return ['layers.1.qkv.flat', 'layers.1.q.flat', 'layers.1.gate.and.up'].map((name) => text.includes(name))
  }
  for (const kind of ['rows', { bits: 4, block: 32, hasMinima: true }] as const) {
    expect(productsOf(inSmaller(ordered(checkpoint), folder, kind).smaller)).toEqual([true, false, true])
  }
  // By their names, as transformers writes them.
  expect(productsOf(checkpoint)).toEqual([false, true, true])
})

/** Its tensors as a form has them. */
function ordered({ tensors, ...checkpoint }: Checkpoint): Checkpoint {
  const named = inReadingOrder([...tensors].map(([name, tensor]) => ({ name, tensor })))
  return { ...checkpoint, tensors: new Map(named.map(({ name, tensor }) => [name, tensor])) }
}
