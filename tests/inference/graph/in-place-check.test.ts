// Whether passes in place are trusted: where ONNX Runtime computes them here, and nowhere else.
import { expect, it } from 'vitest'
import { checkInPlace, worksInPlace } from '../../../src-main/inference/graph/in-place-check.ts'
import { openNativeSession } from '../../../src-main/inference/native/native-session.ts'

it('works with the library that onnxruntime-node brings', async () => {
  expect(await checkInPlace(openNativeSession)).toBe(true)
  expect(await worksInPlace()).toBe(true)
})

it('does not where the library is missing, refuses the graph, or computes nothing', async () => {
  expect(await checkInPlace(() => Promise.reject(new Error('no such library')))).toBe(false)
  const binding = { run: () => undefined, release: () => undefined }
  const sessionOf = (one: typeof binding) => Promise.resolve({ bind: () => one, release: () => undefined })
  expect(await checkInPlace(() => sessionOf(binding))).toBe(false)
  const failing = {
    ...binding,
    run: () => {
      throw new Error('refused')
    },
  }
  expect(await checkInPlace(() => sessionOf(failing))).toBe(false)
})

it('does not where one number is another one', async () => {
  const open: typeof openNativeSession = async (graph, options) => {
    const session = await openNativeSession(graph, options)
    return {
      ...session,
      bind(inputs, outputs) {
        const binding = session.bind(inputs, outputs)
        return {
          ...binding,
          run() {
            binding.run()
            const { numbers } = outputs.at(-1)!
            numbers[numbers.length - 1] = 9
          },
        }
      },
    }
  }
  expect(await checkInPlace(open)).toBe(false)
})
