// Why a node was given its children: one explanation for each kind of decision, in one table.
// Knows which explanation belongs to which kind; a kind that is not in the table is told by its plain fields.
import type { Decision } from '../../../../src-main/contract/decision.ts'
import { writeValue } from '../../../../src-main/contract/notation.ts'
import { TEXT } from '../../../text/english.ts'
import type { Arithmetic, EquationLine, Portion } from './arithmetic.ts'
import { plainLine, portionsOf } from './arithmetic.ts'
import { explainBackUp, explainSelection, explainThompson } from './explain-descent.ts'
import { explainRebase } from './explain-rebase.ts'
import { explainKeep, explainLookAhead, explainResample, explainSample, explainStopping } from './explain-rows.ts'

type Explain<Kind extends Decision['kind']> = (decision: Extract<Decision, { kind: Kind }>, node: number) => Arithmetic

const EXPLANATIONS: { [Kind in Decision['kind']]?: Explain<Kind> } = {
  sample: explainSample,
  stopping: explainStopping,
  rebase: explainRebase,
  'mcts-select': explainSelection,
  'mcts-back-up': explainBackUp,
  keep: explainKeep,
  'look-ahead': explainLookAhead,
  resample: explainResample,
  thompson: explainThompson,
}

/** The arithmetic of a decision for one node; with a node that it does not name (or null), that of the decision as a whole. */
export function explainDecision(decision: Decision, node: number | null): Arithmetic {
  // The table pairs each kind with its own explanation, which an indexed access cannot express.
  const explain = EXPLANATIONS[decision.kind] as ((decision: Decision, node: number) => Arithmetic) | undefined
  return (explain ?? explainPlainly)(decision, node ?? -1)
}

/** Any decision: its own numbers and those of this node, by their names. */
export function explainPlainly(decision: { kind: string }, node: number): Arithmetic {
  const lines: EquationLine[] = []
  let portions: Portion[] = []
  for (const [name, value] of Object.entries(decision)) {
    if (!Array.isArray(value)) {
      if (name !== 'kind') lines.push(...lineOf(name, value))
      continue
    }
    const rows = value.filter((row): row is Record<string, unknown> => typeof row === 'object' && row !== null)
    const own = rows.find((row) => row['node'] === node) ?? {}
    for (const [key, entry] of Object.entries(own)) if (key !== 'node') lines.push(...lineOf(key, entry))
    portions = portionsOf(rows.flatMap(splitRow))
  }
  return { summary: TEXT.decision.unknown(spaced(decision.kind)), lines, note: '', portions }
}

function lineOf(name: string, value: unknown): EquationLine[] {
  if (typeof value === 'number') return [plainLine(spaced(name), writeValue(value))]
  return typeof value === 'string' ? [plainLine(spaced(name), value)] : []
}

function splitRow({ node, width, share }: Record<string, unknown>): { node: number; width: number; share?: number }[] {
  if (typeof node !== 'number' || typeof width !== 'number') return []
  return [typeof share === 'number' ? { node, width, share } : { node, width }]
}

/** `balanceTemperature` as `balance temperature`. */
function spaced(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase()
}
