// What a pass costs that computes next to nothing: one row of a model in 4 bits, by ONNX Runtime's own profile, through the graph that
// every machine can run and through the one that works in place.
//
//   node tests/bench/fixed-cost.ts --model FOLDER --form FILE [--threads 2] [--rows 1] [--json]
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { passBatch } from '../../src-main/inference/decoding/pass-batch.ts'
import { cacheShape } from '../../src-main/inference/graph/cache-shape.ts'
import { openKeyValueCache } from '../../src-main/inference/graph/kv-cache.ts'
import { discard } from '../../src-main/inference/graph/model-graph.ts'
import { openOnnxSession } from '../../src-main/inference/graph/onnx-session.ts'
import { readModelFolder } from '../../src-main/inference/model/model-folder.ts'
import { median } from './median.ts'
import type { FixedCost } from './results.ts'

const { values: options } = parseArgs({
  options: {
    model: { type: 'string' },
    form: { type: 'string' },
    threads: { type: 'string', default: '2' },
    rows: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
})
const PASSES = 60
/** Passes before any is timed. */
const WARM = 10
/** Positions before the token, as in the measure of decoding. */
const CONTEXT = 128

interface ProfileEvent {
  cat: string
  name: string
  /** Microseconds. */
  dur: number
  args: { op_name?: string }
}

const threads = Number(options.threads)
const rows = Number(options.rows)
const folder = await readModelFolder(options.model!, 'policy', { dtype: null, form: options.form ?? null })

/** Milliseconds of a pass; median. */
async function passTime(graph: FixedCost['graph'], profile?: string): Promise<number> {
  const profiled = profile === undefined ? {} : { profile }
  const session = await openOnnxSession({ folder, device: 'cpu', threads, inPlace: graph === 'in place', ...profiled })
  if (graph === 'in place' && !session.inPlace) throw new Error('Passes in place cannot be had on this machine.')
  const cache = openKeyValueCache(cacheShape(folder), { expectedRows: rows })
  cache.reserve({ rows, positions: CONTEXT + 1, kept: 0 })
  const items = Array.from({ length: rows }, () => ({ length: CONTEXT, tokens: [folder.tokens.padding] }))
  const times: number[] = []
  for (let pass = 0; pass < PASSES; pass++) {
    const begun = performance.now()
    const output = await session.run(
      passBatch(cache, items, { chunk: 1, padding: folder.tokens.padding, graph: session }),
    )
    if (!session.inPlace) {
      cache.append(
        items.map(({ length }) => length),
        output,
      )
    }
    discard(output, session)
    times.push(performance.now() - begun)
  }
  await session.release()
  return median(times.slice(WARM))
}

async function costOf(graph: FixedCost['graph']): Promise<FixedCost> {
  const milliseconds = await passTime(graph)
  const place = mkdtempSync(join(tmpdir(), 'espalier-profile-'))
  try {
    await passTime(graph, join(place, 'profile'))
    const [file] = readdirSync(place)
    const events = JSON.parse(readFileSync(join(place, file!), 'utf8')) as ProfileEvent[]
    const found = new Map<string, { count: number; microseconds: number }>()
    for (const { cat, name, dur, args } of events) {
      if (cat !== 'Node' || !name.endsWith('_kernel_time') || args.op_name === undefined) continue
      const one = found.get(args.op_name) ?? { count: 0, microseconds: 0 }
      found.set(args.op_name, { count: one.count + 1, microseconds: one.microseconds + dur })
    }
    const operators = [...found].map(([name, { count, microseconds }]) => ({
      name,
      count: count / PASSES,
      milliseconds: microseconds / PASSES / 1000,
    }))
    return { graph, rows, milliseconds, operators: operators.sort((a, b) => b.milliseconds - a.milliseconds) }
  } finally {
    rmSync(place, { recursive: true })
  }
}

const costs = [await costOf('delta'), await costOf('in place')]
const line = ({ graph, milliseconds, operators }: FixedCost) =>
  `${graph}: ${milliseconds.toFixed(2)} ms a pass\n` +
  operators
    .map((one) => `  ${one.name}: ${one.count.toFixed(1)}, ${one.milliseconds.toFixed(3)} ms profiled\n`)
    .join('')
process.stdout.write(options.json ? JSON.stringify(costs) : costs.map(line).join(''))
