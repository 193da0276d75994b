// Rounds: every way of an engine is tried once, then each engine is measured in its best one, by turns, so that a machine that slows
// down slows all of them. Knows children and failures. Does not know what is measured.
import type { Child } from '../child.ts'
import type { EngineId, Way } from '../engine.ts'
import { median } from '../median.ts'
import { USUAL_TOP_K } from '../plan.ts'
import type { Bench } from '../plan.ts'

/** One figure of each engine that has it. */
export type ByEngine<Value = number> = Partial<Record<EngineId, Value>>

/** What the tries of a way said: the figure by which the best one is chosen, where more is better, and the process's memory in bytes. */
export interface Tried {
  engine: EngineId
  form: string
  worth: number
  memory: number
}

/** How a way is measured. */
export interface Measure<Figure extends string> {
  bench: Bench
  measure: string
  rows: number
  /** Tokens of the longest row at its end. */
  positions: number
  endless: boolean
  /** `USUAL_TOP_K` if left out. */
  topK?: number
  /** Comes once before anything is measured. */
  warm: (child: Child, id: EngineId) => Promise<unknown>
  once: (child: Child, id: EngineId, repeat: number) => Promise<Record<Figure, number>>
}

/** Tries of a way of which the best counts, as long as they take no more than so many milliseconds: what else goes on only slows one down. */
const [TRIES, PATIENCE] = [3, 8000]

/** Tries ways one after another, each in a child of its own. A way that fails is named and left out. */
export async function tryWays<Figure extends string>(
  options: Measure<Figure> & { ways: readonly Way[]; worth: (figures: Record<Figure, number>) => number },
): Promise<Tried[]> {
  const { bench, measure, rows, positions, endless, topK = USUAL_TOP_K, ways, worth } = options
  const tried: Tried[] = []
  for (const way of ways) {
    const { engine, label: form } = way
    try {
      const child = await bench.open(way, { rows, positions, endless, topK })
      try {
        await options.warm(child, engine)
        const begun = performance.now()
        let best = -Infinity
        for (let turn = 0; turn === 0 || (turn < TRIES && performance.now() - begun < PATIENCE); turn++) {
          best = Math.max(best, worth(await options.once(child, engine, turn)))
        }
        tried.push({ engine, form, worth: best, memory: await child.call('peakMemory') })
      } finally {
        await child.close()
      }
    } catch (error) {
      bench.failed(way, measure, error)
    }
  }
  return tried
}

/** The best way of each engine that was tried. */
export function bestWays(ways: readonly Way[], tried: readonly Tried[]): Way[] {
  const best = new Map<EngineId, Tried>()
  for (const one of tried) {
    const known = best.get(one.engine)
    if (!known || known.worth < one.worth) best.set(one.engine, one)
  }
  return [...best.values()].map(({ engine, form }) => ways.find((way) => way.engine === engine && way.label === form)!)
}

/**
 * Opens each engine in a child of its own, measures all by turns and closes them. Returns the medians of each figure by engine, and the
 * form of each; an engine that fails is named and left out.
 */
export async function measureInRounds<Figure extends string>(
  options: Measure<Figure> & { ways: readonly Way[] },
): Promise<{ figures: ByEngine<Record<Figure, number>>; memory: ByEngine; forms: ByEngine<string> }> {
  const { bench, measure, rows, positions, endless, topK = USUAL_TOP_K, ways } = options
  const children = new Map<Way, Child>()
  const samples = new Map<Way, Record<Figure, number>[]>()
  const memory: ByEngine = {}

  /** Does something with each engine that has not failed yet. */
  const each = async (work: (child: Child, way: Way) => Promise<unknown>) => {
    for (const [way, child] of [...children]) {
      try {
        await work(child, way)
      } catch (error) {
        bench.failed(way, measure, error)
        children.delete(way)
        samples.delete(way)
        await child.close()
      }
    }
  }

  for (const way of ways) {
    try {
      children.set(way, await bench.open(way, { rows, positions, endless, topK }))
    } catch (error) {
      bench.failed(way, measure, error)
    }
  }
  await each((child, { engine }) => options.warm(child, engine))
  for (let repeat = 0; repeat < bench.plan.repeats; repeat++) {
    await each(async (child, way) => {
      const sample = await options.once(child, way.engine, repeat)
      samples.set(way, [...(samples.get(way) ?? []), sample])
    })
  }
  await each(async (child, { engine }) => (memory[engine] = await child.call('peakMemory')))
  for (const child of children.values()) await child.close()

  const figures: ByEngine<Record<Figure, number>> = {}
  const forms: ByEngine<string> = {}
  for (const [{ engine, label }, list] of samples) {
    const names = Object.keys(list[0]!) as Figure[]
    forms[engine] = label
    figures[engine] = Object.fromEntries(
      names.map((name) => [name, median(list.map((sample) => sample[name]))] as const),
    ) as Record<Figure, number>
  }
  return { figures, memory, forms }
}
