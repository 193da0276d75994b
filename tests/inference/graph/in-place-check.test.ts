// Whether passes in place are trusted: where ONNX Runtime computes them here, and nowhere else.
import { expect, it } from 'vitest'
import { checkInPlace, worksInPlace } from '../../../src-main/inference/graph/in-place-check.ts'
import { openNativeSession } from '../../../src-main/inference/native/native-session.ts'

it('works with the library that onnxruntime-node brings', () => {
  expect(checkInPlace(openNativeSession)).toBe(true)
  expect(worksInPlace()).toBe(true)
})

it('does not where the library is missing, refuses the graph, or computes nothing', () => {
  const refusing = () => {
    throw new Error('no such library')
  }
  expect(checkInPlace(refusing)).toBe(false)
  const binding = { run: () => undefined, release: () => undefined }
  expect(checkInPlace(() => ({ bind: () => binding, release: () => undefined }))).toBe(false)
  const failing = { ...binding, run: refusing }
  expect(checkInPlace(() => ({ bind: () => failing, release: () => undefined }))).toBe(false)
})

it('does not where one number is another one', () => {
  const open: typeof openNativeSession = (graph, options) => {
    const session = openNativeSession(graph, options)
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
  expect(checkInPlace(open)).toBe(false)
})
