// REBASE's decision for one node, written out with its numbers (arXiv 2408.00724, section 3).
// Knows the record of the decision and the order in which the official rule walks. Decides nothing itself.
import type { Decision } from '../../../../src-main/contract/decision.ts'
import { writeReward, writeValue } from '../../../../src-main/contract/notation.ts'
import { TEXT } from '../../../text/english.ts'
import type { Arithmetic, EquationLine } from './arithmetic.ts'
import { portionsOf } from './arithmetic.ts'

type Rebase = Extract<Decision, { kind: 'rebase' }>

const words = TEXT.decision

/** Weight, share and width of one node: weight = exp((r - r_best) / T_b), share = w / sum of w, width by the rounding rule. */
export function explainRebase(decision: Rebase, node: number): Arithmetic {
  const summary = words.rebase(decision.depth, decision.budget, decision.shares.length)
  const portions = portionsOf(decision.shares)
  const own = decision.shares.find((share) => share.node === node)
  if (!own) return { summary, lines: [], note: '', portions }
  if (own.mergedInto !== undefined) return { summary, lines: [], note: words.merged(own.mergedInto), portions }
  const best = Math.max(...decision.shares.map((share) => share.reward))
  const total = decision.shares.reduce((sum, share) => sum + share.weight, 0)
  const weight: EquationLine = {
    name: words.weight,
    formula: 'exp((r − r_best) / T_b)',
    numbers: `exp((${writeReward(own.reward)} − ${writeReward(best)}) / ${writeValue(decision.balanceTemperature)})`,
    result: writeValue(own.weight),
  }
  const share: EquationLine = {
    name: words.share,
    formula: 'w / Σw',
    numbers: `${writeValue(own.weight)} / ${writeValue(total)}`,
    result: writeValue(own.share),
  }
  const result = String(own.width)
  if (decision.rule === 'paper') {
    const numbers = `round(${decision.budget} · ${writeValue(own.share)})`
    const width: EquationLine = { name: words.width, formula: 'round(B · share)', numbers, result }
    return { summary, lines: [weight, share, width], note: words.paperRule, portions }
  }
  const turn = officialTurn(decision, node)
  const width: EquationLine = {
    name: words.width,
    formula: '⌈B_left · w / Σw_left⌉',
    numbers: `⌈${turn.budgetLeft} · ${writeValue(own.weight)} / ${writeValue(turn.weightLeft)}⌉`,
    result,
  }
  return { summary, lines: [weight, share, width], note: words.officialRule(turn.place), portions }
}

/**
 * What was left of budget and weights when the official rule came to this node: it goes down the list by reward,
 * equal rewards in reverse input order, as the paper's code does.
 */
export function officialTurn(
  decision: Rebase,
  node: number,
): { place: number; budgetLeft: number; weightLeft: number } {
  const order = decision.shares
    .map((share, index) => ({ ...share, index }))
    .filter((share) => share.mergedInto === undefined)
    .sort((a, b) => b.reward - a.reward || b.index - a.index)
  let budgetLeft = decision.budget
  let weightLeft = order.reduce((sum, share) => sum + share.weight, 0)
  for (const [index, share] of order.entries()) {
    if (share.node === node) return { place: index + 1, budgetLeft, weightLeft }
    budgetLeft -= share.width
    weightLeft -= share.weight
  }
  throw new RangeError(`Node ${node} has no share in this decision.`)
}
