// Measures the sampler: milliseconds to read a row of logits and to draw from it, at a small and at a large vocabulary, for each
// setting. The rows are made up: `peaked` falls off like a language model's (the logit by the logarithm of the rank, shuffled),
// `wide` is a bell curve under which thousands of tokens matter. Run it with Node 24: `node tests/bench/sampling.ts [children]`,
// where each row is drawn from so many times. Trust the ratios, not the milliseconds.
import { Sampling } from '../../src-main/contract/sampling.ts'
import { readLogits, uniformStream } from '../../src-main/inference/sampler.ts'

const ROWS = 32
const REPEATS = 15
/** Rows that are read before the clock starts, so that the engine has compiled what it will. */
const WARM_UP = 200
const CHILDREN = Number(process.argv[2] ?? 1)
const SETTINGS = {
  'temperature 1': {},
  greedy: { temperature: 0 },
  'temperature 0.7': { temperature: 0.7 },
  'top-k 50': { topK: 50 },
  'top-p 0.95': { topP: 0.95 },
  'min-p 0.05': { minP: 0.05 },
  'all four': { temperature: 0.7, topK: 50, topP: 0.95, minP: 0.05 },
}

/** Uniform numbers for the rows. */
const uniform = uniformStream(1)

const SHAPES: Record<string, (vocabulary: number) => Float32Array> = {
  peaked(vocabulary) {
    const logits = Float32Array.from({ length: vocabulary }, (_, rank) => 10 - 1.5 * Math.log(rank + 1) + uniform())
    for (let last = vocabulary - 1; last > 0; last--) {
      const other = Math.floor(uniform() * (last + 1))
      const logit = logits[last]!
      logits[last] = logits[other]!
      logits[other] = logit
    }
    return logits
  },
  wide(vocabulary) {
    // Box and Muller's way to the normal distribution.
    const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
    return Float32Array.from({ length: vocabulary }, () => 2.5 * normal())
  },
}

/** Milliseconds a row, the least of the repeats, because other programs only ever add. */
function measure(rows: readonly Float32Array[], sampling: Sampling): number {
  const read = (logits: Float32Array) => {
    const distribution = readLogits(logits, sampling)
    for (let child = 0; child < CHILDREN; child++) distribution.draw(uniform())
  }
  for (let row = 0; row < WARM_UP; row++) read(rows[row % rows.length]!)
  const times = Array.from({ length: REPEATS }, () => {
    const start = performance.now()
    for (const logits of rows) read(logits)
    return (performance.now() - start) / rows.length
  })
  return Math.min(...times)
}

process.stdout.write(`ms a row of logits, ${CHILDREN} draws each, least of ${REPEATS} times ${ROWS} rows\n`)
for (const vocabulary of [512, 49_152]) {
  for (const [shape, make] of Object.entries(SHAPES)) {
    const rows = Array.from({ length: ROWS }, () => make(vocabulary))
    for (const [name, settings] of Object.entries(SETTINGS)) {
      const time = measure(rows, Sampling.parse(settings)).toFixed(4)
      process.stdout.write(`${String(vocabulary).padStart(6)} ${shape} ${name.padEnd(16)} ${time.padStart(8)}\n`)
    }
  }
}
