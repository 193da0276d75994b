// What a model's forms take, on machines of several sizes.
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formsOf } from '../../../../src-main/engine/library/look-forms.ts'
import { readModelFolder } from '../../../../src-main/inference/model/model-folder.ts'

const FOLDER = resolve('tests/inference/onnx-folders/optimum-llama')
/** Keys and values of a row: 2 layers, 2 heads of 16 numbers, 128 positions, in single precision. */
const ROW = 2 * 4 * 2 * 2 * 16 * 128

describe('the forms of a model', () => {
  it.each([
    ['a usual machine', 16e9, 64],
    ['a quarter of it is 33 rows', 33 * 4 * ROW, 32],
    ['it has room for none', 1000, 4],
  ])('are told with the batch that runs would use: %s', async (_, memory, rows) => {
    const [form] = await formsOf(await readModelFolder(FOLDER, 'policy'), memory)
    expect(form!.mostBytes - form!.leastBytes).toBe((rows - 1) * ROW)
  })
})
