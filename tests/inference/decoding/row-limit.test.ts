import { describe, expect, it } from 'vitest'
import { rowsInMemory } from '../../../src-main/inference/decoding/row-limit.ts'

const GB = 1e9
/** Keys and values of one position: 57,344 bytes in single precision. */
const QWEN_1_5B = { layers: 28, heads: 2, headSize: 128 }
const LLAMA_8B = { layers: 32, heads: 8, headSize: 128 }
const EMBEDDED = { layers: 4, heads: 5, headSize: 32 }

describe('the rows of a batch', () => {
  it.each([
    ['a small model', EMBEDDED, 512, 4 * GB, 64],
    ['1.5 B parameters in 32 GB', QWEN_1_5B, 131_072, 32 * GB, 64],
    ['1.5 B parameters in 16 GB', QWEN_1_5B, 131_072, 16 * GB, 32],
    ['1.5 B parameters in 16 GB with a short context', QWEN_1_5B, 512, 16 * GB, 64],
    ['8 B parameters in 8 GB', LLAMA_8B, 131_072, 8 * GB, 4],
  ])('are as many as memory has room for: %s', (_, shape, positions, memory, rows) => {
    expect(rowsInMemory(shape, { positions, memory, most: 64 })).toBe(rows)
  })
})
