// The table of an experiment as CSV: one row a point, numbers in full precision.
// Knows columns and RFC 4180. Does not know how figures come about.
import { COST_AXES } from '../../../contract/experiment-summary.ts'
import type { CostAxis, ExperimentSummary } from '../../../contract/experiment-summary.ts'

/** Names of the cost axes inside of column names. */
const AXES: Record<CostAxis, string> = {
  paper: 'flops_policy',
  policyAndVerifier: 'flops_policy_prm',
  distinct: 'flops_policy_prm_shared_once',
  exact: 'flops_exact',
  seconds: 'seconds',
}

type Row = Record<string, string | number | null | undefined>

/**
 * A header row and one row a point, in the order of the summary, lines ended by CR LF (RFC 4180). Empty cells are figures that are
 * not known. `frontier_*` is the probability that the point lies on the frontier, `advice_*` is 1 on the frontier itself.
 */
export function csvOf(summary: ExperimentSummary): string {
  return csvText(rowsOf(summary), columnsOf(summary))
}

/** Rows by column name as text. The columns are those that are named, or those of any row, in the order in which they first come. */
export function csvText(
  rows: readonly Row[],
  columns: readonly string[] = [...new Set(rows.flatMap((row) => Object.keys(row)))],
): string {
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((cells) => `${cells.map(cellOf).join(',')}\r\n`)
    .join('')
}

function columnsOf(summary: ExperimentSummary): string[] {
  return [
    'policy',
    'policy_parameters',
    'method',
    'label',
    'parameters',
    'budget',
    'problems',
    'seeds',
    'complete',
    'accuracy',
    'accuracy_low',
    'accuracy_high',
    'seeds_low',
    'seeds_high',
    ...COST_AXES.map((axis) => AXES[axis]),
    ...COST_AXES.map((axis) => `frontier_${AXES[axis]}`),
    ...COST_AXES.map((axis) => `advice_${AXES[axis]}`),
    ...levelsOf(summary).flatMap((level) => [`problems_level_${level}`, `accuracy_level_${level}`]),
  ]
}

/** One row a point, by column name. */
export function rowsOf(summary: ExperimentSummary): Row[] {
  const { header, methods, points, advice } = summary
  const levels = levelsOf(summary)
  const columns = columnsOf(summary)
  return points.map((point, place) => {
    const method = methods[point.method]!
    const cells = [
      point.policy,
      header.policies.find(({ id }) => id === point.policy)?.shape?.parameters,
      method.method,
      method.label,
      JSON.stringify(method.parameters),
      point.budget,
      point.problems,
      point.seeds,
      Number(point.complete),
      point.accuracy.value,
      point.accuracy.low,
      point.accuracy.high,
      point.overSeeds?.low,
      point.overSeeds?.high,
      ...COST_AXES.map((axis) => point.cost[axis]),
      ...COST_AXES.map((axis) => point.onFrontier[axis]),
      ...COST_AXES.map((axis) => Number(advice.some((entry) => entry.axis === axis && entry.point === place))),
      ...levels.flatMap((level) => {
        const own = point.levels.find((one) => one.level === level)
        return [own?.problems, own?.accuracy.value]
      }),
    ]
    return Object.fromEntries(columns.map((column, at) => [column, cells[at]]))
  })
}

function levelsOf({ points }: ExperimentSummary): number[] {
  return [...new Set(points.flatMap((point) => point.levels.map(({ level }) => level)))].sort((a, b) => a - b)
}

function cellOf(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
