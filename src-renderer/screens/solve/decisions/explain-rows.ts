// Decisions that treat the nodes of one depth side by side, written out for one node: sampling, beams, particles, look-ahead,
// and the rule that stops sampling.
// Knows the records. Does not choose anything itself.
import type { Decision } from '../../../../src-main/contract/decision.ts'
import { ROOT } from '../../../../src-main/contract/node.ts'
import { writeReward, writeValue } from '../../../../src-main/contract/notation.ts'
import { TEXT } from '../../../text/english.ts'
import type { Arithmetic } from './arithmetic.ts'
import { plainLine, portionsOf } from './arithmetic.ts'

const words = TEXT.decision
const rewardOf = (reward: number | null): string => (reward === null ? TEXT.node.unscored : writeReward(reward))

/** Children given without weighing anything. */
export function explainSample(decision: Extract<Decision, { kind: 'sample' }>, node: number): Arithmetic {
  const own = decision.widths.find((row) => row.node === node)
  const total = decision.widths.reduce((sum, row) => sum + row.width, 0)
  const summary =
    own === undefined
      ? words.sampledAll(decision.depth, decision.widths.length, total)
      : node === ROOT
        ? words.sampledRoot(own.width)
        : words.sampled(own.width)
  return { summary, lines: [], note: '', portions: [] }
}

/** Beam search and DVTS: the rank of one node in its group. */
export function explainKeep(decision: Extract<Decision, { kind: 'keep' }>, node: number): Arithmetic {
  const kept = decision.rows.filter((row) => row.kept).length
  const summary = words.keep(decision.depth, kept, decision.rows.length)
  const portions = portionsOf(decision.rows)
  const own = decision.rows.find((row) => row.node === node)
  if (!own) return { summary, lines: [], note: '', portions }
  const group = decision.rows.filter((row) => row.group === own.group)
  const place = 1 + group.filter((row) => (row.reward ?? -1) > (own.reward ?? -1)).length
  const lines = [
    plainLine(words.pathReward, rewardOf(own.reward)),
    plainLine(words.place, words.placeOf(place, group.length)),
    plainLine(words.width, String(own.width)),
  ]
  return { summary, lines, note: own.kept ? words.kept : words.dropped, portions }
}

/** Look-ahead: whose reward stands for this node's own. */
export function explainLookAhead(decision: Extract<Decision, { kind: 'look-ahead' }>, node: number): Arithmetic {
  const own = decision.rows.find((row) => row.node === node)
  const lines = own ? [plainLine(TEXT.node.reward, rewardOf(own.reward))] : []
  return { summary: words.lookAhead(decision.steps), lines, note: own?.texts.join(' ') ?? '', portions: [] }
}

/** Particle filtering: the chance of one node, and how many particles fell on it. */
export function explainResample(decision: Extract<Decision, { kind: 'resample' }>, node: number): Arithmetic {
  const summary = words.resample(decision.depth, decision.draws.length, decision.rows.length)
  const portions = portionsOf(decision.rows.map((row) => ({ node: row.node, width: row.width, share: row.weight })))
  const own = decision.rows.find((row) => row.node === node)
  if (!own) return { summary, lines: [], note: '', portions }
  const lines = [
    plainLine(words.held, String(own.held)),
    plainLine(words.chance, writeValue(own.weight)),
    {
      name: words.drawn,
      formula: words.expected,
      numbers: `${decision.draws.length} · ${writeValue(own.weight)} ≈ ${writeValue(decision.draws.length * own.weight)}`,
      result: String(own.drawn),
    },
    plainLine(words.width, String(own.width)),
  ]
  return { summary, lines, note: own.width === 0 && own.drawn > 0 ? words.keepsParticles : '', portions }
}

/** Adaptive consistency: whether the leading answer is safe enough to stop. */
export function explainStopping(decision: Extract<Decision, { kind: 'stopping' }>): Arithmetic {
  const lines = [
    plainLine(words.probability, writeReward(decision.probability)),
    plainLine(words.threshold, writeReward(decision.threshold)),
  ]
  const [leader] = decision.votes
  const note = decision.stop ? words.stops : words.goesOn
  return {
    summary: words.stopping(decision.samples, leader?.answer ?? '–', leader?.votes ?? 0),
    lines,
    note,
    portions: [],
  }
}
