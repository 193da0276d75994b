// Decoding: tokens a second at each batch, context about 128, prompts all different, their keys and values computed before.
// The time of a call that generates one token is taken off, so that prompts, forks and messages at the start do not count.
import type { Child } from '../child.ts'
import { positionsOf } from '../engine.ts'
import type { EngineId, Row, Way } from '../engine.ts'
import { openPrompts } from '../prompts.ts'
import type { Bench } from '../plan.ts'
import { bestWays, measureInRounds, tryWays } from './rounds.ts'
import type { ByEngine, Measure, Tried } from './rounds.ts'

export interface DecodeResult {
  batch: number
  /** Tokens that were sampled from; 0: all. */
  topK: number
  context: number
  tokensPerSecond: ByEngine
  memory: ByEngine
  /** The form in which each engine was measured. */
  forms: ByEngine<string>
  /** Tokens a second of each way, tried once. Empty where the best ways were known. */
  tried: Tried[]
}

type Figure = 'start' | 'whole'

/** `ways`: the best ones, where they are known; else all of the bench's are tried before. */
export async function measureDecode(
  bench: Bench,
  { batch, topK, ways }: Pick<DecodeResult, 'batch' | 'topK'> & { ways: readonly Way[] | null },
): Promise<DecodeResult> {
  const { prompt, tokens } = bench.plan.decode
  const rows = openPrompts(bench.forms.espalier).rows({ rows: batch, length: prompt, count: tokens + 1 })
  const one = rows.map((row): Row => ({ ...row, count: 1 }))
  const rateOf = ({ start, whole }: Record<Figure, number>) => (batch * tokens * 1000) / (whole - start)
  const how: Measure<Figure> = {
    bench,
    measure: `decode, batch ${batch}, top-k ${topK || 'off'}`,
    rows: batch,
    positions: positionsOf(rows),
    endless: true,
    topK,
    warm: (child: Child) => child.call('generate', { rows: one }),
    async once(child) {
      const start = await child.call('generate', { rows: one })
      const whole = await child.call('generate', { rows })
      if (whole <= start) throw new Error('The machine was too busy: many tokens took no longer than one.')
      return { start, whole }
    },
  }
  const tried = ways ? [] : await tryWays({ ...how, ways: bench.ways, worth: rateOf })
  const { figures, memory, forms } = await measureInRounds({ ...how, ways: ways ?? bestWays(bench.ways, tried) })
  const tokensPerSecond: ByEngine = {}
  for (const [id, figure] of Object.entries(figures)) tokensPerSecond[id as EngineId] = rateOf(figure)
  return { batch, topK, context: rows[0]!.tokens.length + tokens / 2, tokensPerSecond, memory, forms, tried }
}
