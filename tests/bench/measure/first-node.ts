// Time to the first node from a cold start: a new process, the model opened, the problem read, one step generated. The files are
// in the system's cache after the first round.
import { positionsOf } from '../engine.ts'
import type { Way } from '../engine.ts'
import { openPrompts } from '../prompts.ts'
import { median } from '../median.ts'
import type { Bench } from '../plan.ts'
import { bestWays } from './rounds.ts'
import type { ByEngine, Tried } from './rounds.ts'

export interface FirstNodeResult {
  /** Tokens of the step. */
  tokens: number
  milliseconds: ByEngine
  forms: ByEngine<string>
}

export async function measureFirstNode(bench: Bench): Promise<FirstNodeResult> {
  const { firstNode: tokens, decode, repeats } = bench.plan
  const rows = openPrompts(bench.forms.espalier).rows({ rows: 1, length: decode.prompt, count: tokens })
  const once = async (way: Way) => {
    const begun = performance.now()
    const child = await bench.open(way, { rows: 1, positions: positionsOf(rows), endless: true })
    try {
      await child.call('generate', { rows })
      return performance.now() - begun
    } finally {
      await child.close()
    }
  }
  const tried: Tried[] = []
  for (const way of bench.ways) {
    const { engine, label: form } = way
    try {
      await once(way)
      tried.push({ engine, form, worth: -(await once(way)), memory: 0 })
    } catch (error) {
      bench.failed(way, 'first node', error)
    }
  }
  const ways = bestWays(bench.ways, tried)
  const times = new Map<Way, number[]>(ways.map((way) => [way, []]))
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const [way, taken] of times) {
      try {
        taken.push(await once(way))
      } catch (error) {
        bench.failed(way, 'first node', error)
        times.delete(way)
      }
    }
  }
  const milliseconds: ByEngine = {}
  const forms: ByEngine<string> = {}
  for (const [{ engine, label }, taken] of times) {
    milliseconds[engine] = median(taken)
    forms[engine] = label
  }
  return { tokens, milliseconds, forms }
}
