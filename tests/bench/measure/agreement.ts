// Whether the engines hold the same weights: Espalier writes a text greedily, the others give each of its tokens a probability.
import { exactWay, positionsOf } from '../engine.ts'
import { openPrompts } from '../prompts.ts'
import type { Bench } from '../plan.ts'
import type { ByEngine } from './rounds.ts'

/** Largest difference of a log-probability that is still the same model. */
export const ALLOWED = 1e-3
const TOKENS = 24

/** Largest difference of a token's log-probability from Espalier's. Names an engine that differs by more as failed. */
export async function measureAgreement(bench: Bench): Promise<ByEngine> {
  const row = openPrompts(bench.forms.espalier).rows({ rows: 1, length: 64, count: TOKENS })[0]!
  const positions = positionsOf([row])
  const writer = await bench.open(exactWay('espalier'), { rows: 1, positions, endless: true })
  const written = await writer.call('greedy', { row })
  await writer.close()
  const tokens = [...row.tokens, ...written.tokens]
  const differences: ByEngine = {}
  for (const id of bench.engines) {
    if (id === 'espalier') continue
    const way = exactWay(id)
    try {
      const child = await bench.open(way, { rows: 1, positions, endless: true, exact: true })
      try {
        const theirs = await child.call('logProbabilities', { tokens, from: row.tokens.length })
        const worst = Math.max(...theirs.map((value, index) => Math.abs(value - written.logProbabilities[index]!)))
        if (!(worst <= ALLOWED))
          throw new Error(`A log-probability differs by ${worst.toExponential(1)}: not the same model.`)
        differences[id] = worst
      } finally {
        await child.close()
      }
    } catch (error) {
      bench.failed(way, 'agreement', error)
    }
  }
  return differences
}
