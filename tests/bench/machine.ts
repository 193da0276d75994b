// What the machine can do at most: the matrix products of a pass and nothing else, and reading memory.
// Knows ONNX Runtime and threads. Does not know engines. Runs inside a child process (host.ts).
import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import * as ort from 'onnxruntime-node'
import type { Forms, OwnForm } from './engine.ts'
import { median } from './median.ts'

/** Milliseconds of all matrix products of one pass over so many rows; median. */
export async function productTime(options: {
  forms: Forms
  form: OwnForm
  threads: number
  rows: number
  repeats: number
}): Promise<number> {
  const session = await ort.InferenceSession.create(options.forms.products[options.form], {
    executionProviders: ['cpu'],
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
  })
  const width = widthOf(options.forms)
  const values = Float32Array.from({ length: options.rows * width }, (_, index) => Math.sin(index))
  const feeds = { x: new ort.Tensor('float32', values, [options.rows, width]) }
  const times: number[] = []
  // The first pass allocates; a fast model is run more often, so that a time is never a few microseconds.
  let begun = performance.now()
  await session.run(feeds)
  const passes = Math.max(1, Math.ceil(200 / (performance.now() - begun)))
  for (let repeat = 0; repeat < options.repeats; repeat++) {
    begun = performance.now()
    for (let pass = 0; pass < passes; pass++) await session.run(feeds)
    times.push((performance.now() - begun) / passes)
  }
  await session.release()
  return median(times)
}

function widthOf({ espalier }: Forms): number {
  return (JSON.parse(readFileSync(`${espalier}/config.json`, 'utf8')) as { hidden_size: number }).hidden_size
}

const BYTES = 256 * 2 ** 20
const PASSES = 8

/** Bytes a second that so many threads read together, each from memory of its own; median. */
export async function readBandwidth({ threads, repeats }: { threads: number; repeats: number }): Promise<number> {
  const rates: number[] = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    const gate = new Int32Array(new SharedArrayBuffer(8))
    const times = await Promise.all(Array.from({ length: threads }, () => readingTime(gate, threads)))
    rates.push((threads * BYTES * PASSES) / (Math.max(...times) / 1000))
  }
  return median(rates)
}

/** A thread that waits at the gate for the others, then searches its memory for a byte that is not there. */
const READER = `
const { workerData, parentPort } = require('node:worker_threads')
const { gate, threads, bytes, passes } = workerData
const memory = Buffer.alloc(bytes, 1)
Atomics.add(gate, 0, 1)
while (Atomics.load(gate, 0) < threads);
const begun = performance.now()
for (let pass = 0; pass < passes; pass++) if (memory.indexOf(2) !== -1) throw new Error('A byte that was never written.')
parentPort.postMessage(performance.now() - begun)
`

function readingTime(gate: Int32Array, threads: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(READER, { eval: true, workerData: { gate, threads, bytes: BYTES, passes: PASSES } })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}
