// Measures decoding with the embedded policy: tokens per second at several batch sizes, and the share of the time that is not
// spent inside ONNX Runtime. Run it with Node 24: `node tests/bench/decode.ts [threads]`. Trust the ratios, not the seconds.
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { Sampling } from '../../src-main/contract/sampling.ts'
import { propose } from '../../src-main/inference/decoder.ts'
import type { LoadedModel } from '../../src-main/inference/loaded-model.ts'
import { readModelFolder } from '../../src-main/inference/model-folder.ts'
import { openOnnxSession } from '../../src-main/inference/onnx-session.ts'
import type { Batch } from '../../src-main/inference/model-graph.ts'
import { openPrefixCache } from '../../src-main/inference/prefix-cache.ts'
import { openTokenizer } from '../../src-main/inference/tokenizer.ts'

const QUESTION =
  'A train has 12 cars with 31 passengers each. At a stop 45 get on. How many passengers are on the train now?'
const REPEATS = 5
const threads = Number(process.argv[2] ?? availableParallelism())

const folder = await readModelFolder(resolve('models/arithmetic-policy-1m'), 'policy')
const opened = await openOnnxSession({ folder, device: 'cpu', threads })
let inside = 0
const session = {
  ...opened,
  async run(batch: Batch) {
    const start = performance.now()
    const output = await opened.run(batch)
    inside += performance.now() - start
    return output
  },
}
const tokenizer = openTokenizer(folder)

async function measure(width: number): Promise<void> {
  const decoder: LoadedModel = { folder, session, tokenizer, cache: openPrefixCache({ byteLimit: 2 ** 28 }) }
  const seeds = Array.from({ length: width }, (_, seed) => seed)
  const sampling = Sampling.parse({})
  const rates: number[] = []
  const shares: number[] = []
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    inside = 0
    const start = performance.now()
    const job = propose(decoder, [{ path: { question: QUESTION, steps: [] }, seeds, maxTokens: 64 }], sampling)
    let result = await job.next()
    while (!result.done) result = await job.next()
    const total = performance.now() - start
    rates.push((result.value.usage.generatedTokens / total) * 1000)
    shares.push(1 - inside / total)
  }
  const middle = (values: number[]) => values.sort((a, b) => a - b)[REPEATS >> 1]!
  const rate = middle(rates).toFixed(0).padStart(6)
  const share = (100 * middle(shares)).toFixed(1).padStart(5)
  process.stdout.write(
    `batch ${String(width).padStart(3)}: ${rate} tokens/s, ${share} % of the time outside ONNX Runtime\n`,
  )
}

process.stdout.write(`${folder.name}, ${threads} threads, medians of ${REPEATS}\n`)
for (const width of [1, 16, 64]) await measure(width)
await opened.release()
