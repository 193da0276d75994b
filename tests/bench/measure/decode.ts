// Decoding: tokens a second at each batch, context about 128, prompts all different, their keys and values computed before.
// The time of a call that generates one token is taken off, so that prompts, forks and messages at the start do not count.
import type { Child } from '../child.ts'
import { positionsOf } from '../engine.ts'
import type { Row } from '../engine.ts'
import { openPrompts } from '../prompts.ts'
import type { Bench } from '../plan.ts'
import { measureInRounds } from './rounds.ts'
import type { ByEngine } from './rounds.ts'

export interface DecodeResult {
  batch: number
  /** Tokens that were sampled from; 0: all. */
  topK: number
  context: number
  tokensPerSecond: ByEngine
  memory: ByEngine
}

export async function measureDecode(
  bench: Bench,
  { batch, topK }: Pick<DecodeResult, 'batch' | 'topK'>,
): Promise<DecodeResult> {
  const { prompt, tokens } = bench.plan.decode
  const rows = openPrompts(bench.forms.espalier).rows({ rows: batch, length: prompt, count: tokens + 1 })
  const one = rows.map((row): Row => ({ ...row, count: 1 }))
  const measure = `decode, batch ${batch}, top-k ${topK || 'off'}`
  const { figures, memory } = await measureInRounds({
    bench,
    measure,
    rows: batch,
    positions: positionsOf(rows),
    endless: true,
    topK,
    warm: (child: Child) => child.call('generate', { rows: one }),
    async once(child) {
      const start = await child.call('generate', { rows: one })
      const whole = await child.call('generate', { rows })
      return { start, whole }
    },
  })
  const tokensPerSecond: ByEngine = {}
  for (const id of bench.engines) {
    const figure = figures[id]
    if (!figure) continue
    const milliseconds = figure.whole - figure.start
    if (milliseconds > 0) tokensPerSecond[id] = (batch * tokens * 1000) / milliseconds
    else bench.failed(id, measure, new Error('The machine was too busy: many tokens took no longer than one.'))
  }
  return { batch, topK, context: rows[0]!.tokens.length + tokens / 2, tokensPerSecond, memory }
}
