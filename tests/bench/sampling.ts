// Measures the sampler: milliseconds to read a row of logits and to draw from it, at a small and at a large vocabulary, for each
// setting. The rows are made up: `peaked` falls off like a language model's (the logit by the logarithm of the rank, shuffled),
// `wide` is a bell curve under which thousands of tokens matter, under `flat` nearly all do, and all of `equal` are the same.
// Run it with Node 24: `node tests/bench/sampling.ts [children] [file]`, where each row is drawn from so many times. The file is
// another version's sampler.ts, measured in turns with this one. Trust the ratios, not the milliseconds.
import { loadavg } from 'node:os'
import { resolve } from 'node:path'
import { Sampling } from '../../src-main/contract/sampling.ts'
import * as sampler from '../../src-main/inference/sampling/sampler.ts'
import { median } from './median.ts'

const ROWS = 16
const REPEATS = 11
/** Milliseconds of reading before the clock starts, so that the engine has compiled what it will. */
const WARM_UP = 400
const CHILDREN = Number(process.argv[2] ?? 1)
const BESIDE = process.argv[3]
const SETTINGS = {
  'temperature 1': {},
  greedy: { temperature: 0 },
  'temperature 0.7': { temperature: 0.7 },
  'top-k 50': { topK: 50 },
  'top-k 1000': { topK: 1000 },
  'top-p 0.95': { topP: 0.95 },
  'top-p 0.5': { topP: 0.5 },
  'top-p 0.95 at 0.7': { temperature: 0.7, topP: 0.95 },
  'top-p and min-p': { topP: 0.95, minP: 0.02 },
  'min-p 0.05': { minP: 0.05 },
  'all four': { temperature: 0.7, topK: 50, topP: 0.95, minP: 0.05 },
}

/** Uniform numbers for the rows. */
const uniform = sampler.uniformStream(1)

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
  flat: (vocabulary) => Float32Array.from({ length: vocabulary }, () => uniform() / 2),
  equal: (vocabulary) => new Float32Array(vocabulary).fill(1.5),
}

type Sampler = Pick<typeof sampler, 'readLogits'>

/** Milliseconds a row of each sampler, in turns, so that what else the machine does meets all of them. */
function measure(samplers: readonly Sampler[], rows: readonly Float32Array[], sampling: Sampling): number[][] {
  const read = ({ readLogits }: Sampler, logits: Float32Array) => {
    const distribution = readLogits({ logits, masses: null }, sampling)
    for (let child = 0; child < CHILDREN; child++) distribution.draw(uniform())
  }
  for (const each of samplers) {
    for (const start = performance.now(); performance.now() - start < WARM_UP;)
      for (const logits of rows) read(each, logits)
  }
  const times: number[][] = samplers.map(() => [])
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    for (const [index, each] of samplers.entries()) {
      const start = performance.now()
      for (const logits of rows) read(each, logits)
      times[index]!.push((performance.now() - start) / rows.length)
    }
  }
  return times
}

const samplers: Sampler[] = [sampler]
if (BESIDE) samplers.push((await import(resolve(BESIDE))) as Sampler)
const load = () => loadavg()[0]!.toFixed(1)
process.stdout.write(`ms a row of logits, ${CHILDREN} draws each: median (least) of ${REPEATS} times ${ROWS} rows`)
process.stdout.write(`${BESIDE ? ', and of the other sampler' : ''}; load ${load()}\n`)
for (const vocabulary of [512, 49_152]) {
  for (const [shape, make] of Object.entries(SHAPES)) {
    const rows = Array.from({ length: ROWS }, () => make(vocabulary))
    for (const [name, settings] of Object.entries(SETTINGS)) {
      const figures = measure(samplers, rows, Sampling.parse(settings)).map(
        (times) => `${median(times).toFixed(4).padStart(9)} (${Math.min(...times).toFixed(4)})`,
      )
      process.stdout.write(
        `${String(vocabulary).padStart(6)} ${shape.padEnd(6)} ${name.padEnd(17)} ${figures.join(' ')}\n`,
      )
    }
  }
}
process.stdout.write(`load ${load()}\n`)
