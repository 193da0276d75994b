// The arithmetic of a decision, written out for one node with its real numbers: why it was given its children.
// Knows the rules by kind, one table; a kind that is not in it is told by its plain fields. Does not know components.
import type { Decision } from '../../../src-main/contract/decision.ts'
import { ROOT } from '../../../src-main/contract/node.ts'
import { writeReward, writeValue } from '../../numbers.ts'
import { TEXT } from '../../text/english.ts'

/** One line of an equation: `name = formula = numbers = result`. */
export interface EquationLine {
  name: string
  formula: string
  numbers: string
  result: string
}

/** One node that took part in the decision, for the picture of the split. */
export interface Portion {
  node: number
  /** Part of the whole, 0 to 1. */
  share: number
  width: number
}

export interface Arithmetic {
  /** Children that this node was given, or null where the decision does not say. */
  width: number | null
  /** Sentences before the equations. */
  summary: string
  lines: EquationLine[]
  /** A sentence after them; may be empty. */
  note: string
  /** All nodes of the decision, largest share first; empty where nothing was shared. */
  portions: Portion[]
}

type Explain<Kind extends Decision['kind']> = (decision: Extract<Decision, { kind: Kind }>, node: number) => Arithmetic

/** One explanation a kind of decision. Kinds that are missing are explained by `explainPlainly`. */
const EXPLANATIONS: { [Kind in Decision['kind']]?: Explain<Kind> } = {
  sample: explainSample,
  rebase: explainRebase,
}

/** Why this node was given its children by this decision. */
export function explainDecision(decision: Decision, node: number): Arithmetic {
  // The table pairs each kind with its own explanation, which an indexed access cannot express.
  const explain = EXPLANATIONS[decision.kind] as ((decision: Decision, node: number) => Arithmetic) | undefined
  return (explain ?? explainPlainly)(decision, node)
}

function explainSample(decision: Extract<Decision, { kind: 'sample' }>, node: number): Arithmetic {
  const width = decision.widths.find((row) => row.node === node)?.width ?? 0
  const summary = node === ROOT ? TEXT.decision.sampledRoot(width) : TEXT.decision.sampled(width)
  return { width, summary, lines: [], note: '', portions: [] }
}

/** Reward balanced search (arXiv 2408.00724, section 3): weight, share, and the rounding that gave the width. */
function explainRebase(decision: Extract<Decision, { kind: 'rebase' }>, node: number): Arithmetic {
  const own = decision.shares.find((share) => share.node === node)
  const summary = TEXT.decision.rebase(decision.depth, decision.budget, decision.shares.length)
  const portions = decision.shares
    .map(({ node: id, share, width }) => ({ node: id, share, width }))
    .sort((a, b) => b.share - a.share)
  if (!own) return { width: null, summary, lines: [], note: '', portions }
  const best = Math.max(...decision.shares.map((share) => share.reward))
  const total = decision.shares.reduce((sum, share) => sum + share.weight, 0)
  const lines: EquationLine[] = [
    {
      name: TEXT.decision.weight,
      formula: 'exp((r − r_best) / T_b)',
      numbers: `exp((${writeReward(own.reward)} − ${writeReward(best)}) / ${writeValue(decision.balanceTemperature)})`,
      result: writeValue(own.weight),
    },
    {
      name: TEXT.decision.share,
      formula: 'w / Σw',
      numbers: `${writeValue(own.weight)} / ${writeValue(total)}`,
      result: writeValue(own.share),
    },
  ]
  if (decision.rule === 'paper') {
    lines.push({
      name: TEXT.decision.width,
      formula: 'round(B · share)',
      numbers: `round(${decision.budget} · ${writeValue(own.share)})`,
      result: String(own.width),
    })
    return { width: own.width, summary, lines, note: TEXT.decision.paperRule, portions }
  }
  const turn = officialTurn(decision, node)
  lines.push({
    name: TEXT.decision.width,
    formula: '⌈B_left · w / Σw_left⌉',
    numbers: `⌈${turn.budgetLeft} · ${writeValue(own.weight)} / ${writeValue(turn.weightLeft)}⌉`,
    result: String(own.width),
  })
  return { width: own.width, summary, lines, note: TEXT.decision.officialRule(turn.place), portions }
}

/**
 * What was left of budget and weights when the official rule came to this node: it goes down the list by reward,
 * equal rewards in reverse input order, as the paper's code does.
 */
function officialTurn(
  decision: Extract<Decision, { kind: 'rebase' }>,
  node: number,
): { place: number; budgetLeft: number; weightLeft: number } {
  const order = decision.shares.map((_, index) => index)
  order.sort((a, b) => decision.shares[b]!.reward - decision.shares[a]!.reward || b - a)
  let budgetLeft = decision.budget
  let weightLeft = decision.shares.reduce((sum, share) => sum + share.weight, 0)
  for (const [index, which] of order.entries()) {
    const share = decision.shares[which]!
    if (share.node === node) return { place: index + 1, budgetLeft, weightLeft }
    budgetLeft -= share.width
    weightLeft -= share.weight
  }
  return { place: 0, budgetLeft, weightLeft }
}

/** Any decision: its own numbers and those of this node, by their names. */
function explainPlainly(decision: Decision, node: number): Arithmetic {
  const lines: EquationLine[] = []
  let width: number | null = null
  let portions: Portion[] = []
  const add = (name: string, value: unknown): void => {
    if (typeof value !== 'number' && typeof value !== 'string') return
    lines.push({ name: spaced(name), formula: '', numbers: '', result: typeof value === 'number' ? writeValue(value) : value })
  }
  for (const [name, value] of Object.entries(decision)) {
    if (!Array.isArray(value)) {
      if (name !== 'kind') add(name, value)
      continue
    }
    const rows = (value as unknown[]).filter((row) => typeof row === 'object' && row !== null) as Record<string, unknown>[]
    const own = rows.find((row) => row['node'] === node)
    for (const [key, entry] of Object.entries(own ?? {})) if (key !== 'node') add(key, entry)
    if (typeof own?.['width'] === 'number') width = own['width']
    portions = portionsOf(rows)
  }
  return { width, summary: TEXT.decision.unknown(spaced(decision.kind)), lines, note: '', portions }
}

function portionsOf(rows: readonly Record<string, unknown>[]): Portion[] {
  const portions = rows.flatMap(({ node, width, share }) =>
    typeof node === 'number' && typeof width === 'number' ? [{ node, width, share: typeof share === 'number' ? share : 0 }] : [],
  )
  const total = portions.reduce((sum, portion) => sum + portion.width, 0)
  const shared = portions.some((portion) => portion.share > 0)
  return portions
    .map((portion) => (shared || total === 0 ? portion : { ...portion, share: portion.width / total }))
    .sort((a, b) => b.share - a.share)
}

/** `balanceTemperature` as `balance temperature`. */
function spaced(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('-', ' ').toLowerCase()
}
