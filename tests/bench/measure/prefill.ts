// Prefill: tokens a second of one new prompt, up to its first generated token.
import { positionsOf } from '../engine.ts'
import type { EngineId } from '../engine.ts'
import { openPrompts } from '../prompts.ts'
import type { Bench } from '../plan.ts'
import { bestWays, measureInRounds, tryWays } from './rounds.ts'
import type { ByEngine, Measure } from './rounds.ts'

export interface PrefillResult {
  tokens: number
  tokensPerSecond: ByEngine
  forms: ByEngine<string>
}

export async function measurePrefill(bench: Bench): Promise<PrefillResult> {
  const prompts = openPrompts(bench.forms.espalier)
  /** Another prompt each time, so that nobody has it in a cache. */
  const prompt = (first: number) => prompts.rows({ rows: 1, length: bench.plan.prefill, count: 1, first })
  const how: Measure<'milliseconds'> = {
    bench,
    measure: 'prefill',
    rows: 1,
    positions: positionsOf(prompt(0)),
    endless: true,
    warm: (child) => child.call('generate', { rows: prompt(0) }),
    async once(child, _id, repeat) {
      return { milliseconds: await child.call('generate', { rows: prompt(1 + repeat) }) }
    },
  }
  const tried = await tryWays({ ...how, ways: bench.ways, worth: ({ milliseconds }) => -milliseconds })
  const { figures, forms } = await measureInRounds({ ...how, ways: bestWays(bench.ways, tried) })
  const tokens = prompt(0)[0]!.tokens.length
  const tokensPerSecond: ByEngine = {}
  for (const [id, { milliseconds }] of Object.entries(figures)) {
    tokensPerSecond[id as EngineId] = (tokens * 1000) / milliseconds
  }
  return { tokens, tokensPerSecond, forms }
}
