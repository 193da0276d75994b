// Rounds: every engine is measured once, then every engine again, so that a machine that slows down slows all of them.
// Knows children and failures. Does not know what is measured.
import type { Child } from '../child.ts'
import type { EngineId } from '../engine.ts'
import { median } from '../median.ts'
import { USUAL_TOP_K } from '../plan.ts'
import type { Bench } from '../plan.ts'

/** One figure of each engine that has it. */
export type ByEngine<Value = number> = Partial<Record<EngineId, Value>>

/**
 * Opens each engine in a child of its own, measures all by turns and closes them. `warm` comes once before the first round.
 * Returns the medians of each figure by engine; an engine that fails is named and left out.
 */
export async function measureInRounds<Figure extends string>(options: {
  bench: Bench
  measure: string
  rows: number
  /** Tokens of the longest row at its end. */
  positions: number
  endless: boolean
  /** `USUAL_TOP_K` if left out. */
  topK?: number
  warm: (child: Child, id: EngineId) => Promise<unknown>
  once: (child: Child, id: EngineId, repeat: number) => Promise<Record<Figure, number>>
}): Promise<{ figures: ByEngine<Record<Figure, number>>; memory: ByEngine }> {
  const { bench, measure, rows, positions, endless, topK = USUAL_TOP_K } = options
  const children = new Map<EngineId, Child>()
  const samples = new Map<EngineId, Record<Figure, number>[]>()
  const memory: ByEngine = {}

  /** Does something with each engine that has not failed yet. */
  const each = async (work: (child: Child, id: EngineId) => Promise<unknown>) => {
    for (const [id, child] of [...children]) {
      try {
        await work(child, id)
      } catch (error) {
        bench.failed(id, measure, error)
        children.delete(id)
        samples.delete(id)
        await child.close()
      }
    }
  }

  for (const id of bench.engines) {
    try {
      children.set(id, await bench.open(id, { rows, positions, endless, topK }))
    } catch (error) {
      bench.failed(id, measure, error)
    }
  }
  await each(options.warm)
  for (let repeat = 0; repeat < bench.plan.repeats; repeat++) {
    await each(async (child, id) => {
      const sample = await options.once(child, id, repeat)
      samples.set(id, [...(samples.get(id) ?? []), sample])
    })
  }
  await each(async (child, id) => (memory[id] = await child.call('peakMemory')))
  for (const child of children.values()) await child.close()

  const figures: ByEngine<Record<Figure, number>> = {}
  for (const [id, list] of samples) {
    const names = Object.keys(list[0]!) as Figure[]
    figures[id] = Object.fromEntries(
      names.map((name) => [name, median(list.map((sample) => sample[name]))] as const),
    ) as Record<Figure, number>
  }
  return { figures, memory }
}
