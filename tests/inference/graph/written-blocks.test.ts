// Matrices in blocks give what the same numbers give as floats.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCheckpoint } from '../../../src-main/inference/weights/safetensors.ts'
import { inBlocks } from '../written-blocks.ts'
import type { BlockKind } from '../written-blocks.ts'
import { openWritten, readCase } from '../written-model.ts'
import { feedRows } from '../written-rows.ts'

const KINDS: readonly BlockKind[] = [
  { bits: 4, block: 32, hasMinima: false },
  { bits: 4, block: 32, hasMinima: true },
  { bits: 4, block: 16, hasMinima: true },
  { bits: 8, block: 32, hasMinima: false },
  { bits: 8, block: 16, hasMinima: false },
  { bits: 8, block: 32, hasMinima: true },
]

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-blocks-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Logits of all rows by a checkpoint. */
async function logitsBy(name: string, options: Parameters<typeof openWritten>[1]): Promise<number[]> {
  const which = readCase(name)
  const model = await openWritten(which, options)
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
  it.each(KINDS)('in $bits bits, blocks of $block, minima: $hasMinima', async (kind) => {
    const { blocks, floats } = inBlocks(await readCheckpoint(readCase(name).folder), folder, kind)
    const expected = await logitsBy(name, { checkpoint: floats })
    expect(largest(await logitsBy(name, { checkpoint: blocks }), expected)).toBeLessThan(2e-4)
    // The reference is none that blocks reach by chance.
    expect(largest(await logitsBy(name, {}), expected)).toBeGreaterThan(0.01)
    const rounded = await logitsBy(name, { checkpoint: blocks, rounding: true })
    const apart = rounded.map((number, at) => number - expected[at]!)
    expect(spreadOf(apart)).toBeLessThan(0.1 * spreadOf(expected))
  })
})
