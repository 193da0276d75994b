// A session worker that ends unexpectedly after some passes: `?passes=20`. Between two passes, because a thread that ends while
// ONNX Runtime runs in it takes the whole process along. The CPU poses as every device.
import { registerHooks } from 'node:module'
import { InferenceSession } from 'onnxruntime-node'

const { create } = InferenceSession
InferenceSession.create = (path, options) =>
  create.call(InferenceSession, path, { ...options, executionProviders: ['cpu'] })

let left = Number(new URL(import.meta.url).searchParams.get('passes'))
/** Whether the thread ends in place of this pass, which never comes back then. */
function ends() {
  if (left-- !== 0) return false
  setImmediate(() => {
    throw new Error('The thread ended for a test.')
  })
  return true
}

const { run } = InferenceSession.prototype
InferenceSession.prototype.run = async function (...batch) {
  return ends() ? new Promise(() => undefined) : run.apply(this, batch)
}

// The graph in place does not ask the session of onnxruntime-node, so its own passes are counted.
const PASS = 'run: (batch) => Promise.resolve().then(() => pass(batch))'
globalThis.threadEnds = ends
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    if (!url.endsWith('/graph/in-place-graph.ts')) return loaded
    const source = String(loaded.source)
    if (!source.includes(PASS)) throw new Error('The pass of the graph in place is written otherwise now.')
    const counted = PASS.replace('pass(batch)', '(threadEnds() ? new Promise(() => undefined) : pass(batch))')
    return { ...loaded, source: source.replace(PASS, counted) }
  },
})

await import('../../src-main/inference/session/session-worker.ts')
