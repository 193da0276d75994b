// Measures what is not ONNX Runtime: the share of a propose call's wall time that is spent outside the model, at batch 64, where
// every child has a row of its own. Usage: `node tests/bench/overhead.ts [model folder] [threads] [temperature] [top-k]`. Trust
// the share, not the rate.
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { Sampling } from '../../src-main/contract/sampling.ts'
import { openContinuousBatch, ROW_LIMIT } from '../../src-main/inference/continuous-batch.ts'
import { propose } from '../../src-main/inference/decoder.ts'
import { readModelFolder } from '../../src-main/inference/model-folder.ts'
import type { Batch } from '../../src-main/inference/model-graph.ts'
import { openOnnxSession } from '../../src-main/inference/onnx-session.ts'
import { openPrefixCache } from '../../src-main/inference/prefix-cache.ts'
import { openTokenizer } from '../../src-main/inference/tokenizer.ts'

const QUESTION =
  'A train has 12 cars with 31 passengers each. At a stop 45 get on. How many passengers are on the train now?'
const REPEATS = 5
/** So hot that children part at their first token: sharing would make the batch small. A large vocabulary parts them at 1. */
const SAMPLING = Sampling.parse({ temperature: Number(process.argv[4] ?? 5), topK: Number(process.argv[5] ?? 0) })
const folder = await readModelFolder(resolve(process.argv[2] ?? 'models/arithmetic-policy-1m'), 'policy')
const threads = Number(process.argv[3] ?? availableParallelism())
const graph = await openOnnxSession({ folder, device: 'cpu', threads })
let inside = 0
let rows = 0
let passes = 0
const session = {
  async run(batch: Batch) {
    const start = performance.now()
    const output = await graph.run(batch)
    inside += performance.now() - start
    rows += batch.rows
    passes += 1
    return output
  },
}
const batch = openContinuousBatch({ session, folder })
const tokenizer = openTokenizer(folder)

const shares: number[] = []
const rates: number[] = []
for (let repeat = 0; repeat <= REPEATS; repeat++) {
  const seeds = Array.from({ length: ROW_LIMIT }, (_, seed) => repeat * ROW_LIMIT + seed)
  const model = { folder, tokenizer, batch, cache: openPrefixCache({ byteLimit: 2 ** 28 }) }
  ;[inside, rows, passes] = [0, 0, 0]
  const start = performance.now()
  const { usage } = await propose(model, [{ path: { question: QUESTION, steps: [] }, seeds, maxTokens: 64 }], {
    sampling: SAMPLING,
    signal: new AbortController().signal,
  })
  const total = performance.now() - start
  // The first round warms up.
  if (repeat === 0) continue
  shares.push(1 - inside / total)
  rates.push((usage.generatedTokens / total) * 1000)
}
const middle = (values: number[]) => values.toSorted((a, b) => a - b)[REPEATS >> 1]!
process.stdout.write(
  `${folder.name}, ${threads} threads, medians of ${REPEATS}: ${(100 * middle(shares)).toFixed(1)} % of the time outside ONNX Runtime, ` +
    `${middle(rates).toFixed(0)} tokens/s, ${(rows / passes).toFixed(1)} rows a pass\n`,
)
await graph.release()
