// The arithmetic of a decision for one node, as it is shown: sentences, equation lines, and the split among all nodes.
// Knows the record, and how rows with a width become a split. Does not know any kind of decision.

/** One line of an equation: `name = formula = numbers = result`; formula and numbers may be empty. */
export interface EquationLine {
  name: string
  formula: string
  numbers: string
  result: string
}

/** One node that took part in a decision. */
export interface Portion {
  node: number
  /** Part of the whole, 0 to 1. */
  share: number
  /** Children given. */
  width: number
}

export interface Arithmetic {
  /** What was decided, in sentences. */
  summary: string
  lines: EquationLine[]
  /** A sentence after the lines; may be empty. */
  note: string
  /** All nodes of the decision, largest share first; empty where nothing was shared. */
  portions: Portion[]
}

/** A line with a result and nothing to work out. */
export function plainLine(name: string, result: string): EquationLine {
  return { name, formula: '', numbers: '', result }
}

/** Rows as portions. Where no row has a share, the widths say how the whole was split. */
export function portionsOf(rows: readonly { node: number; width: number; share?: number }[]): Portion[] {
  const total = rows.reduce((sum, row) => sum + row.width, 0)
  return rows
    .map(({ node, width, share }) => ({ node, width, share: share ?? (total > 0 ? width / total : 0) }))
    .sort((a, b) => b.share - a.share)
}
