// The results as a table: one row a point, sorted by any column.
// Knows the summary and the columns. Does not know the table's markup.
import { COST_AXES } from '../../../src-main/contract/experiment-summary.ts'
import type { CostAxis, ExperimentSummary, PointName } from '../../../src-main/contract/experiment-summary.ts'
import { writeCount, writeHundredths } from '../../../src-main/contract/notation.ts'
import { EXPERIMENT } from '../../text/experiment.ts'
import { exactCost, exactPercent, policyName } from './describe-point.ts'

type Point = ExperimentSummary['points'][number]

export interface TableRow {
  point: PointName
  /** Place in the summary's points. */
  key: number
  /** What each column sorts by; null comes last. */
  values: Record<ColumnId, number | null>
  /** What each column says. */
  words: Record<ColumnId, string>
  complete: boolean
}

/** Columns in order; texts stand left, numbers right. */
export const COLUMNS = [
  { id: 'policy', text: true },
  { id: 'method', text: true },
  { id: 'budget', text: false },
  { id: 'accuracy', text: false },
  { id: 'interval', text: false },
  { id: 'overSeeds', text: false },
  { id: 'paper', text: false },
  { id: 'policyAndVerifier', text: false },
  { id: 'distinct', text: false },
  { id: 'exact', text: false },
  { id: 'seconds', text: false },
  { id: 'onFrontier', text: false },
  { id: 'problems', text: false },
] as const
export type ColumnId = (typeof COLUMNS)[number]['id']

/** The columns that say something of these results: costs of others may not be known. */
export function columnsOf({ header, points }: ExperimentSummary): readonly (typeof COLUMNS)[number][] {
  if (!header.imported) return COLUMNS
  const known = COST_AXES.filter((axis) => points.some(({ cost }) => cost[axis] !== null))
  const unknown = new Set<string>(COST_AXES.filter((axis) => !known.includes(axis)))
  return COLUMNS.filter(({ id }) => !unknown.has(id) && id !== 'overSeeds' && (id !== 'onFrontier' || known.length > 0))
}

export interface Sorting {
  column: ColumnId
  descending: boolean
}

/**
 * One row for each point; `axis` is that of the frontier. Policies and methods sort by their order in the specification, an
 * interval by its width.
 */
export function tableRows(summary: ExperimentSummary, axis: CostAxis): TableRow[] {
  const { spec } = summary.header
  return summary.points.map((point, key) => ({
    key,
    point: { policy: point.policy, method: point.method, budget: point.budget },
    complete: point.complete,
    values: {
      policy: spec.policies.indexOf(point.policy),
      method: point.method,
      budget: point.budget,
      accuracy: point.accuracy.value,
      interval: point.accuracy.high - point.accuracy.low,
      overSeeds: point.overSeeds && point.overSeeds.high - point.overSeeds.low,
      ...point.cost,
      onFrontier: point.onFrontier[axis],
      problems: point.problems,
    },
    words: wordsOf(summary, point, axis),
  }))
}

function wordsOf(summary: ExperimentSummary, point: Point, axis: CostAxis): TableRow['words'] {
  const { table } = EXPERIMENT
  const between = (range: { low: number; high: number } | null): string =>
    range === null ? table.none : table.between(writeHundredths(range.low), writeHundredths(range.high))
  const onFrontier = point.onFrontier[axis]
  return {
    policy: policyName(summary, point.policy),
    method: summary.methods[point.method]?.label ?? '',
    budget: writeCount(point.budget),
    accuracy: exactPercent(point.accuracy.value),
    interval: between(point.accuracy),
    overSeeds: between(point.overSeeds),
    paper: exactCost('paper', point.cost.paper),
    policyAndVerifier: exactCost('policyAndVerifier', point.cost.policyAndVerifier),
    distinct: exactCost('distinct', point.cost.distinct),
    exact: exactCost('exact', point.cost.exact),
    seconds: point.cost.seconds === null ? table.none : String(Number(point.cost.seconds.toPrecision(3))),
    onFrontier: onFrontier === null ? table.none : `${Math.round(onFrontier * 100)} %`,
    problems: writeCount(point.problems),
  }
}

/** The rows in a new order. Equal ones keep theirs; what is not known stands last either way. */
export function sortedRows(rows: readonly TableRow[], { column, descending }: Sorting): TableRow[] {
  return [...rows].sort((a, b) => {
    const [one, other] = [a.values[column], b.values[column]]
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    return descending ? other - one : one - other
  })
}

/** A click on a column: the other way round, or numbers from the largest and names from the first. */
export function nextSorting(sorting: Sorting, column: ColumnId): Sorting {
  if (sorting.column === column) return { column, descending: !sorting.descending }
  return { column, descending: !COLUMNS.find(({ id }) => id === column)!.text && column !== 'budget' }
}
