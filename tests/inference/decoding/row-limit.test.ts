import { describe, expect, it } from 'vitest'
import { positionsInMemory, rowBytes, ROW_LIMIT, rowsInMemory } from '../../../src-main/inference/decoding/row-limit.ts'

const GB = 1e9
/** Keys and values of one position: 57,344 bytes in single precision. */
const QWEN_1_5B = { layers: 28, heads: 2, headSize: 128 }
const LLAMA_8B = { layers: 32, heads: 8, headSize: 128 }
const SMOLLM2 = { layers: 30, heads: 3, headSize: 64 }
const EMBEDDED = { layers: 4, heads: 5, headSize: 32 }

describe('the rows of a batch', () => {
  it.each([
    ['a small model', EMBEDDED, 512, 4 * GB, 64],
    ['1.5 B parameters in 32 GB', QWEN_1_5B, 131_072, 32 * GB, 64],
    ['1.5 B parameters in 16 GB', QWEN_1_5B, 131_072, 16 * GB, 32],
    ['1.5 B parameters in 16 GB with a short context', QWEN_1_5B, 512, 16 * GB, 64],
    ['8 B parameters in 8 GB', LLAMA_8B, 131_072, 8 * GB, 4],
  ])('are as many as memory has room for: %s', (_, shape, positions, memory, rows) => {
    expect(rowsInMemory(shape, { positions, memory })).toBe(rows)
  })

  it('take a quarter of the memory at most, as long as four of them do', () => {
    for (let memory = 2 * GB; memory < 300 * GB; memory *= 1.3) {
      for (const positions of [512, 8192, 131_072]) {
        for (const shape of [EMBEDDED, SMOLLM2, QWEN_1_5B, LLAMA_8B]) {
          const rows = rowsInMemory(shape, { positions, memory })
          expect(rows % 4).toBe(0)
          expect(rows).toBeGreaterThanOrEqual(4)
          expect(rows).toBeLessThanOrEqual(ROW_LIMIT)
          if (rows > 4) expect(rows * rowBytes(shape, positions)).toBeLessThanOrEqual(memory / 4)
          if (rows < ROW_LIMIT) expect((rows + 4) * rowBytes(shape, positions)).toBeGreaterThan(memory / 4)
        }
      }
    }
  })
})

describe('the positions of a row', () => {
  it.each([
    ['an embedded model', EMBEDDED, 512, 4 * GB, 512],
    ['SmolLM2 135M in 4 GB', SMOLLM2, 8192, 4 * GB, 8192],
    // 2 GB for two rows of 57,344 bytes a position.
    ['1.5 B parameters in 8 GB', QWEN_1_5B, 131_072, 8 * GB, 17_408],
    ['1.5 B parameters in 64 GB', QWEN_1_5B, 131_072, 64 * GB, 131_072],
    ['8 B parameters in 8 GB', LLAMA_8B, 131_072, 8 * GB, 3808],
    ['a model in no memory to speak of', LLAMA_8B, 131_072, 1e6, 32],
    ['a short context that is no multiple of a block', EMBEDDED, 500, 4 * GB, 500],
  ])('are the context, or as much of it as memory has room for: %s', (_, shape, positions, memory, most) => {
    expect(positionsInMemory(shape, { positions, memory })).toBe(most)
  })
})
