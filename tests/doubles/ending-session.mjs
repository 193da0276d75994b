// A session worker that ends unexpectedly after some passes: `?passes=20`. Between two passes, because a thread that ends while
// ONNX Runtime runs in it takes the whole process along. The CPU poses as every device.
import { InferenceSession } from 'onnxruntime-node'

const { create } = InferenceSession
InferenceSession.create = (path, options) =>
  create.call(InferenceSession, path, { ...options, executionProviders: ['cpu'] })

let left = Number(new URL(import.meta.url).searchParams.get('passes'))
const { run } = InferenceSession.prototype
InferenceSession.prototype.run = async function (...batch) {
  if (left-- === 0) {
    setImmediate(() => {
      throw new Error('The thread ended for a test.')
    })
    return new Promise(() => undefined)
  }
  return run.apply(this, batch)
}

await import('../../src-main/inference/session/session-worker.ts')
