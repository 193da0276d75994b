// A session worker that tells when ONNX Runtime was at work. Entry of a worker thread, for overhead.ts: when it ends, it adds a line
// with start, end (milliseconds since 1970) and rows of each pass to the file that the environment names.
import { appendFileSync } from 'node:fs'
import * as ort from 'onnxruntime-node'
import { cInterface } from '../../src-main/inference/native/c-interface.ts'
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

// Graphs in place are run through the C interface, whose calls tell the rows when a binding is made.
const c = cInterface()
const [call, make] = [c.call.bind(c), c.make.bind(c)]
const rowsOf = { value: new Map<bigint, bigint>(), binding: new Map<unknown, bigint>() }
c.make = (name, ...args) => {
  const made = make(name, ...args)
  if (name === 'CreateTensorWithDataAsOrtValue') rowsOf.value.set(made, (args[3] as BigInt64Array)[0]!)
  return made
}
c.call = (name, ...args) => {
  const start = now()
  call(name, ...args)
  if (name === 'BindInput' && args[1] === 'input_ids') rowsOf.binding.set(args[0], rowsOf.value.get(args[2] as bigint)!)
  if (name === 'RunWithBinding') lines.push(`${start} ${now()} ${rowsOf.binding.get(args[2])!}\n`)
}
process.on('exit', () => appendFileSync(process.env[PASSES]!, lines.join('')))

await import('../../src-main/inference/session/session-worker.ts')
