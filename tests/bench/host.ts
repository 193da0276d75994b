// The child process that holds one engine, or the machine's own measures: a crash ends it alone, and its memory is its own.
// Knows the verbs. Does not know what is measured with them.
import { resourceUsage } from 'node:process'
import type { BenchEngine, EngineModule, EngineOptions, ProposeCall, Row } from './engine.ts'
import type { EspalierEngine } from './espalier.ts'
import { productTime, readBandwidth } from './machine.ts'
import type { RunRequest } from '../../src-main/contract/run.ts'

let engine: BenchEngine | null = null

/** The engine after `open`. */
function opened(): BenchEngine {
  if (!engine) throw new Error('No engine is open.')
  return engine
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

export const VERBS = {
  /** Returns the engine's version. */
  async open({ module, options }: { module: string; options: EngineOptions }): Promise<string> {
    const driver = (await import(module)) as EngineModule
    engine = await driver.open(options)
    return engine.version
  },
  /** Milliseconds of one call. */
  generate: ({ rows }: { rows: Row[] }) => timed(() => opened().generate(rows)),
  /** Milliseconds of the calls one after another, as a search makes them. */
  replay: ({ calls }: { calls: ProposeCall[] }) =>
    timed(async () => {
      for (const rows of calls) await opened().generate(rows)
    }),
  forget: () => opened().forget(),
  logProbabilities: ({ tokens, from }: { tokens: number[]; from: number }) => opened().logProbabilities(tokens, from),
  search: ({ request }: { request: RunRequest }) => (opened() as EspalierEngine).search(request),
  greedy: ({ row }: { row: Row }) => (opened() as EspalierEngine).greedy(row),
  products: (options: Parameters<typeof productTime>[0]) => productTime(options),
  bandwidth: (options: { threads: number; repeats: number }) => readBandwidth(options),
  /** Largest resident memory so far, in bytes: of this process, or of the one that the engine runs in. */
  peakMemory: () => Promise.resolve(engine?.peakMemory?.() ?? resourceUsage().maxRSS * 1024),
  async close() {
    await engine?.close()
    engine = null
  },
}

process.on('message', (message: { call: number; verb: keyof typeof VERBS; argument: never }) => {
  void answer(message)
})

// Without its parent the process has no purpose. Some runtimes keep threads that would not let it end by itself.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))

async function answer({ call, verb, argument }: { call: number; verb: keyof typeof VERBS; argument: never }) {
  try {
    process.send!({ call, result: await VERBS[verb](argument) })
  } catch (error) {
    process.send!({ call, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}
