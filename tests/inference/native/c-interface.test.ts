// The C interface of ONNX Runtime: the stack on which sessions are opened.
import koffi from 'koffi'
import { expect, it } from 'vitest'
import { cInterface } from '../../../src-main/inference/native/c-interface.ts'

it('opens sessions on as deep a stack as a thread has: with less, some graphs of SmolLM2 135M ended the process', async () => {
  const c = cInterface()
  expect(await c.makeBeside('CreateEnv', 3, 'test')).toBeTypeOf('bigint')
  expect(koffi.config().async_stack_size).toBeGreaterThanOrEqual(8 * 2 ** 20)
})
