// Time to the first node from a cold start: a new process, the model opened, the problem read, one step generated. The files are
// in the system's cache after the first round.
import { positionsOf } from '../engine.ts'
import { openPrompts } from '../prompts.ts'
import { median } from '../median.ts'
import type { Bench } from '../plan.ts'
import type { ByEngine } from './rounds.ts'

export interface FirstNodeResult {
  /** Tokens of the step. */
  tokens: number
  milliseconds: ByEngine
}

export async function measureFirstNode(bench: Bench): Promise<FirstNodeResult> {
  const { firstNode: tokens, decode } = bench.plan
  const rows = openPrompts(bench.forms.espalier).rows({ rows: 1, length: decode.prompt, count: tokens })
  const once = async (id: (typeof bench.engines)[number]) => {
    const begun = performance.now()
    const child = await bench.open(id, { rows: 1, positions: positionsOf(rows), endless: true })
    try {
      await child.call('generate', { rows })
      return performance.now() - begun
    } finally {
      await child.close()
    }
  }
  const milliseconds: ByEngine = {}
  for (const id of bench.engines) {
    try {
      await once(id)
      const times: number[] = []
      for (let repeat = 0; repeat < bench.plan.repeats; repeat++) times.push(await once(id))
      milliseconds[id] = median(times)
    } catch (error) {
      bench.failed(id, 'first node', error)
    }
  }
  return { tokens, milliseconds }
}
