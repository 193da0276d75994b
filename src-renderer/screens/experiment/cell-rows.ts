// The heat map as rows: a policy with a method (or the pool of the sampling methods), a cell for each budget.
// Knows progress and, where results are there, the methods' names. Does not know colours or markup.
import type { ExperimentSummary } from '../../../src-main/contract/experiment-summary.ts'
import type { ExperimentCell } from '../../../src-main/contract/experiment.ts'
import { writePercent } from '../../../src-main/contract/notation.ts'
import { EXPERIMENT } from '../../text/experiment.ts'

export interface CellRow {
  policy: string
  policyName: string
  /** True for the first row of its policy. */
  first: boolean
  method: string
  /** By place of the budget; null where the plan has no such cell. */
  cells: (ExperimentCell | null)[]
}

/** Rows by policy in the order of the cells, and all budgets in order. */
export function cellRows(
  cells: readonly ExperimentCell[],
  summary: ExperimentSummary | null,
): { budgets: number[]; rows: CellRow[] } {
  const budgets = [...new Set(cells.map(({ budget }) => budget))].sort((a, b) => a - b)
  const keys = [...new Set(cells.map(({ policy, method }) => JSON.stringify([policy, method])))]
  let before = ''
  const rows = keys.map((key) => {
    const [policy, method] = JSON.parse(key) as [string, number | null]
    const own = cells.filter((cell) => cell.policy === policy && cell.method === method)
    const row = {
      policy,
      policyName: summary?.header.policies.find(({ id }) => id === policy)?.name ?? policy,
      first: policy !== before,
      method:
        method === null ? EXPERIMENT.cells.pool : (summary?.methods[method]?.label ?? EXPERIMENT.cells.method(method)),
      cells: budgets.map((budget) => own.find((cell) => cell.budget === budget) ?? null),
    }
    before = policy
    return row
  })
  return { budgets, rows }
}

/** Share of right answers among what is done; null before the first and for a pool. */
export function accuracyOf({ right, done }: ExperimentCell): number | null {
  return right === null || done === 0 ? null : right / done
}

/** A cell in words, for its button. */
export function cellWords(row: CellRow, cell: ExperimentCell): string {
  const accuracy = accuracyOf(cell)
  const name = EXPERIMENT.cells.name(row.policyName, row.method, cell.budget)
  return `${name}: ${EXPERIMENT.cells.state(cell.done, cell.units, accuracy === null ? null : writePercent(accuracy))}`
}

/** The nearest cell in a direction; the same one where there is none. Rows may have gaps. */
export function moveInGrid(
  rows: readonly CellRow[],
  at: { row: number; column: number },
  key: string,
): { row: number; column: number } | null {
  const has = (row: number, column: number): boolean => Boolean(rows[row]?.cells[column])
  const along = (step: number): { row: number; column: number } => {
    for (let column = at.column + step; column >= 0 && column < (rows[at.row]?.cells.length ?? 0); column += step)
      if (has(at.row, column)) return { row: at.row, column }
    return at
  }
  const across = (step: number): { row: number; column: number } => {
    for (let row = at.row + step; row >= 0 && row < rows.length; row += step) {
      if (has(row, at.column)) return { row, column: at.column }
      const nearest = rows[row]!.cells.map((cell, column) => ({ cell, away: Math.abs(column - at.column), column }))
        .filter(({ cell }) => cell !== null)
        .sort((a, b) => a.away - b.away)[0]
      if (nearest) return { row, column: nearest.column }
    }
    return at
  }
  switch (key) {
    case 'ArrowLeft':
      return along(-1)
    case 'ArrowRight':
      return along(1)
    case 'ArrowUp':
      return across(-1)
    case 'ArrowDown':
      return across(1)
    case 'Home':
      return { row: at.row, column: rows[at.row]!.cells.findIndex((cell) => cell !== null) }
    case 'End':
      return { row: at.row, column: rows[at.row]!.cells.findLastIndex((cell) => cell !== null) }
    default:
      return null
  }
}
