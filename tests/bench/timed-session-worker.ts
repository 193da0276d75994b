// A session worker that tells when ONNX Runtime was at work. Entry of a worker thread, for overhead.ts: when it ends, it adds a line
// with start, end (milliseconds since 1970) and rows of each pass to the file that the environment names.
import { appendFileSync } from 'node:fs'
import * as ort from 'onnxruntime-node'
import { PASSES } from './passes.ts'

const lines: string[] = []
const now = () => performance.timeOrigin + performance.now()
const session = ort.InferenceSession as unknown as { prototype: ort.InferenceSession }
const run = Reflect.get(session.prototype, 'run') as (...call: unknown[]) => Promise<unknown>
Reflect.set(session.prototype, 'run', async function (this: ort.InferenceSession, ...call: unknown[]) {
  const start = now()
  const output = await Reflect.apply(run, this, call)
  const [first] = Object.values(call[0] as Record<string, ort.Tensor>)
  lines.push(`${start} ${now()} ${first!.dims[0]}\n`)
  return output
})
process.on('exit', () => appendFileSync(process.env[PASSES]!, lines.join('')))

await import('../../src-main/inference/session/session-worker.ts')
