// Decisions that walk down from the root, written out for one node: MCTS by its upper bounds, AB-MCTS by its draws.
// Knows the records. Does not choose anything itself.
import type { BetaDraw, Decision } from '../../../../src-main/contract/decision.ts'
import { writeReward, writeValue } from '../../../../src-main/contract/notation.ts'
import { TEXT } from '../../../text/english.ts'
import type { Arithmetic, EquationLine } from './arithmetic.ts'
import { plainLine } from './arithmetic.ts'

const words = TEXT.decision

/** UCT = Q + C·√(ln N(parent) / N) of one node against its siblings; a node that was never visited counts as infinite. */
export function explainSelection(decision: Extract<Decision, { kind: 'mcts-select' }>, node: number): Arithmetic {
  const lines: EquationLine[] = []
  const notes: string[] = []
  const level = decision.levels.find((candidate) => candidate.children.some((child) => child.node === node))
  const own = level?.children.find((child) => child.node === node)
  if (level && own) {
    lines.push(boundLine(own, level.visits))
    notes.push(level.chosen === node ? words.largestBound : words.passedOver(level.chosen))
  }
  const below = decision.levels.find((candidate) => candidate.parent === node)
  if (below) notes.push(words.wentDown(below.chosen))
  if (decision.node === node) notes.push(words.given(decision.width))
  return { summary: words.selection(decision.iteration, decision.node), lines, note: notes.join(' '), portions: [] }
}

function boundLine(
  { value, visits, bound }: { value: number; visits: number; bound: number | null },
  parentVisits: number,
): EquationLine {
  const formula = 'Q + C·√(ln N_parent / N)'
  if (bound === null) return { name: 'UCT', formula, numbers: words.neverVisited, result: '∞' }
  const root = Math.sqrt(Math.log(parentVisits) / visits)
  // The record holds the bound and not C, which follows from it wherever the root is not zero.
  const exploration = root > 0 ? writeValue((bound - value) / root) : 'C'
  const numbers = `${writeReward(value)} + ${exploration}·√(ln ${parentVisits} / ${visits})`
  return { name: 'UCT', formula, numbers, result: writeReward(bound) }
}

/** Q and N of one node after an iteration. */
export function explainBackUp(decision: Extract<Decision, { kind: 'mcts-back-up' }>, node: number): Arithmetic {
  const own = decision.rows.find((row) => row.node === node)
  const lines = own ? [plainLine('Q', writeReward(own.value)), plainLine('N', String(own.visits))] : []
  return { summary: words.backUp(decision.iteration), lines, note: '', portions: [] }
}

/** Thompson sampling at one node: the larger draw decides between a new child (wider) and an old one (deeper). */
export function explainThompson(decision: Extract<Decision, { kind: 'thompson' }>, node: number): Arithmetic {
  const lines: EquationLine[] = []
  const notes: string[] = []
  const above = decision.levels.find((level) => level.children.some((child) => child.node === node))
  const drawn = above?.children.find((child) => child.node === node)
  if (above && drawn) {
    lines.push(drawLine(words.draw, drawn))
    notes.push(above.chosen === node ? words.largestDraw : words.passedOver(above.chosen ?? above.node))
  }
  const here = decision.levels.find((level) => level.node === node)
  if (here) {
    lines.push(drawLine(words.wider, here.wider))
    if (here.deeper) lines.push(drawLine(words.deeper, here.deeper))
    notes.push(here.chosen === null ? words.wentWider : words.wentDown(here.chosen))
  }
  if (decision.node === node) notes.push(words.given(1))
  return { summary: words.selection(decision.iteration, decision.node), lines, note: notes.join(' '), portions: [] }
}

function drawLine(name: string, { alpha, beta, draw }: BetaDraw): EquationLine {
  const numbers = `Beta(${writeValue(alpha)}, ${writeValue(beta)})`
  return { name, formula: 'Beta(α, β)', numbers, result: writeReward(draw) }
}
